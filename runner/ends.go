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
		if h.verdict.With == nil || h.batch != nil {
			return true, n.remove(h)
		}
		if err := n.mover.end(h); err != nil {
			return n.conclude(h, fmt.Errorf("%w: %w", errMoving, err))
		}
		n.journal.ended(mmlog.Done, h.subject)
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
		n.report.exception(fault)
		name, err := n.mover.shunt(h, fault)
		if err != nil {
			return n.conclude(h, fmt.Errorf("%w: %w", errShunting, err))
		}
		if !n.batches.commitOf(h) {
			return false, nil
		}
		n.report.logs.Logf("error", "SHUNTING: %s", name)
		if h.batch == nil {
			n.journal.ended(mmlog.Shunted, h.subject)
		}
	case preserved:
		n.report.exception(fault)
		if n.preserve(h.Name) {
			n.journal.ended(mmlog.Bad, h.subject)
		}
		return n.batches.commitOf(h), nil
	}
	return true, nil
}

// remove ends an entry that is dealt with, or has its batch end it.
func (n *ends) remove(h handled) error {
	if h.batch == nil {
		err := n.queue.Finish(h.Name)
		if err == nil {
			n.journal.ended(mmlog.Done, h.subject)
		}
		return err
	}
	h.batch.entries = append(h.batch.entries, h.subject)
	h.batch.changed = h.batch.changed || !h.verdict.ListUnchanged
	if h.batch.full(n.now()) {
		n.batches.commit()
	}
	return nil
}

// keep has an entry wait. A fault says why it could not be moved.
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

// putBack leaves an entry in its queue, without what is done of it.
func (n *ends) putBack(h handled) error {
	if h.verdict.Rest.Dict != nil {
		return n.queue.RestoreAs(h.Name, h.Msg, h.verdict.Rest)
	}
	return n.queue.Restore(h.Name)
}

// preserve puts away an entry that could not be shunted, and tells whether it could.
func (n *ends) preserve(name string) bool {
	n.report.logs.Logf("error", "SHUNTING FAILED, preserving original entry: %s", name)
	if err := n.queue.Preserve(name); err != nil {
		n.remaining.keep(name)
		n.report.fault(err)
		return false
	}
	return true
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
			n.report.fault(err) // the entries behind it do not need the bad queue
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
