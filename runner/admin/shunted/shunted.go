// SPDX-License-Identifier: GPL-2.0-or-later

// Package shunted is what an administrator does with entries that no runner handles any
// more: those of the shunt queue go back to where they came from (bin/unshunt), or are
// discarded.
//
// An entry goes back as it is and under its name, by one rename, so that it is in one
// of the two queues whenever somebody looks. Its metadata say which queue it came from
// (whichq) and which handlers it has still to go through (pipeline): what was done
// with it before is not done again.
//
// A site's files may come from another machine, where the queues lay elsewhere: a
// whichq that names no queue of this site stands for the queue of the same name. An entry
// without one goes to the incoming queue (Runner.py: _onefile gives none to an entry
// of an unknown list).
package shunted

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// Result is what became of an entry.
type Result struct {
	File string // the entry's path before
	To   string // the queue that it is in now; empty where it stays, or is gone
	What string // sender and list of the message, for people to read
	Err  error
}

const (
	lockName     = site.LockMark + "shunt" // nobody else takes entries of the shunt queue
	lockLifetime = 10 * time.Minute
	lockPatience = 5 * time.Second
)

// locked calls do while no other process of ours works on the shunt queue.
func locked(ctx context.Context, s *site.Site, do func(shunt *queue.Queue) error) (err error) {
	shunt, err := s.OpenQueue(site.Shunt, 0, 1)
	if err != nil {
		return err
	}
	lock, err := s.NewLock(lockName, lockLifetime)
	if err != nil {
		return err
	}
	release, err := lock.Acquire(ctx, lockPatience)
	if err != nil {
		return fmt.Errorf("locking the shunt queue: %w", err)
	}
	defer func() { err = errors.Join(err, release(), shunt.Sync()) }()
	if err := shunt.Recover(); err != nil {
		return err
	}
	return do(shunt)
}

// Unshunt puts entries of the shunt queue back to where they came from: the named ones,
// by their file's name or path, or all. One that can't go back stays, and its Result
// says why.
func Unshunt(ctx context.Context, s *site.Site, files []string) (results []Result, err error) {
	err = locked(ctx, s, func(shunt *queue.Queue) error {
		names, err := entries(shunt, files)
		if err != nil {
			return err
		}
		for _, name := range names {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			results = append(results, unshunt(s, shunt, name))
		}
		return nil
	})
	return results, err
}

// entries are the names of the entries that files stand for; of all without files.
func entries(shunt *queue.Queue, files []string) (names []string, err error) {
	if len(files) == 0 {
		l, err := shunt.List()
		return l.Names, err
	}
	for _, file := range files {
		if dir := filepath.Dir(file); dir != "." && !SameDir(dir, shunt.Dir()) {
			return nil, fmt.Errorf("%s is not in the shunt queue, %s", file, shunt.Dir())
		}
		names = append(names, strings.TrimSuffix(filepath.Base(file), ".pck"))
	}
	return names, nil
}

// SameDir tells whether two paths lead to one directory. Where one of them is not there
// the paths themselves must be the same.
func SameDir(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA != nil || errB != nil {
		return filepath.Clean(a) == filepath.Clean(b)
	}
	return os.SameFile(infoA, infoB)
}

func unshunt(s *site.Site, shunt *queue.Queue, name string) Result {
	r := Result{File: filepath.Join(shunt.Dir(), name+".pck")}
	entry, err := shunt.Take(name)
	var odd *queue.NotMessageError
	switch {
	case errors.Is(err, queue.ErrGone):
		r.Err = fmt.Errorf("%s: %w", r.File, fs.ErrNotExist)
		return r
	case err != nil && !errors.As(err, &odd):
		r.Err = errors.Join(err, restore(shunt, name, err))
		return r
	}
	r.What = about(entry)
	if r.To, err = putBack(s, shunt, name, entry.Data.Str("whichq")); err != nil {
		r.Err = errors.Join(err, restore(shunt, name, err))
	}
	return r
}

// putBack moves an entry to the queue that it came from, and returns where that is.
func putBack(s *site.Site, shunt *queue.Queue, name, whichq string) (dir string, err error) {
	origin, err := Origin(s, whichq)
	if err != nil {
		return "", err
	}
	to, err := s.Queue(origin.Setting)
	if err != nil {
		return "", err
	}
	if _, err := shunt.MoveTo(name, to); err != nil {
		return "", err
	}
	return to.Dir(), nil
}

// restore puts an entry back that was taken; after some errors it was not.
func restore(q *queue.Queue, name string, err error) error {
	var io *queue.IOError
	if errors.As(err, &io) {
		return nil
	}
	return q.Restore(name)
}

// Origin is the queue that a whichq of an entry's metadata stands for.
func Origin(s *site.Site, whichq string) (site.QueueDir, error) {
	served := site.ServedQueueDirs()
	if whichq == "" {
		return served[0], nil // the first of the served queues: `in`, which takes all new mail
	}
	for _, same := range []func(dir string) bool{
		func(dir string) bool { return SameDir(dir, whichq) },
		func(dir string) bool { return filepath.Base(dir) == filepath.Base(whichq) },
	} {
		for _, q := range served {
			if same(s.Settings.Str(q.Setting)) {
				return q, nil
			}
		}
	}
	return site.QueueDir{}, fmt.Errorf("it came from %s, which is no queue of this site; move it by hand", whichq)
}

// about says whose message an entry is.
func about(e *queue.Entry) string {
	if e == nil || e.Msg == nil {
		return "no message"
	}
	what := fmt.Sprintf("from %s: %s", e.Msg.Sender(false, false), strings.Join(strings.Fields(e.Msg.Get("Subject")), " "))
	if list := e.Data.Str("listname"); list != "" {
		what = list + ", " + what
	}
	return what
}
