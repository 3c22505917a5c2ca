// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"fmt"
	"time"

	"mmgen/runner/job"
	"mmgen/runner/mmlog"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
)

// ends is how the entries of a queue end.
type ends struct {
	now       func() time.Time
	queue     *queue.Queue
	report    *report
	journal   journal
	remaining *remaining
	batches   *batches
	mover     mover
}

// conclude brings about an entry's ending. fault is what came up while it was handled.
// It tells whether the entry has left the queue; its error is about the queue.
func (n *ends) conclude(h handled, fault error) (left bool, err error) {
	switch endingOf(h.verdict.Outcome, fault) {
	case removed:
		return n.remove(h)
	case isGone:
		n.journal.ended(mmlog.Done, h.subject)
	case moved:
		if err := n.mover.move(h); err != nil {
			return n.conclude(h, fmt.Errorf("%w: %w", errMoving, err))
		}
		n.journal.ended(mmlog.Moved, h.subject)
	case waits:
		n.keep(h, fault)
		return false, n.putBack(h)
	case waitsForSite:
		n.leave(h, fault)
		return false, n.putBack(h)
	case untouched:
		n.leave(h, fault)
		return false, nil
	case shunted:
		return n.shunt(h, fault)
	case preserved:
		n.report.exception(fault)
		n.preserve(h)
		return n.batches.commitOf(h), nil
	}
	return true, nil
}

// remove ends an entry that is dealt with: together with its batch, if it is in one, else
// together with what its job adds.
func (n *ends) remove(h handled) (left bool, err error) {
	switch {
	case h.batch != nil:
		return n.join(h)
	case h.verdict.With == nil:
		if err := n.queue.Finish(h.Name); err != nil {
			return true, err
		}
	default:
		if err := n.mover.end(h); err != nil {
			return n.conclude(h, fmt.Errorf("%w: %w", errMoving, err))
		}
	}
	n.journal.ended(mmlog.Done, h.subject)
	return true, nil
}

// join adds an entry to what ends with its batch, and commits a batch that is full.
func (n *ends) join(h handled) (left bool, err error) {
	b := h.batch
	b.entries = append(b.entries, h.subject)
	b.changed = b.changed || !h.verdict.ListUnchanged
	if !b.full(n.now()) {
		return true, nil
	}
	n.batches.commit()
	if b.fault != nil {
		h.batch = nil
		return n.conclude(h, b.fault)
	}
	return true, nil
}

// shunt puts a faulty entry where an administrator finds it.
func (n *ends) shunt(h handled, fault error) (left bool, err error) {
	n.report.exception(fault)
	name, err := n.mover.shunt(h, fault)
	if err != nil {
		return n.conclude(h, fmt.Errorf("%w: %w", errShunting, err))
	}
	if !n.batches.commitOf(h) {
		return false, nil
	}
	n.report.logs.Logf("error", "SHUNTING: %s", name)
	if h.batch == nil { // the journal hears of a batch's entries when it is committed
		n.journal.ended(mmlog.Shunted, h.subject)
	}
	return true, nil
}

// keep notes that an entry waits. A fault, if there is one, is why it could not be moved.
func (n *ends) keep(h handled, fault error) {
	n.remaining.keep(h.Name)
	if fault != nil {
		n.report.fault(fault)
	}
	switch h.verdict.Outcome {
	case job.Foreign:
		n.remaining.forPython = true
		return
	case job.AllStay:
		n.remaining.all = true
	}
	n.report.wait(n.queue, h.verdict.Why)
}

// leave leaves an entry alone for this drain, and undoes its batch, because of a fault
// of the site and not of the entry. If it is a fault of the disk the drain ends.
// Otherwise a file of the site is not a regular file, and entries of other lists may
// not need it.
func (n *ends) leave(h handled, fault error) {
	if dir, ok := queue.SiteFault(fault); ok {
		n.report.stop(dir, fault)
	} else {
		n.report.fault(safeio.Advised(fault))
	}
	n.remaining.keep(h.Name)
	n.batches.abortOf(h)
}

// putBack leaves an entry in its queue, with only what is left to do of it.
func (n *ends) putBack(h handled) error {
	if h.verdict.Rest.Dict != nil {
		return n.queue.RestoreAs(h.Name, h.Msg, h.verdict.Rest)
	}
	return n.queue.Restore(h.Name)
}

// preserve puts away an entry that could not be shunted.
func (n *ends) preserve(h handled) {
	n.report.logs.Logf("error", "SHUNTING FAILED, preserving original entry: %s", h.Name)
	if err := n.queue.Preserve(h.Name); err != nil {
		n.remaining.keep(h.Name)
		n.report.fault(err)
		return
	}
	n.journal.ended(mmlog.Bad, h.subject)
}

// unread brings about the ending of an entry that could not be taken, or not be read.
func (n *ends) unread(name string, fault error) (left bool, _ error) {
	what, ok := endingOfUnread(fault)
	switch {
	case !ok:
		return false, fault
	case what == setAside:
		if err := n.queue.SetAside(name, fault); err != nil {
			n.remaining.keep(name)
			n.report.fault(err) // the next entries are handled: they do not need the bad queue
			return true, nil
		}
		n.journal.ended(mmlog.Bad, n.journal.unread(name))
		return true, nil
	case what == waits:
		n.remaining.keep(name)
		n.report.entryFault(fault)
	}
	return false, nil
}
