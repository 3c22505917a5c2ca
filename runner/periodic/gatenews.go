// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"context"
	"errors"
	"time"

	"mmgen/runner/lockfile"
	"mmgen/runner/usenet"
)

const (
	// gateLock is the lock that keeps runs of gate_news apart, those of Mailman's script
	// too (cron/gate_news: GATENEWS_LOCK_FILE, LOCK_LIFETIME).
	gateLock         = "gate_news"
	gateLockLifetime = 2 * time.Hour
)

// gateNews is cron/gate_news: what is new in the newsgroups of lists is queued for them.
func gateNews(ctx context.Context, r *run) error {
	lock, err := r.NewScriptLock(gateLock, gateLockLifetime)
	if err != nil {
		return err
	}
	release, err := lock.Acquire(ctx, -1)
	if errors.Is(err, lockfile.ErrTimeout) {
		r.Logs.Logf("fromusenet", "Could not acquire gate_news lock")
		return nil // the other run does it
	}
	if err != nil {
		return err
	}
	gate := usenet.NewGate(r.Site, func() error { return lock.Refresh(0) })
	err = r.gateLists(ctx, gate)
	gate.Close()
	return errors.Join(err, release())
}

func (r *run) gateLists(ctx context.Context, gate *usenet.Gate) error {
	return r.forLists(ctx, func(name string) error {
		queued, err := gate.List(ctx, name)
		if queued > 0 {
			r.result.Done++
		}
		return err
	})
}
