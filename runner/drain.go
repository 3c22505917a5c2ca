// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mmgen/runner/message"
	"mmgen/runner/queue"
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
	waiting []string // why entries had to stay
	known   []string // those reasons that an earlier drain has told
	faults  []error  // queues that can't be read or written
	handled int
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
	if holder, held := masterHolder(s); held {
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
	for d.rounds(ctx); watch.wait(ctx, d.opts.Linger); {
		d.rounds(ctx)
	}
}

// rounds goes over the queues until a round handles nothing.
func (d *drain) rounds(ctx context.Context) {
	for {
		handled := 0
		for _, slot := range d.slots {
			handled += slot.round(ctx)
		}
		if handled == 0 {
			return
		}
		d.handled += handled
		d.opts.Status(fmt.Sprintf("%d entries handled", d.handled))
	}
}

// wait notes why entries stay, if there is a reason.
func (d *drain) wait(reason string) {
	if reason != "" && !slices.Contains(d.waiting, reason) {
		d.waiting = append(d.waiting, reason)
		if !slices.Contains(d.known, reason) {
			d.site.Logs.Logf("qrunner", "Entries stay queued: %s", reason)
		}
	}
}

// put queues a message; setting is the one that holds the queue's directory.
func (d *drain) put(setting string, msg *message.Message, data queue.Metadata) error {
	q, err := d.site.Queue(setting)
	if err == nil {
		_, err = q.Put(msg, data)
	}
	return err
}

// fault notes, and logs, what is wrong with a queue.
func (d *drain) fault(err error) {
	d.site.Logs.Logf("error", "%v", err)
	d.faults = append(d.faults, err)
}

func (d *drain) result(ctx context.Context) error {
	if len(d.faults) > 0 {
		return errors.Join(d.faults...)
	}
	if len(d.waiting) > 0 && ctx.Err() == nil {
		return &waitingError{d.waiting, len(d.known) >= len(d.waiting)}
	}
	return nil
}
