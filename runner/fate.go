// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"
	"fmt"

	"mmgen/runner/change"
	"mmgen/runner/job"
	"mmgen/runner/queue"
)

// handled is an entry that its job has handled.
type handled struct {
	*queue.Entry
	verdict job.Verdict
	inBatch bool // in the batch that is open
}

// fate is what becomes of an entry.
type fate int

const (
	removed      fate = iota // with its batch, if it is in one
	isGone                   // the job has removed it
	moved                    // to another queue
	waits                    // it stays
	waitsForDisk             // so do all others: the site's disk is at fault
	untouched                // a change that is not finished yet will end it
	shunted                  // it is put where an administrator finds it
	preserved                // it can't be shunted: it is put into the bad queue
)

// fates are those of entries that were handled without a fault.
var fates = map[job.Fate]fate{
	job.Done:    removed,
	job.Ended:   isGone,
	job.Moved:   moved,
	job.NotDue:  waits,
	job.Stays:   waits,
	job.AllStay: waits,
	job.Foreign: waits,
}

// What was tried with an entry, and failed.
var (
	errMoving   = errors.New("moving the entry to another queue")
	errShunting = errors.New("moving the entry to the shunt queue")
)

// fateOf decides what becomes of an entry: said is what its job says, and fault what
// came up while it was handled, moved or shunted.
func fateOf(said job.Fate, fault error) fate {
	_, disk := queue.SiteFault(fault)
	switch {
	case fault == nil:
		return fates[said]
	case errors.Is(fault, change.ErrUnfinished):
		return untouched
	case disk:
		return waitsForDisk
	case errors.Is(fault, errMoving):
		return waits
	case errors.Is(fault, errShunting):
		return preserved
	}
	return shunted
}

// conclude does what an entry's fate is. It tells whether the entry has left the
// queue; its error is about the queue.
func (w *worker) conclude(h handled, fault error) (left bool, err error) {
	switch fateOf(h.verdict.Fate, fault) {
	case removed:
		return true, w.remove(h)
	case moved:
		if err := w.move(h); err != nil {
			return w.conclude(h, fmt.Errorf("%w: %w", errMoving, err))
		}
	case waits:
		return false, w.keep(h, fault)
	case waitsForDisk:
		w.leave(h, fault)
		return false, w.putBack(h)
	case untouched:
		w.leave(h, fault)
		return false, nil
	case shunted:
		w.report.exception(fault)
		name, err := w.shunt(h, fault)
		if err != nil {
			return w.conclude(h, fmt.Errorf("%w: %w", errShunting, err))
		}
		if h.inBatch && !w.commit() {
			return false, nil
		}
		w.site.Logs.Logf("error", "SHUNTING: %s", name)
	case preserved:
		w.report.exception(fault)
		w.preserve(h.Name)
		if h.inBatch && !w.commit() {
			return false, nil
		}
	}
	return true, nil
}

// remove ends an entry that is dealt with, or has its batch end it.
func (w *worker) remove(h handled) error {
	if !h.inBatch {
		return w.queue.Finish(h.Name)
	}
	w.batch.entries = append(w.batch.entries, h.Name)
	if w.batch.full(w.site.Now()) {
		w.commit()
	}
	return nil
}

// keep leaves an entry in its queue. A fault says why it could not be moved.
func (w *worker) keep(h handled, fault error) error {
	w.kept[h.Name] = true
	switch h.verdict.Fate {
	case job.Foreign:
		w.foreign = true
	case job.AllStay:
		w.away = true
	}
	if fault != nil {
		w.report.fault(fault)
	}
	if h.verdict.Fate != job.Foreign {
		w.report.wait(w.queue, h.verdict.Why)
	}
	return w.putBack(h)
}

// leave looks no more at an entry, and undoes its batch, because of a fault of the
// site and not of the entry. If that is the disk's the drain ends.
func (w *worker) leave(h handled, fault error) {
	if dir, ok := queue.SiteFault(fault); ok {
		w.report.stop(dir, fault)
	} else {
		w.report.fault(fault)
	}
	w.kept[h.Name] = true
	w.abort(h)
}

// putBack leaves an entry in its queue, without what is done of it.
func (w *worker) putBack(h handled) error {
	if h.verdict.Rest.Dict != nil {
		return w.queue.RestoreAs(h.Name, h.Msg, h.verdict.Rest)
	}
	return w.queue.Restore(h.Name)
}
