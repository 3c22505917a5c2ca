// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"time"

	"mmgen/runner/change"
	"mmgen/runner/job"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
)

// batchTime bounds how long a list is kept locked for a batch of its entries:
// web pages and other runners wait that long.
const batchTime = time.Second

// batch is a list locked for a change, and the entries that it is made from, which
// follow each other. They are gone when it is committed. A crash before that leaves
// all of them waiting, and nothing made from them to be seen.
type batch struct {
	change  *mlist.Change
	begun   time.Time
	alone   bool // it is for one entry
	entries []string
	shunted []string // entries that fail, which are in the shunt queue then
}

// full tells whether no other entry is to join.
func (b *batch) full(now time.Time) bool { return b.alone || now.Sub(b.begun) > batchTime }

// join makes the list the one of the batch: locked, and at its newest state. Another
// fate than Done is that of an entry that can't be handled now. A list that somebody
// else has is waited for once, and its entries keep their order.
//
// What was interrupted before is a batch of its own: should it be to blame for that,
// no other entry suffers for it.
func (w *worker) join(ctx context.Context, list *mlist.List, e *queue.Entry) (job.Verdict, error) {
	alone := e.Data.Has("_bak_count")
	if w.batch != nil && (alone || w.batch.change.List() != list) {
		w.commit()
	}
	if w.away || w.report.stopped {
		return job.Verdict{Fate: job.AllStay}, nil
	}
	if w.batch != nil {
		return job.Verdict{}, nil
	}
	if why, locked := w.locked[list.InternalName()]; locked {
		return job.Verdict{Fate: job.Stays, Why: why}, nil
	}
	c, err := list.Change(ctx, list.LockTimeout())
	if err != nil {
		return w.notLocked(ctx, list, err)
	}
	w.batch = &batch{change: c, begun: w.site.Now(), alone: alone}
	return job.Verdict{}, nil
}

// notLocked decides about an entry whose list could not be locked.
func (w *worker) notLocked(ctx context.Context, list *mlist.List, err error) (job.Verdict, error) {
	switch {
	case errors.Is(err, mlist.ErrLocked):
	case ctx.Err() != nil: // told to stop while it waited
		return job.Verdict{Fate: job.AllStay}, nil
	case errors.Is(err, mlist.ErrNoLock) && !safeio.IsSiteFault(err):
		w.report.fault(err)
	default:
		return job.Verdict{}, err
	}
	why := job.Reason{Text: err.Error()}
	w.locked[list.InternalName()] = why
	return job.Verdict{Fate: job.Stays, Why: why}, nil
}

// commit ends the batch, if there is one: the list is saved, what the entries have
// made appears in the queues, and the entries are gone, all at once. Where that fails
// they stay. What a faulty entry has done to the list is not saved, unless entries
// before it are in the batch.
func (w *worker) commit() (committed bool) {
	b := w.batch
	if b == nil {
		return true
	}
	w.batch = nil
	names := append(b.entries, b.shunted...)
	for _, name := range names {
		w.queue.FinishIn(b.change.Files(), name)
	}
	end := b.change.Commit
	if len(b.entries) == 0 {
		end = b.change.CommitUnsaved
	}
	err := end()
	switch {
	case err == nil:
		return true
	case errors.Is(err, change.ErrUnfinished): // the entries must not be touched
		w.keepAll(names)
		w.away = true
	default:
		w.keepAll(names)
		err = errors.Join(err, w.restore(names))
	}
	w.report.fault(err)
	return false
}

// abort undoes the batch that an entry is in, if it is in one. The batch's other
// entries stay.
func (w *worker) abort(h handled) {
	if !h.inBatch {
		return
	}
	b := w.batch
	w.batch = nil
	w.keepAll(b.entries)
	if err := errors.Join(b.change.Abort(), w.restore(b.entries)); err != nil {
		w.report.fault(err)
	}
}

func (w *worker) keepAll(names []string) {
	for _, name := range names {
		w.kept[name] = true
	}
}

// restore leaves entries as they were, for a later drain.
func (w *worker) restore(names []string) error {
	var errs []error
	for _, name := range names {
		errs = append(errs, w.queue.Restore(name))
	}
	return errors.Join(errs...)
}
