// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
)

// Staging keeps new entries back: between Begin and Commit what is put into
// the queues that share it is on the disk, as .tmp, but in no queue yet. So
// what was made from an entry appears together with, and not before, the
// state of the list that belongs to it. After a crash only .tmp files are
// left, which nobody handles, and the entry is handled once more.
//
// The zero Staging is ready; it is for one goroutine.
type Staging struct {
	on     bool
	staged []staged
}

// staged is one entry that is written but not renamed.
type staged struct {
	queue *Queue
	name  string
}

// Begin keeps back what is put from now on.
func (s *Staging) Begin() { s.on = true }

// Commit lets all that was kept back into the queues, in the order in which it
// was put, and ends the staging. What can't be renamed stays a .tmp; the others
// go on.
func (s *Staging) Commit() error {
	var errs []error
	for _, e := range s.staged {
		path := e.queue.path(e.name, extEntry)
		if err := e.queue.opt.FS.RenameNew(path+extTemp, path); err != nil {
			errs = append(errs, &IOError{Doing: "queueing in", Path: e.queue.dir, Err: err})
		}
	}
	*s = Staging{staged: s.staged[:0]}
	return errors.Join(errs...)
}

// Drop removes all that was kept back and ends the staging.
func (s *Staging) Drop() {
	for _, e := range s.staged {
		_ = e.queue.opt.FS.Remove(e.queue.path(e.name, extEntry) + extTemp)
	}
	*s = Staging{staged: s.staged[:0]}
}

// active tells whether a queue's entries are to be kept back.
func (s *Staging) active() bool { return s != nil && s.on }
