// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// toUsenet puts a post into the news queue, if the list is gated to a newsgroup
// and the post did not come from there (ToUsenet.py: process).
func toUsenet(_ context.Context, p *post.Post) (post.Verdict, error) {
	if !p.List.Bool("gateway_to_news") || p.Data.Bool("isdigest") || p.Data.Bool("fromusenet") {
		return post.Verdict{}, nil
	}
	var missing []string
	if !p.List.Bool("linked_newsgroup") {
		missing = append(missing, "no newsgroup")
	}
	if !p.List.Bool("nntp_host") {
		missing = append(missing, "no NNTP host")
	}
	if len(missing) > 0 {
		p.Site.Logs.Logf("error", "NNTP gateway improperly configured: %s", strings.Join(missing, ", "))
		return post.Verdict{}, nil
	}
	return post.Verdict{}, p.Enqueue(site.News, queue.With("listname", pyvalue.Str(p.List.InternalName())))
}
