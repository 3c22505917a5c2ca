// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mmgen/runner/queue"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// Options are what a drain can be told.
type Options struct {
	Linger time.Duration // how long to wait for more entries after the last one
	Status func(string)  // is told what goes on, for sd_notify; may be nil
}

// drain is one call: some queues, drained to the end.
type drain struct {
	site    *site.Site
	opts    Options
	slots   []*slot
	waiting []wait   // why entries had to stay
	known   []string // those reasons that an earlier drain has told
	faults  []error  // queues that can't be read or written
	stopped bool     // the site's disk is at fault: nothing more is begun
	handled int

	unfinished bool // killed processes may have left changes to be finished
}

// wait is a reason why entries had to stay.
type wait struct {
	reason string
	queue  *queue.Queue // the reason is none once this queue is empty; nil for a reason of its own
}

// Drain drains the queues of the specs until none holds an entry that can be
// handled now. It returns nil when they are drained, or when ctx was cancelled:
// then the entry in hand is finished and the rest is left. Otherwise
// ExitStatus says what kind of error it is.
func Drain(ctx context.Context, s *site.Site, specs []Spec, opts Options) error {
	if opts.Status == nil {
		opts.Status = func(string) {}
	}
	d := &drain{site: s, opts: opts}
	if err := s.GiveBackLocks(queueLockMark); err != nil {
		d.fault(err)
	}
	unfinished, err := s.UnfinishedChanges()
	if err != nil {
		d.fault(err)
	}
	d.unfinished = len(unfinished) > 0
	holder, held, err := masterHolder(s)
	if err != nil {
		d.fault(err)
		return d.result(ctx)
	}
	if held {
		return fmt.Errorf("%w: mailmanctl runs (%s); stop it first, as two runners of one queue would send mail twice", errWaiting, holder)
	}
	for _, spec := range specs {
		slot, err := d.newSlot(spec)
		if err != nil {
			d.fault(err)
			continue
		}
		d.slots = append(d.slots, slot)
	}
	d.drainAndLinger(ctx)
	for _, slot := range d.slots {
		slot.close()
	}
	return d.result(ctx)
}

// drainAndLinger drains, then waits for more until nothing came for a while.
// The watch begins before the last look into the queues, so nothing that
// arrives in between is overlooked.
func (d *drain) drainAndLinger(ctx context.Context) {
	if d.opts.Linger <= 0 {
		d.rounds(ctx)
		return
	}
	watch, err := newWatch(d.slots)
	if err != nil {
		d.site.Logs.Logf("error", "can't watch the queues, so nobody lingers: %v", err)
		d.rounds(ctx)
		return
	}
	defer watch.close()
	for d.rounds(ctx); !d.stopped && watch.wait(ctx, d.opts.Linger); {
		d.rounds(ctx)
	}
}

// rounds goes over the queues until a round handles nothing.
func (d *drain) rounds(ctx context.Context) {
	for {
		handled := 0
		for _, slot := range d.slots {
			if !d.stopped {
				handled += slot.round(ctx)
			}
		}
		if handled == 0 || d.stopped {
			return
		}
		d.handled += handled
		d.opts.Status(fmt.Sprintf("%d entries handled", d.handled))
	}
}

// wait notes why entries of a queue stay, if there is a reason. A queue of nil
// stands for what waits elsewhere.
func (d *drain) wait(q *queue.Queue, reason string) {
	if reason == "" {
		return
	}
	if i := slices.IndexFunc(d.waiting, func(w wait) bool { return w.reason == reason }); i >= 0 {
		if d.waiting[i].queue != q {
			d.waiting[i].queue = nil
		}
		return
	}
	d.waiting = append(d.waiting, wait{reason, q})
	if !slices.Contains(d.known, reason) {
		d.site.Logs.Logf("qrunner", "Entries stay queued: %s", reason)
	}
}

// stillWaiting are the reasons that hold at the end: what had to stay for a while
// may be gone by now.
func (d *drain) stillWaiting() (reasons []string) {
	for _, w := range d.waiting {
		if w.queue != nil {
			if idle, _, err := w.queue.Idle(); idle && err == nil {
				continue
			}
		}
		reasons = append(reasons, w.reason)
	}
	return reasons
}

// fault notes, and logs, what is wrong with a queue. A fault of the site's disk
// stops the drain.
func (d *drain) fault(err error) {
	if dir, ok := safeio.SiteFault(err); ok {
		d.stop(dir, err)
		return
	}
	d.site.Logs.Logf("error", "%v", err)
	d.faults = append(d.faults, err)
}

// stop ends the drain because of the site's disk, and says so once: what comes
// after the first fault is its consequence.
func (d *drain) stop(dir string, cause error) {
	if d.stopped {
		return
	}
	d.stopped = true
	err := &diskError{dir, cause}
	d.site.Logs.Logf("error", "%v", err)
	d.faults = append(d.faults, err)
}

func (d *drain) result(ctx context.Context) error {
	if len(d.faults) > 0 {
		return errors.Join(d.faults...)
	}
	if ctx.Err() != nil {
		return nil
	}
	if reasons := d.stillWaiting(); len(reasons) > 0 {
		return &waitingError{reasons, len(d.known) >= len(reasons)}
	}
	return nil
}
