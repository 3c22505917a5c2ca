// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/post"
	"mmgen/runner/site"
)

// toArchive puts a post into the archive queue, unless its author or the list
// does not want that (ToArchive.py: process). X-No-Archive may say anything.
func toArchive(_ context.Context, p *post.Post) (post.Verdict, error) {
	if p.Data.Bool("isdigest") || !p.List.Bool("archive") || p.Msg.Has("X-No-Archive") ||
		pystr.Lower(p.Msg.Get("X-Archive")) == "no" {
		return post.Verdict{}, nil
	}
	return post.Verdict{}, p.Enqueue(site.Archive)
}
