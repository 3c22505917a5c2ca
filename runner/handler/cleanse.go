// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"errors"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/handler/cookheaders"
	"mmgen/runner/message/address"
	"mmgen/runner/message/header"
	"mmgen/runner/post"
	"mmgen/runner/pyregex"
)

// Fields that no member shall get (Cleanse.py: process): those with passwords of people
// who may approve, and those by which a sender finds out who reads a post.
var (
	secretFields  = []string{"Approved", "Approve", "X-Approved", "X-Approve", "Urgent"}
	receiptFields = []string{"Return-Receipt-To", "Disposition-Notification-To", "X-Confirm-Reading-To", "X-PMRQC"}
)

// cleanse removes header fields that members must not see, and on an anonymous list
// those that name the author (Cleanse.py: process).
func cleanse(_ context.Context, p *post.Post) (post.Verdict, error) {
	deleteFields(p, secretFields)
	p.Data.SetStr("original_sender", pyvalue.Str(p.Sender()))
	if p.List.Bool("anonymous_list") {
		anonymize(p)
	}
	deleteFields(p, receiptFields)
	return post.Verdict{}, nil
}

// deleteFields removes fields of these names.
func deleteFields(p *post.Post, fields []string) {
	for _, name := range fields {
		p.Msg.Del(name)
	}
}

// authorFields say who wrote a post, or from where.
var authorFields = []string{
	"From", "Reply-To", "Sender", "Organization", "Return-Path",
	"X-Originating-Email", "Received", "Message-ID", "X-Envelope-From",
}

// anonymize makes the list the author.
func anonymize(p *post.Post) {
	from := "None"
	if p.Msg.Has("From") {
		from = p.Msg.Get("From")
	}
	p.Site.Logs.Logf("post", "post to %s from %s anonymized", p.List.InternalName(), from)
	deleteFields(p, authorFields)
	p.Msg.Add("Message-ID", p.Site.UniqueMessageID(p.List))
	keepOnly(p, keptFields(p))
	name := cookheaders.ListHeader(p, p.TextOf("description"), header.Layout{Name: "From"})
	list := p.List.PostingAddress()
	p.Msg.Add("From", address.Format(address.Address{Name: name.Encoded(), Addr: list}))
	p.Msg.Add("Reply-To", list)
	if line, ok := p.Msg.UnixFrom(); ok {
		p.Msg.SetUnixFrom(replaceAddresses(line, list))
	}
}

// keptFields are the patterns of ANONYMOUS_LIST_KEEP_HEADERS. A colon at the end
// of one stands for the end of a field's name.
func keptFields(p *post.Post) []*pyregex.Regexp {
	var patterns []*pyregex.Regexp
	for _, pattern := range p.Site.Settings.Strs("ANONYMOUS_LIST_KEEP_HEADERS") {
		if name, ok := strings.CutSuffix(pattern, ":"); ok {
			pattern = name + "$"
		}
		re, err := pyregex.Compile(pattern, pyregex.IgnoreCase)
		if bad := (*pyregex.Error)(nil); errors.As(err, &bad) {
			p.Site.Logs.Logf("error", "ANONYMOUS_LIST_KEEP_HEADERS: ignored bad regexp %s: %s", pattern, bad.Reason)
			continue
		}
		patterns = append(patterns, re.Reporting(func(err error) {
			p.Site.Logs.Logf("error", "ANONYMOUS_LIST_KEEP_HEADERS: %v", err)
		}))
	}
	return patterns
}

// keepOnly removes the fields whose names none of the patterns matches.
func keepOnly(p *post.Post, patterns []*pyregex.Regexp) {
	for _, name := range p.Msg.Names() {
		keep := false
		for _, re := range patterns {
			if keep = re.Search(name); keep {
				break
			}
		}
		if !keep {
			p.Msg.Del(name)
		}
	}
}

// replaceAddresses puts an address in the place of each word with an @.
func replaceAddresses(line, addr string) string {
	var b strings.Builder
	for line != "" {
		n := strings.IndexAny(line, pystr.Blanks)
		if n < 0 {
			n = len(line)
		}
		if strings.Contains(line[:n], "@") {
			b.WriteString(addr)
		} else {
			b.WriteString(line[:n])
		}
		rest := strings.TrimLeft(line[n:], pystr.Blanks)
		b.WriteString(line[n : len(line)-len(rest)])
		line = rest
	}
	return b.String()
}
