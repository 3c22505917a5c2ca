// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

var (
	// ErrWaiting says that a list could not be had, mostly because it is
	// locked, or not saved. Its bounces are on the disk, and a later Register
	// takes them up, in another process if need be.
	ErrWaiting = errors.New("bounces wait to be registered")
	// ErrNoProbe says that no probe of that token is known: it came back
	// before, or too late.
	ErrNoProbe = errors.New("no such probe")
)

// Registry notes and registers the bounces of one runner (BounceRunner.py:
// BounceMixin). It is not for several goroutines at once.
type Registry struct {
	site    *site.Site
	runner  string
	own     *eventsFile // nil before the first event
	looked  bool        // for what others left
	adopted []*eventsFile

	scorer   *scorer // of Count
	siblings siblings

	waiting error // of the last Register, until then or something new comes
	until   time.Time
}

// patience is how long a Register that had to wait is not tried again for
// nothing new: each try waits for the list's lock.
const patience = time.Minute

// NewRegistry returns the registry of a runner, as Mailman calls its class:
// OutgoingRunner. Nothing is read or written yet.
func NewRegistry(s *site.Site, runner string) *Registry {
	return &Registry{site: s, runner: runner, scorer: &scorer{site: s, translator: i18n.Plain}, siblings: siblings{site: s}}
}

// Queue notes that mail of a list came back from these addresses today
// (_queue_bounces). When it returns nil, that is on the disk.
func (r *Registry) Queue(list string, addrs []string, msg *message.Message) error {
	if len(addrs) == 0 {
		return nil
	}
	var data []byte
	day := mlist.DayOf(r.site.Now())
	for _, addr := range addrs {
		record, err := encodeEvent(list, addr, day, msg)
		if err != nil {
			return fmt.Errorf("noting bounces of list %s: %w", list, err)
		}
		data = append(data, record...)
	}
	if r.own == nil {
		file, err := createEvents(r.site, r.runner)
		if err != nil {
			return fmt.Errorf("noting bounces of list %s: %w", list, err)
		}
		r.own = file
	}
	if err := r.own.append(data); err != nil {
		return fmt.Errorf("noting bounces of list %s: %w", list, err)
	}
	r.waiting = nil
	return nil
}

// Count registers, with the change of their list, that mail of a list came back from
// these addresses (_queue_bounces and _register_bounces in one). For addresses that are
// members of the list's siblings only that is noted, as by Queue.
func (r *Registry) Count(c *mlist.Change, addrs []string, msg *message.Message) error {
	c.SaveList()
	l := c.List()
	day := mlist.DayOf(r.site.Now())
	var strangers []string
	for _, addr := range addrs {
		if !member.Of(l).Has(addr) {
			strangers = append(strangers, addr)
		} else if err := r.scorer.score(c, event{addr: addr, day: day, msg: msg}); err != nil {
			return fmt.Errorf("registering a bounce of %s on list %s: %w", addr, l.InternalName(), err)
		}
	}
	return r.Queue(l.InternalName(), r.siblings.having(l, strangers), msg)
}

// Waiting tells whether dead registries left bounces that are to be registered.
func Waiting(s *site.Site) (bool, error) {
	files, err := adoptEvents(s)
	for _, f := range files {
		err = errors.Join(err, f.file.Close())
	}
	return len(files) > 0, err
}

// Register registers what was noted (_register_bounces), also by a registry
// that died or had to leave it. The error wraps ErrWaiting where bounces have
// to wait; any other is about the events files.
func (r *Registry) Register(ctx context.Context) error {
	if r.waiting != nil && r.site.Now().Before(r.until) {
		return r.waiting
	}
	files, err := r.files()
	if len(files) == 0 {
		return err
	}
	events := readAll(r.site, files)
	if len(events) > 0 {
		r.site.Logs.Logf("bounce", "<%s at %d> processing %d queued bounces", r.runner, r.site.PID, len(events))
	}
	left, waiting := r.registerAll(ctx, events)
	r.waiting, r.until = waiting, r.site.Now().Add(patience)
	if err = errors.Join(err, r.keep(files, left)); err != nil {
		return err
	}
	return waiting
}

// Close gives up the events files. What waits in them stays on the disk.
func (r *Registry) Close() error {
	r.looked = true // not to adopt more
	files, _ := r.files()
	r.own, r.adopted = nil, nil
	var errs []error
	for _, f := range files {
		errs = append(errs, f.file.Close())
	}
	return errors.Join(errs...)
}

// files are the events files to register now.
func (r *Registry) files() ([]*eventsFile, error) {
	var err error
	if !r.looked {
		r.adopted, err = adoptEvents(r.site)
		r.looked = true
	}
	files := r.adopted
	if r.own != nil {
		files = append(files, r.own)
	}
	return files, err
}

// registerAll registers events list by list, in the order in which lists come
// up, and returns those that must wait, with an ErrWaiting.
func (r *Registry) registerAll(ctx context.Context, events []event) (left []event, waiting error) {
	var names []string
	byList := make(map[string][]event)
	for _, e := range events {
		if byList[e.list] == nil {
			names = append(names, e.list)
		}
		byList[e.list] = append(byList[e.list], e)
	}
	s := &scorer{site: r.site, translator: i18n.Plain}
	var errs []error
	for _, name := range names {
		kept, err := r.registerList(ctx, s, name, byList[name])
		left = append(left, kept...)
		if err == nil {
			continue
		}
		if !errors.Is(err, mlist.ErrLocked) {
			r.site.Logs.Logf("error", "%d bounces of list %s wait: %s", len(kept), name, safeio.Explain(err))
		}
		errs = append(errs, fmt.Errorf("%w: %w", ErrWaiting, err))
	}
	return left, errors.Join(errs...)
}

// registerList registers one list's events and returns those that must wait:
// all of them where the list can't be had or saved.
func (r *Registry) registerList(ctx context.Context, s *scorer, name string, events []event) (left []event, err error) {
	l, err := s.site.OpenList(name)
	if errors.Is(err, mlist.ErrUnknown) {
		s.site.Logs.Logf("error", "error opening list: %s\n%v; %d bounces of it are dropped", name, err, len(events))
		return nil, nil
	}
	if err != nil {
		return events, err
	}
	var strangers []event
	err = l.Update(ctx, l.LockTimeout(), func(c *mlist.Change) error {
		for _, e := range events {
			if !member.Of(l).Has(e.addr) {
				strangers = append(strangers, e)
			} else if err := s.score(c, e); err != nil {
				return fmt.Errorf("registering a bounce of %s on list %s: %w", e.addr, name, err)
			}
		}
		return nil
	})
	if err != nil {
		return events, err
	}
	return r.registerStrangers(ctx, s, l, strangers)
}
