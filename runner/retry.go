// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"time"

	"mmgen/runner/mlist"
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
	*drain
	passed bool
}

func newRetry(w *entryWorker) (job, error) { return &retry{drain: w.drain}, nil }

func (r *retry) handle(_ context.Context, _ *mlist.List, e *queue.Entry) (verdict, error) {
	if r.passed || !due(e.Data, r.site.Now()) {
		return verdict{fate: notDue}, nil
	}
	return verdict{fate: moved, to: site.Out, data: uncounted(e.Data)}, nil
}

// uncounted is what an entry is moved with that was interrupted before: metadata
// without the count of that, which is the queue's. Any other is moved as it is.
func uncounted(data queue.Metadata) queue.Metadata {
	if !data.Has("_bak_count") {
		return queue.Metadata{}
	}
	return data
}

// flush ends the pass.
func (r *retry) flush(context.Context) (string, error) {
	r.passed = true
	return "", nil
}

func (r *retry) settle() {}
func (r *retry) close()  {}

// due tells whether the time for an entry has come (deliver_after in its
// metadata).
func due(data queue.Metadata, now time.Time) bool {
	return pickle.Seconds(now) >= data.Float("deliver_after")
}
