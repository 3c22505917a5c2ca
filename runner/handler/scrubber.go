// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/post"
	"mmgen/runner/scrub"
)

// scrubber makes posts plain text, where the list has scrub_nondigest: their other
// parts are stored in the archive (Scrubber.py: process). See package scrub.
func scrubber(ctx context.Context, p *post.Post) (post.Verdict, error) {
	if !p.List.Bool("scrub_nondigest") {
		return post.Verdict{}, nil
	}
	s := scrub.Scrubber{Site: p.Site, Change: p.Change, Translator: p.Translator}
	keep, err := s.Scrub(ctx, p.Msg, p.Data.Received(p.Site.Now()))
	if err == nil && !keep {
		return post.Verdict{Action: post.Discard}, nil
	}
	return post.Verdict{}, err
}
