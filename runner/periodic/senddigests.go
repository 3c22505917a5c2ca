// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"context"

	"mmgen/runner/digest"
	"mmgen/runner/mlist"
)

// sendDigests is cron/senddigests: it sends what waits for the digests of the lists that
// have digest_send_periodic.
func sendDigests(ctx context.Context, r *run) error {
	return r.eachList(ctx, listJob{
		concerns: func(l *mlist.List) bool { return l.Bool("digest_send_periodic") },
		do: func(ctx context.Context, c *mlist.Change) (made bool, err error) {
			return digest.Digester{Site: r.Site, Change: c}.SendNow(ctx)
		},
	})
}
