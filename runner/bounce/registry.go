// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"mmgen/runner/change"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

var (
	// ErrWaiting says that a list could not be had, mostly because it is
	// locked, or not saved. Its bounces stay on the disk, and a later Register
	// registers them, in another process if need be.
	ErrWaiting = errors.New("bounces wait to be registered")
	// ErrNoProbe says that no probe of that token is known: it has come back before, or
	// comes too late.
	ErrNoProbe = errors.New("no such probe")
)

// Registry notes and registers the bounces of one runner (BounceRunner.py:
// BounceMixin). It is not for several goroutines at once.
type Registry struct {
	site   *site.Site
	runner string
	noted  int // events files

	scorer   *scorer // the scorer that Count uses
	siblings siblings

	waiting error // what the last Register returned; it holds until that time, or until a new bounce comes
	until   time.Time
}

// patience is for how long Register does not try a list again that was locked, unless a new
// bounce came: each try waits for the lock.
const patience = time.Minute

// NewRegistry returns the registry of a runner, as Mailman calls its class:
// OutgoingRunner. Nothing is read or written yet.
func NewRegistry(s *site.Site, runner string) *Registry {
	return &Registry{site: s, runner: runner, scorer: &scorer{site: s, translator: i18n.Plain}, siblings: siblings{site: s}}
}

// Note has a change note that mail of a list came back from these addresses today
// (_queue_bounces). When the change is committed, Register registers that, in whatever
// process.
func (r *Registry) Note(c *change.Change, list string, addrs []string, msg *message.Message) error {
	if len(addrs) == 0 {
		return nil
	}
	day := mlist.DayOf(r.site.Now())
	var events []event
	for _, addr := range addrs {
		events = append(events, event{list, addr, day, msg})
	}
	r.waiting = nil
	return r.noteEvents(c, list, events)
}

// Count registers, with the change of their list, that mail of a list came back from
// these addresses (_queue_bounces and _register_bounces in one). What concerns members
// of the list's siblings is noted with it, for Register.
func (r *Registry) Count(c *mlist.Change, addrs []string, msg *message.Message) error {
	r.waiting = nil
	day := mlist.DayOf(r.site.Now())
	strangers := &strangers{siblings: &r.siblings}
	for _, addr := range addrs {
		e := event{c.List().InternalName(), addr, day, msg}
		if err := r.registerEvent(c, r.scorer, e, strangers); err != nil {
			return err
		}
	}
	return strangers.note(r, c)
}

// Waiting tells whether bounces wait to be registered.
func Waiting(s *site.Site) (bool, error) {
	files, err := eventsFiles(s)
	if err != nil || len(files) > 0 {
		return len(files) > 0, err
	}
	left, err := leftByMailman(s)
	if err != nil || len(left) > 0 {
		return len(left) > 0, err
	}
	return change.Exists(s.FileSystem(), adoptionRecord(s))
}

// Register registers what was noted (_register_bounces), by this process or another
// one. The error wraps ErrWaiting where bounces have to wait; any other is about
// DATA_DIR.
func (r *Registry) Register(ctx context.Context) error {
	if r.waiting != nil && r.site.Now().Before(r.until) {
		return r.waiting
	}
	r.waiting = nil
	aerr := r.adopt(ctx)
	files, err := eventsFiles(r.site)
	if err = errors.Join(aerr, err); len(files) == 0 {
		return err
	}
	lists, rerr := r.read(files)
	err = errors.Join(err, rerr)
	if n := count(lists); n > 0 {
		r.site.Logs.Logf("bounce", "<%s at %d> processing %d queued bounces", r.runner, r.site.PID, n)
	}
	s := &scorer{site: r.site, translator: i18n.Plain}
	waiting := r.registerAll(ctx, s, lists)
	siblings, serr := r.readNew(files)
	waiting = errors.Join(waiting, r.registerAll(ctx, s, siblings))
	if waiting != nil {
		r.waiting, r.until = waiting, r.site.Now().Add(patience)
	}
	return errors.Join(err, serr, waiting)
}

// noted are the bounces that wait for one list.
type noted struct {
	list  string
	files []readFile
}

// count is how many bounces wait.
func count(lists []*noted) (n int) {
	for _, l := range lists {
		n += l.count()
	}
	return n
}

func (n *noted) count() (events int) {
	for _, f := range n.files {
		events += len(f.events)
	}
	return events
}

// read reads files and sorts what is noted there by list, in the order in which the lists
// occur. A fault in one file keeps no other file back.
func (r *Registry) read(files []eventsFile) (lists []*noted, err error) {
	byList := make(map[string]*noted)
	for _, f := range files {
		read, rerr := readEvents(r.site, f)
		if errors.Is(rerr, fs.ErrNotExist) {
			continue // another process has registered its bounces
		}
		if rerr != nil {
			err = errors.Join(err, fmt.Errorf("reading bounces that wait: %w", safeio.Advised(rerr)))
			continue
		}
		n := byList[f.list]
		if n == nil {
			n = &noted{list: f.list}
			byList[f.list], lists = n, append(lists, n)
		}
		n.files = append(n.files, read)
	}
	return lists, err
}

// readNew reads the files that came since.
func (r *Registry) readNew(known []eventsFile) ([]*noted, error) {
	files, err := eventsFiles(r.site)
	if err != nil {
		return nil, err
	}
	return r.read(slices.DeleteFunc(files, func(f eventsFile) bool { return slices.Contains(known, f) }))
}

// registerAll registers bounces list by list. The error is an ErrWaiting for each list
// whose bounces must wait.
func (r *Registry) registerAll(ctx context.Context, s *scorer, lists []*noted) error {
	var errs []error
	for _, n := range lists {
		err := r.registerList(ctx, s, n)
		if err == nil {
			continue
		}
		if !errors.Is(err, mlist.ErrLocked) {
			r.site.Logs.Logf("error", "%d bounces of list %s wait: %s", n.count(), n.list, safeio.Explain(err))
		}
		errs = append(errs, fmt.Errorf("%w: %w", ErrWaiting, err))
	}
	return errors.Join(errs...)
}

// registerList registers the bounces of one list and removes its files, in one change.
func (r *Registry) registerList(ctx context.Context, s *scorer, n *noted) error {
	l, err := r.site.OpenList(n.list)
	if errors.Is(err, mlist.ErrUnknown) {
		r.site.Logs.Logf("error", "error opening list: %s\n%v; %d bounces of it are dropped", n.list, err, n.count())
		return r.drop(n)
	}
	if err != nil {
		return err
	}
	return l.Update(ctx, l.LockTimeout(), func(c *mlist.Change) error {
		strangers := &strangers{siblings: &r.siblings}
		for _, f := range n.files {
			if err := r.registerFile(c, s, f, strangers); err != nil {
				return err
			}
		}
		return strangers.note(r, c)
	})
}

// registerFile registers the bounces of a file and removes it, unless that was done
// before.
func (r *Registry) registerFile(c *mlist.Change, s *scorer, f readFile, strangers *strangers) error {
	if _, err := r.site.FileSystem().Stat(f.path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range f.events {
		if err := r.registerEvent(c, s, e, strangers); err != nil {
			return err
		}
	}
	c.Files().Remove(f.path)
	return r.keepBroken(c.Files(), f)
}

// keepBroken has a change keep a file that can't be read to its end.
func (r *Registry) keepBroken(c *change.Change, f readFile) error {
	if f.broken == nil {
		return nil
	}
	r.site.Logs.Logf("bounce", "Error reading bounce events: %v; the file is kept as %s", f.broken, f.path+corruptSuffix)
	return c.Create(f.path+corruptSuffix, f.raw, eventsMode)
}

// registerEvent registers one bounce. That of an address that is not a member's may be
// counted by a sibling of the list.
func (r *Registry) registerEvent(c *mlist.Change, s *scorer, e event, strangers *strangers) error {
	l := c.List()
	if !member.Of(l).Has(e.addr) {
		if e.list != l.InternalName() {
			return nil // the bounce was noted for this list as a sibling of another: its own siblings are not asked
		}
		return strangers.add(l, e)
	}
	if err := s.score(c, e); err != nil {
		return fmt.Errorf("registering a bounce of %s on list %s: %w", e.addr, l.InternalName(), err)
	}
	return nil
}

// drop removes bounces that can't be registered.
func (r *Registry) drop(n *noted) error {
	var errs []error
	for _, f := range n.files {
		if err := r.site.FileSystem().Remove(f.path); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
