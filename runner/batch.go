// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"slices"
	"time"

	"mmgen/runner/change"
	"mmgen/runner/job"
	"mmgen/runner/memory"
	"mmgen/runner/mlist"
	"mmgen/runner/mmlog"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
)

// batchTime bounds how long a list is kept locked for a batch of its entries:
// web pages and other runners wait that long.
const batchTime = time.Second

// batch is a list locked for a change, and the entries that it is made from, which
// follow each other. When it is committed the entries are gone. After a crash before
// that all of them wait, and nothing that was made from them appears.
type batch struct {
	change  *mlist.Change
	begun   time.Time
	alone   bool  // the batch has one entry and gets no other
	memory  int64 // the bound of its largest entry, see package memory; 0 without a bound
	entries []mmlog.Subject
	shunted []mmlog.Subject // entries that failed; they appear in the shunt queue with the batch
	changed bool            // an entry has changed the list
	fault   error           // the fault of the only entry, found when the batch was committed
}

// full tells whether the batch takes no further entry.
func (b *batch) full(now time.Time) bool { return b.alone || now.Sub(b.begun) > batchTime }

// handled is an entry that its job has handled.
type handled struct {
	*queue.Entry
	subject mmlog.Subject // the entry, as the journal names it
	verdict job.Verdict
	batch   *batch // the batch to which the entry belongs; nil without one
}

// batches locks lists for the entries of a queue, one list at a time.
type batches struct {
	now       func() time.Time
	queue     *queue.Queue
	report    *report
	journal   journal
	remaining *remaining
	open      *batch                // nil for none
	locked    map[string]job.Reason // lists that somebody else has
	apart     map[string]bool       // lists of which each entry is a batch of its own
}

// join puts an entry into a batch: its list is then locked, and at its newest state. If
// the list can't be locked it returns no batch, and the verdict about the entry. It
// waits only once for a list that somebody else has locked, and the list's entries keep
// their order.
//
// An entry whose handling was interrupted before is a batch of its own: if the entry
// was the cause, no other entry suffers. So are all of a list of which a batch could not
// be committed by a fault that may be an entry's.
func (bs *batches) join(ctx context.Context, list *mlist.List, e *queue.Entry) (*batch, job.Verdict, error) {
	alone := e.Data.Has("_bak_count") || bs.apart[list.InternalName()]
	if bs.open != nil && (alone || bs.open.change.List() != list) {
		bs.commit()
	}
	if bs.remaining.all || bs.report.stopped {
		return nil, job.Verdict{Outcome: job.AllStay}, nil
	}
	if bs.open != nil {
		bs.open.memory = max(bs.open.memory, memory.InForce())
		return bs.open, job.Verdict{}, nil
	}
	if why, locked := bs.locked[list.InternalName()]; locked {
		return nil, job.Verdict{Outcome: job.Stays, Why: why}, nil
	}
	c, err := list.Change(ctx, list.LockTimeout())
	if err != nil {
		v, err := bs.notLocked(ctx, list, err)
		return nil, v, err
	}
	bs.open = &batch{change: c, begun: bs.now(), alone: alone, memory: memory.InForce()}
	return bs.open, job.Verdict{}, nil
}

// notLocked decides about an entry whose list could not be locked.
func (bs *batches) notLocked(ctx context.Context, list *mlist.List, err error) (job.Verdict, error) {
	switch {
	case errors.Is(err, mlist.ErrLocked):
	case ctx.Err() != nil: // told to stop while it waited
		return job.Verdict{Outcome: job.AllStay}, nil
	case safeio.IsSiteFault(err):
		return job.Verdict{}, err
	case errors.Is(err, mlist.ErrNoLock), errors.Is(err, change.ErrStuck):
		bs.report.fault(err)
	default:
		return job.Verdict{}, err
	}
	why := job.Reason{Text: err.Error()}
	bs.locked[list.InternalName()] = why
	return job.Verdict{Outcome: job.Stays, Why: why}, nil
}

// commit ends the batch, if there is one: the list is saved, what the entries have made
// appears in the queues, and the entries are gone, all at once. Where that fails they
// stay; but where it can be the fault of an entry, a single one is left to the caller, and
// of several each is tried again alone. Changes that a faulty entry has made to the list are not saved, unless entries
// before it are in the batch.
func (bs *batches) commit() (committed bool) {
	b := bs.open
	if b == nil {
		return true
	}
	bs.open = nil
	defer memory.Keep(b.memory)() // the pages of archives are made now
	names := namesOf(b.entries, b.shunted)
	for _, name := range names {
		bs.queue.FinishIn(b.change.Files(), name)
	}
	end := b.change.Commit
	switch {
	case len(b.entries) == 0:
		end = b.change.CommitUnsaved
	case !b.changed:
		b.change.KeepList()
		if len(b.shunted) > 0 {
			b.change.List().Forget() // drop the changes by the faulty entry
		}
	}
	err := end()
	switch {
	case err == nil:
		bs.journal.ended(mmlog.Done, b.entries...)
		bs.journal.ended(mmlog.Shunted, b.shunted...)
		return true
	case errors.Is(err, change.ErrUnfinished): // neither the entries nor the list may be touched
		bs.remaining.keep(names...)
		bs.locked[b.change.List().InternalName()] = job.Reason{Text: err.Error()}
	case errors.Is(err, mlist.ErrBeside) && endingOf(job.Done, err) == shunted:
		if b.alone {
			b.fault = err
			return false
		}
		bs.apart[b.change.List().InternalName()] = true
		if err = bs.restore(names); err == nil {
			return false
		}
	default:
		bs.remaining.keep(names...)
		err = errors.Join(safeio.Advised(err), bs.restore(names))
	}
	bs.report.fault(err)
	return false
}

// namesOf are the file names of entries.
func namesOf(entries ...[]mmlog.Subject) (names []string) {
	for _, s := range slices.Concat(entries...) {
		names = append(names, s.Entry)
	}
	return names
}

// commitOf ends the batch of an entry, if it belongs to one. It tells whether nothing
// failed.
func (bs *batches) commitOf(h handled) bool { return h.batch == nil || bs.commit() }

// abortOf undoes the batch of an entry, if it belongs to one. The next round handles
// the batch's other entries without this one.
func (bs *batches) abortOf(h handled) {
	if h.batch == nil {
		return
	}
	bs.open = nil
	if err := errors.Join(h.batch.change.Abort(), bs.restore(namesOf(h.batch.entries))); err != nil {
		bs.report.fault(err)
	}
}

// restore leaves entries as they were, for a later drain.
func (bs *batches) restore(names []string) error {
	var errs []error
	for _, name := range names {
		errs = append(errs, bs.queue.Restore(name))
	}
	return errors.Join(errs...)
}
