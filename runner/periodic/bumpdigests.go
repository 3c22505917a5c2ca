// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"context"

	"mmgen/runner/digest"
	"mmgen/runner/mlist"
)

// bumpDigests is cron/bumpdigests: each list's next digest is the first one of a new
// volume.
func bumpDigests(ctx context.Context, r *run) error {
	return r.eachList(ctx, listJob{do: func(_ context.Context, c *mlist.Change) (made bool, err error) {
		digest.BumpVolume(c.List())
		return true, nil
	}})
}
