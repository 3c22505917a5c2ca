// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/digest"
	"mmgen/runner/post"
)

// toDigest adds a post to the list's next digest, which is sent when it is big
// enough (ToDigest.py: process). See package digest.
func toDigest(ctx context.Context, p *post.Post) (post.Verdict, error) {
	if !p.List.Bool("digestable") || p.Data.Bool("isdigest") {
		return post.Verdict{}, nil
	}
	return post.Verdict{}, digest.Digester{Site: p.Site, Change: p.Change}.Add(ctx, p.Msg)
}
