// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/digest"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/site"
)

// toDigest adds a post to the list's next digest, which is sent when it is big
// enough (ToDigest.py: process). See package digest.
func toDigest(ctx context.Context, p *Post) (Verdict, error) {
	if !p.List.Bool("digestable") || p.Data.Bool("isdigest") {
		return Verdict{}, nil
	}
	return Verdict{}, Digester(p.Site, p.List).Add(ctx, p.Msg)
}

// Digester makes the digests of a list.
func Digester(s *site.Site, l *mlist.List) digest.Digester {
	return digest.Digester{Site: s, List: l, Decorate: func(text pickle.Value, what string) pickle.Value {
		return DecorationText(s, l, text, what, nil)
	}}
}
