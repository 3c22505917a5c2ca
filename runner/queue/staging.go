// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"path/filepath"

	"mmgen/runner/safeio"
)

// Staging keeps new entries back: between Begin and Commit what is put into
// the queues that share it is written, as .tmp, but in no queue yet. So
// what was made from an entry appears together with, and not before, the
// state of the list that belongs to it. After a crash only .tmp files are
// left, which nobody handles, and the entry is handled once more.
//
// A Step is something else that has to happen at that moment.
//
// The zero Staging is ready; it is for one goroutine.
type Staging struct {
	on     bool
	files  safeio.Batch
	staged []staged
	steps  []namedStep
}

// staged is one entry that is written but not renamed.
type staged struct {
	queue *Queue
	name  string
}

// Step is a change outside of the queues that belongs to the entries of a
// staging: a file out of which an entry was made, and which must go when, but
// not before, the entry is in its queue. What Commit needs, room on the disk
// above all, is to be had before.
type Step interface {
	Commit() error // do it; all entries are in their queues
	Drop()         // leave everything as it was before the staging
}

type namedStep struct {
	name string
	step Step
}

// Begin keeps back what is put from now on.
func (s *Staging) Begin() { s.on = true }

// Begun tells whether a staging is under way.
func (s *Staging) Begun() bool { return s.active() }

// Step returns the step of that name of the staging under way. The first time
// it is asked for, begin makes it.
func (s *Staging) Step(name string, begin func() (Step, error)) (Step, error) {
	for _, n := range s.steps {
		if n.name == name {
			return n.step, nil
		}
	}
	step, err := begin()
	if err != nil {
		return nil, err
	}
	s.steps = append(s.steps, namedStep{name, step})
	return step, nil
}

// Together calls put, and where that fails drops all that it put: several
// entries are staged, or none of them.
func (s *Staging) Together(put func() error) error {
	before := len(s.staged)
	err := put()
	if err != nil {
		remove(s.staged[before:])
		s.staged = s.staged[:before]
	}
	return err
}

// write writes an entry that is kept back.
func (s *Staging) write(q *Queue, tmp, name string, content []byte) error {
	if err := s.files.WriteNewTemp(q.opt.FS, tmp, content, entryMode); err != nil {
		return err
	}
	s.staged = append(s.staged, staged{q, name})
	return nil
}

// Sync forces what was kept back to the disk. After an error the staging can
// only be dropped.
func (s *Staging) Sync() error {
	if len(s.staged) == 0 {
		s.files.Drop()
		return nil
	}
	if err := s.files.Sync(); err != nil {
		return &IOError{Doing: "writing new entries below", Path: filepath.Dir(s.staged[0].queue.dir), Err: err}
	}
	return nil
}

// Commit lets all that was kept back into the queues, in the order in which it
// was put, then takes the steps, and ends the staging. It begins with a Sync; if
// that fails all is dropped. What can't be renamed stays a .tmp; the others go
// on. Behind a fault the steps that are left are dropped.
func (s *Staging) Commit() error {
	if err := s.Sync(); err != nil {
		s.Drop()
		return err
	}
	var errs []error
	for _, e := range s.staged {
		path := e.queue.path(e.name, extEntry)
		if err := e.queue.opt.FS.RenameNew(path+extTemp, path); err != nil {
			errs = append(errs, &IOError{Doing: "queueing in", Path: e.queue.dir, Err: err})
		}
	}
	for _, n := range s.steps {
		if len(errs) > 0 {
			n.step.Drop()
		} else if err := n.step.Commit(); err != nil {
			errs = append(errs, err)
		}
	}
	s.end()
	return errors.Join(errs...)
}

// Drop removes all that was kept back and ends the staging.
func (s *Staging) Drop() {
	s.files.Drop()
	remove(s.staged)
	for _, n := range s.steps {
		n.step.Drop()
	}
	s.end()
}

func (s *Staging) end() {
	*s = Staging{files: s.files, staged: s.staged[:0], steps: s.steps[:0]}
}

func remove(entries []staged) {
	for _, e := range entries {
		_ = e.queue.opt.FS.Remove(e.queue.path(e.name, extEntry) + extTemp)
	}
}

// active tells whether a queue's entries are to be kept back.
func (s *Staging) active() bool { return s != nil && s.on }
