// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/handler/hold"
	"mmgen/runner/moderation"
	"mmgen/runner/post"
)

// emergency holds all posts while the list's emergency flag is set, but for
// those that come with a password (Emergency.py: process). Nobody is told.
func emergency(_ context.Context, p *post.Post) (post.Verdict, error) {
	if !p.List.Bool("emergency") || p.Data.Bool("adminapproved") {
		return post.Verdict{}, nil
	}
	requests, err := moderation.Of(p.Change)
	if err != nil {
		return post.Verdict{}, err
	}
	if _, err := requests.Hold(hold.Request(p, p.Translator.T("Emergency hold on all list traffic is in effect", nil))); err != nil {
		return post.Verdict{}, err
	}
	return post.Verdict{Action: post.Held}, nil
}
