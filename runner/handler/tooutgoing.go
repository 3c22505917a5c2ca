// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/generator/pyvalue"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// toOutgoing puts a message into the out queue (ToOutgoing.py: process), with
// an envelope sender for each recipient (`verp`) where that is wanted: for every
// copy that is personal (VERP_PERSONALIZED_DELIVERIES), else for every post or
// one in so many (VERP_DELIVERY_INTERVAL).
func toOutgoing(_ context.Context, p *post.Post) (post.Verdict, error) {
	set := p.Site.Settings
	interval := set.Int("VERP_DELIVERY_INTERVAL")
	switch {
	case p.Data.Has("verp"):
	case p.List.Bool("personalize"):
		if set.Bool("VERP_PERSONALIZED_DELIVERIES") {
			p.Data.SetStr("verp", int64(1))
		}
	case interval == 0:
	case interval == 1:
		p.Data.SetStr("verp", int64(1))
	default:
		p.Data.SetStr("verp", p.List.Int("post_id")%interval == 0)
	}
	return post.Verdict{}, p.Enqueue(site.Out, queue.With("listname", pyvalue.Str(p.List.InternalName())))
}
