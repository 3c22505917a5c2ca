// SPDX-License-Identifier: GPL-2.0-or-later

// Package runner drains Mailman's queues: which queues, in which order, to the
// end, and what becomes of an entry. It answers to Mailman/Queue/Runner.py and
// bin/qrunner. What is done with an entry is the queue's job (package job).
//
// A drain is a round over the queues it was asked for, again and again until
// a round finds nothing that can be handled now. A worker serves each queue. It takes
// an entry (.pck becomes .bak), hands it to the job, and does with it what follows from
// the verdict or the fault:
//
//	removed    everything made from it is safe
//	moved      to retry/, as it is not due yet or some recipients must wait; from there to out/
//	waits      as it was, .pck again; the drain ends with ExitWaiting
//	shunted    a fault: shunt/, with whichq and what is left to do
//	set aside  it can't be read: bad/ as .psv, or removed (QRUNNER_SAVE_BAD_MESSAGES)
//
// Entries of one list that follow each other are a batch where the job changes lists:
// one lock, one change, all of them or none.
//
// A .bak found at the start was left by a crash and is taken up again, three
// times at most.
//
// One drain at a time has a queue (or a slice of it): it holds the lock
// mmrun-QUEUE in LOCK_DIR. While a mailmanctl holds the master lock nothing
// is drained at all.
//
// Where Mailman's runner handles a single entry for each -o and leaves the
// rest to the next start, a drain goes on to the end.
package runner

import (
	"context"
	"fmt"

	"mmgen/runner/site"
)

// drain is one call: some queues, drained to the end.
type drain struct {
	site   *site.Site
	opts   Options
	slots  []*slot
	report report
}

// Drain drains the queues of the specs until none holds an entry that can be
// handled now. It returns nil when they are drained, or when ctx was cancelled:
// then the entry in hand is finished and the rest is left. Otherwise
// ExitStatus says what kind of error it is.
func Drain(ctx context.Context, s *site.Site, specs []Spec, opts Options) error {
	d := &drain{site: s, opts: opts, report: report{logs: s.Logs, tell: opts.Progress}}
	if err := s.GiveBackLocks(); err != nil {
		d.report.fault(err)
	}
	holder, held, err := s.MasterHolder()
	switch {
	case err != nil:
		d.report.fault(err)
	case held:
		return fmt.Errorf("%w: mailmanctl runs (%s); stop it first, as two runners of one queue would send mail twice", errWaiting, holder)
	default:
		d.openSlots(specs)
		d.drainAndLinger(ctx)
		d.closeSlots()
	}
	return d.report.result(ctx.Err() != nil)
}

// openSlots opens the queues. Where one can't be opened the others are drained.
func (d *drain) openSlots(specs []Spec) {
	unfinished, err := d.site.UnfinishedChanges()
	if err != nil {
		d.report.fault(err)
	}
	for _, spec := range specs {
		slot, err := newSlot(d.site, d.opts, &d.report, spec, len(unfinished) > 0)
		if err != nil {
			d.report.fault(err)
			continue
		}
		d.slots = append(d.slots, slot)
	}
}

func (d *drain) closeSlots() {
	for _, slot := range d.slots {
		slot.close()
	}
}

// drainAndLinger drains, then waits for more until nothing came for a while.
// The watch begins before the last look into the queues, so nothing that
// arrives in between is overlooked.
func (d *drain) drainAndLinger(ctx context.Context) {
	if d.opts.Linger <= 0 {
		d.rounds(ctx)
		return
	}
	watch, err := newWatch(d.dirs())
	if err != nil {
		d.site.Logs.Logf("error", "can't watch the queues, so nobody lingers: %v", err)
		d.rounds(ctx)
		return
	}
	defer watch.close()
	for d.rounds(ctx); !d.report.stopped && watch.wait(ctx, d.opts.Linger); {
		d.rounds(ctx)
	}
}

// dirs are the directories of the queues.
func (d *drain) dirs() []string {
	dirs := make([]string, len(d.slots))
	for i, slot := range d.slots {
		dirs[i] = slot.queue.Dir()
	}
	return dirs
}

// rounds goes over the queues until a round handles nothing.
func (d *drain) rounds(ctx context.Context) {
	for {
		handled := 0
		for _, slot := range d.slots {
			if !d.report.stopped {
				handled += slot.round(ctx)
			}
		}
		if handled == 0 || d.report.stopped {
			return
		}
	}
}
