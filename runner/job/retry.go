// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"context"
	"time"

	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// retry puts entries that are due back into the outgoing queue
// (RetryRunner.py). One that is not due yet simply lies there: the queue is
// not watched, the sweep looks into it. RetryRunner sleeps a quarter of an hour
// after each pass; a drain makes one pass, so that an entry which fails again,
// with a DELIVERY_RETRY_WAIT of 0, is not tried over and over.
type retry struct {
	now    func() time.Time
	passed bool
}

// Retry is the job of the retry queue.
func Retry(env Env) (Job, error) { return &retry{now: env.Site.Now}, nil }

func (r *retry) Handle(_ context.Context, t Task) (Verdict, error) {
	if r.passed || !due(t.Entry.Data, r.now()) {
		return Verdict{Outcome: NotDue}, nil
	}
	return Verdict{Outcome: Moved, To: site.Out, Data: uncounted(t.Entry.Data)}, nil
}

// uncounted returns the metadata for moving an entry whose handling was interrupted
// before: without the count of interruptions, which belongs to the queue that it leaves.
// Any other entry is moved unchanged.
func uncounted(data queue.Metadata) queue.Metadata {
	if !data.Has("_bak_count") {
		return queue.Metadata{}
	}
	return data
}

// EndRound ends the pass.
func (r *retry) EndRound(context.Context) ([]Reason, error) {
	r.passed = true
	return nil, nil
}

func (r *retry) Close() error { return nil }

// due tells whether the time for an entry has come (deliver_after in its
// metadata).
func due(data queue.Metadata, now time.Time) bool {
	return pickle.Seconds(now) >= data.Float("deliver_after")
}
