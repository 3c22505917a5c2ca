// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"
	"time"

	"mmgen/runner/change"
	"mmgen/runner/mlist"
)

// batch is a list locked for a change, and the entries that it is made from. They
// are gone when it is committed.
type batch struct {
	change  *mlist.Change
	begun   time.Time
	entries []string
	shunted []string // entries that fail, which are in the shunt queue then
}

// commit ends a batch: the list is saved, what the entries have made appears in the
// queues, and the entries are gone, all at once. Where that fails they stay. What a
// faulty entry has done to the list is not saved, unless entries before it are in
// the batch.
func (w *entryWorker) commit(b *batch) (committed bool) {
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
		w.keep(names)
		w.away = true
	default:
		w.keep(names)
		err = errors.Join(err, w.restore(names))
	}
	w.fault(err)
	return false
}

// abort undoes a batch. Its entries stay.
func (w *entryWorker) abort(b *batch) {
	w.keep(b.entries)
	if err := errors.Join(b.change.Abort(), w.restore(b.entries)); err != nil {
		w.fault(err)
	}
}

func (w *entryWorker) keep(names []string) {
	for _, name := range names {
		w.kept[name] = true
	}
}

// restore leaves entries as they were, for a later drain.
func (w *entryWorker) restore(names []string) error {
	var errs []error
	for _, name := range names {
		errs = append(errs, w.queue.Restore(name))
	}
	return errors.Join(errs...)
}
