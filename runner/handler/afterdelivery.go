// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"math/big"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/runner/post"
)

// afterDelivery counts the post (AfterDelivery.py: process).
func afterDelivery(_ context.Context, p *post.Post) (post.Verdict, error) {
	now := pickle.Seconds(p.Site.Now())
	p.List.Attrs.SetStr("last_post_time", now)
	p.List.Attrs.SetStr("post_id", increased(p.List.Value("post_id")))
	return post.Verdict{}, nil
}

// increased is n + 1. Lists count in floats; one that was told where to begin
// may do so in another type.
func increased(n pyvalue.Value) pyvalue.Value {
	if long, ok := n.(pyvalue.Long); ok && long.Int != nil {
		return pyvalue.Long{Int: new(big.Int).Add(long.Int, big.NewInt(1))}
	}
	if i, ok := pyvalue.AsInt(n); ok {
		return i + 1
	}
	f, _ := pyvalue.AsFloat(n)
	return f + 1
}
