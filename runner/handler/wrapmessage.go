// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"fmt"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/handler/cookheaders"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/post"
)

// wrapMessage applies what the handlers before it noted in `add_header`
// (WrapMessage.py: process): it sets From, Reply-To and Cc or, where the message
// is to be wrapped, makes it a message of the list's that has the author's
// within. Digests, archive and news have their copies by now.
func wrapMessage(_ context.Context, p *post.Post) (post.Verdict, error) {
	noted, _ := p.Data.GetStr("add_header").(*pyvalue.Dict)
	if cookheaders.IsWrapped(p) {
		return post.Verdict{}, wrapPost(p, noted)
	}
	for _, name := range []string{"From", "Reply-To", "Cc"} {
		if v := noted.GetStr(name); pyvalue.Truth(v) {
			p.Msg.Del(name)
			if err := addNoted(p, name, v); err != nil {
				return post.Verdict{}, err
			}
		}
	}
	return post.Verdict{}, nil
}

func addNoted(p *post.Post, name string, v pyvalue.Value) error {
	value, err := header.ValueFromPickle(v)
	if err != nil {
		return fmt.Errorf("adding the header field %s that an earlier handler noted: %w", name, err)
	}
	p.Msg.AddValue(name, value)
	return nil
}

// outerFields are the author's fields that stay on the outside.
var outerFields = []string{"to", "in-reply-to", "references", "x-mailman-approved-at", "date"}

// wrapPost moves the message into one of the list's. The new fields come in the
// order in which Python's dict has them.
func wrapPost(p *post.Post, noted *pyvalue.Dict) error {
	inner := p.Msg.Copy()
	keep := outerFields
	if !noted.Has(pyvalue.Str("Subject")) {
		keep = append(slices.Clip(keep), "subject")
	}
	for _, name := range p.Msg.Names() {
		if !slices.Contains(keep, pystr.Lower(name)) {
			p.Msg.Del(name)
		}
	}
	p.Msg.Add("MIME-Version", "1.0")
	p.Msg.Add("Message-ID", p.Site.UniqueMessageID(p.List))
	for _, e := range noted.HashOrder() {
		name, _ := pyvalue.AsString(e.Key)
		if err := addNoted(p, name, e.Value); err != nil {
			return err
		}
	}
	if words := p.TextOf("dmarc_wrapped_message_text"); words.S != "" && p.Data.Int("from_is_list") == 2 {
		part := message.NewRFC822(inner)
		part.Add("Content-Disposition", "inline")
		p.Msg.Add("Content-Type", "multipart/mixed")
		p.Msg.SetParts([]*message.Message{i18n.Wrap(words).InlinePart(p.ListCharset()), part})
		return nil
	}
	p.Msg.Add("Content-Type", "message/rfc822")
	p.Msg.Add("Content-Disposition", "inline")
	p.Msg.SetParts([]*message.Message{inner})
	return nil
}
