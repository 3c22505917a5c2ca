// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"context"

	"mmgen/runner/bounce"
	"mmgen/runner/mlist"
)

// disabled is cron/disabled: members to whom no mail is sent are reminded of that, and
// removed when they have been told often enough.
func disabled(ctx context.Context, r *run) error {
	sweeper := bounce.NewSweeper(r.Site, r.Reasons, r.Force)
	return r.eachList(ctx, listJob{do: func(_ context.Context, c *mlist.Change) (made bool, err error) {
		return sweeper.Sweep(c)
	}})
}
