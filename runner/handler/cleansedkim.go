// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/message"
	"mmgen/runner/post"
)

// signatureFields hold signatures that a post which goes through a list seldom
// keeps valid.
var signatureFields = []string{"DomainKey-Signature", "DKIM-Signature", "Authentication-Results"}

// REMOVE_DKIM_HEADERS, where it is not simply on (2) or off.
const (
	dkimIfMunged = 1 // only where From becomes the list's
	dkimRename   = 3 // keep them under another name
)

// cleanseDKIM removes the signatures of a post where REMOVE_DKIM_HEADERS says
// so, and always on an anonymous list (CleanseDKIM.py: process). (Not always:
// REMOVE_DKIM_HEADERS = 1 holds for anonymous lists as well.)
func cleanseDKIM(_ context.Context, p *post.Post) (post.Verdict, error) {
	remove := p.Site.Settings.Int("REMOVE_DKIM_HEADERS")
	if remove == 0 && !p.List.Bool("anonymous_list") || remove == dkimIfMunged && !isMunged(p) {
		return post.Verdict{}, nil
	}
	if remove == dkimRename {
		for _, name := range signatureFields {
			copyFields(p, name, "X-Mailman-Original-"+name)
		}
	}
	deleteFields(p, signatureFields)
	return post.Verdict{}, nil
}

// isMunged tells whether From becomes the list's, and the message is not
// wrapped.
func isMunged(p *post.Post) bool {
	n := p.Data.Int("from_is_list")
	return n == 1 || p.List.Int("from_is_list") == 1 && n != 2
}

// copyFields adds the fields of one name under another, with the line breaks
// they have.
func copyFields(p *post.Post, from, to string) {
	for _, f := range p.Msg.Fields() {
		if f.Is(from) {
			p.Msg.AddFields(message.Field{Name: to, Value: f.Value})
		}
	}
}
