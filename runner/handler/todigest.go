// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/digest"
)

// toDigest adds a post to the list's next digest, which is sent when it is big
// enough (ToDigest.py: process). See package digest.
func toDigest(ctx context.Context, p *Post) (Verdict, error) {
	if !p.List.Bool("digestable") || p.Data.Bool("isdigest") {
		return Verdict{}, nil
	}
	return Verdict{}, digest.Digester{Site: p.Site, Change: p.Change}.Add(ctx, p.Msg)
}
