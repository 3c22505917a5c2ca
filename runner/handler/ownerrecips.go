// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/runner/post"
)

// ownerRecips sends mail to the -owner address to the list's owners and
// moderators, as it came (OwnerRecips.py: process).
func ownerRecips(_ context.Context, p *post.Post) (post.Verdict, error) {
	people := slices.Concat(pyvalue.Items(p.List.Value("owner")), pyvalue.Items(p.List.Value("moderator")))
	p.Data.SetStr("recips", &pyvalue.List{Items: people})
	p.Data.SetStr("nodecorate", int64(1))
	p.Data.SetStr("personalize", int64(0))
	return post.Verdict{}, nil
}
