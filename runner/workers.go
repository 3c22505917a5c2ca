// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"

	"mmgen/runner/queue"
)

// openWorker locks the spec's queue and makes the worker that serves it.
func openWorker(ctx context.Context, d *drain, spec Spec) (worker, error) {
	lock, err := lockQueue(ctx, d.site, spec)
	if err != nil {
		return nil, err
	}
	w, err := spec.kind.open(d, spec, lock)
	if err != nil {
		lock.release()
		return nil, err
	}
	return w, nil
}

// openEntries makes a worker that serves a queue natively. What a crash
// interrupted is taken up again.
func openEntries(d *drain, spec Spec, lock *queueLock, newJob func(*queue.Queue) job) (worker, error) {
	q, err := d.site.OpenQueue(spec.kind.setting, spec.Slice, spec.Range)
	if err != nil {
		return nil, err
	}
	if err := q.Recover(); err != nil {
		return nil, err
	}
	return &entryWorker{drain: d, kind: spec.kind, queue: q, lock: lock, job: newJob(q),
		python: newPython(d.site, spec), kept: map[string]bool{}}, nil
}
