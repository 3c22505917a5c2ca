// SPDX-License-Identifier: GPL-2.0-or-later

// Package mimedel filters the content of posts, as Mailman's handler MimeDel does
// (Mailman/Handlers/MimeDel.py).
package mimedel

import (
	"context"
	"errors"
	"fmt"

	"mmgen/runner/htmlfilter"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/notice"
	"mmgen/runner/post"
	"mmgen/runner/site"
)

// The values of filter_action.
const (
	unwantedReject   = 1
	unwantedForward  = 2
	unwantedPreserve = 3
)

// Process takes out of a post what the list does not want: parts of some
// content types, or with some file names, alternatives but the first, HTML
// (MimeDel.py: process). What is left of a multipart may be a single part; it
// then takes the multipart's place. A post that is unwanted as a whole, or of
// which nothing is left, is disposed of as filter_action says.
func Process(ctx context.Context, p *post.Post) (post.Verdict, error) {
	if !p.List.Bool("filter_content") || p.Data.Bool("isdigest") {
		return post.Verdict{}, nil
	}
	f := newMimeFilter(p.List)
	if why := f.against(p.Msg); why != "" {
		return dispose(p, why)
	}
	before, outer := countParts(p.Msg), p.Msg.ContentType()
	if p.Msg.IsMultipart() {
		any := len(p.Msg.Parts()) > 0
		f.filter(p.Msg)
		if any && len(p.Msg.Parts()) == 0 {
			return dispose(p, "After content filtering, the message was empty")
		}
	}
	if p.List.Bool("collapse_alternatives") {
		collapseAlternatives(p.Msg)
		if first := firstAlternative(p.Msg); first != nil && outer == "multipart/alternative" {
			becomePart(p.Msg, first)
		}
	}
	if p.Msg.IsMultipart() {
		recast(p.Msg)
	}
	changed := before != countParts(p.Msg)
	converted, err := htmlToPlain(ctx, p)
	if err != nil {
		return post.Verdict{}, err
	}
	if parts := p.Msg.Parts(); len(parts) == 2 && parts[0].HasBody() && parts[0].Body() == "" {
		becomePart(p.Msg, parts[1])
		changed = true
	}
	if changed || converted {
		p.Msg.Add("X-Content-Filtered-By", "Mailman/MimeDel "+p.Site.Settings.Str("VERSION"))
	}
	return post.Verdict{}, nil
}

func countParts(msg *message.Message) (n int) {
	msg.Walk(func(*message.Message) { n++ })
	return n
}

// htmlToPlain converts HTML parts by HTML_TO_PLAIN_TEXT_COMMAND, where the
// list wants it and the site has such a command (MimeDel.py: to_plaintext). A part
// that the command fails on stays HTML: what Mailman makes of it then, what the
// command wrote before it failed, is often no text at all.
func htmlToPlain(ctx context.Context, p *post.Post) (changed bool, err error) {
	command := p.Site.Settings.Str("HTML_TO_PLAIN_TEXT_COMMAND")
	if command == "" || !p.List.Bool("convert_html_to_plaintext") {
		return false, nil
	}
	filter := htmlfilter.New(command)
	for _, part := range p.Msg.TextParts("html") {
		text, err := filter.Run(ctx, part.DecodedBody(), ".html")
		switch {
		case errors.Is(err, htmlfilter.ErrSpent):
			p.Site.Logs.Logf("error", "HTML->text/plain error: HTML_TO_PLAIN_TEXT_COMMAND: %v; the parts that are left stay HTML", err)
			return changed, nil
		case errors.Is(err, htmlfilter.ErrCommand):
			p.Site.Logs.Logf("error", "HTML->text/plain error: HTML_TO_PLAIN_TEXT_COMMAND: %v; the part stays HTML", err)
			continue
		case err != nil:
			return false, fmt.Errorf("HTML_TO_PLAIN_TEXT_COMMAND: %w", err)
		}
		part.Del("content-transfer-encoding")
		part.SetBody(text)
		if err := part.SetType("text/plain"); err != nil {
			return false, err
		}
		changed = true
	}
	return changed, nil
}

// dispose does with a post that is unwanted as a whole what filter_action says; why is one
// of Mailman's strings (MimeDel.py: dispose).
func dispose(p *post.Post, why string) (post.Verdict, error) {
	discard := post.Verdict{Action: post.Discard}
	switch p.List.Float("filter_action") {
	case unwantedReject:
		return post.Rejection(i18n.Text{S: p.Translator.T(why, nil)}), nil
	case unwantedForward:
		text := p.Translator.T(`The attached message matched the %(listname)s mailing list's content filtering
rules and was prevented from being forwarded on to the list membership.  You
are receiving the only remaining copy of the discarded message.

`, i18n.Vars{"listname": p.List.InternalName()})
		subject := p.Translator.T("Content filtered message notification", nil)
		return discard, notice.Forward(p.Site, p.Change, p.Msg, i18n.Text{S: subject}, i18n.Text{S: text})
	case unwantedPreserve:
		if p.Site.Settings.Bool("OWNERS_CAN_PRESERVE_FILTERED_MESSAGES") {
			return discard, p.Enqueue(site.Bad)
		}
	}
	return discard, nil
}
