// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"sync"
	"time"

	"mmgen/runner/safeio"
)

// leaveSync is how often it is forced to the disk that entries have left.
const leaveSync = time.Second

// leaving are the directories in which names have changed that may not be on the disk.
type leaving struct {
	sync.Mutex
	dirs  map[string]bool
	since time.Time // the time of the first change that is not forced to the disk
	err   error     // an error that Sync has not returned yet
}

// Sync forces to the disk that entries have left the queue (Finish, MoveTo, MoveAs). It
// does not wait for removals by FinishIn: the change forces those to the disk itself.
func (q *Queue) Sync() error {
	q.left.Lock()
	defer q.left.Unlock()
	q.syncLeft()
	err := q.left.err
	q.left.err = nil
	return err
}

// hasLeft notes that an entry has left, so that the names in these directories have
// changed. If that can't be forced to the disk the entry has left all the same, and
// Sync returns the error.
func (q *Queue) hasLeft(dirs ...string) {
	q.left.Lock()
	defer q.left.Unlock()
	now := q.opt.Now()
	if q.left.dirs == nil {
		q.left.dirs, q.left.since = map[string]bool{}, now
	}
	for _, dir := range dirs {
		q.left.dirs[dir] = true
	}
	if now.Sub(q.left.since) >= leaveSync {
		q.syncLeft()
	}
}

func (q *Queue) syncLeft() {
	for dir := range q.left.dirs {
		if err := safeio.SyncDir(q.opt.FS, dir); err != nil {
			err = &IOError{Doing: "forcing to the disk which entries are in", Path: dir, Err: err}
			q.left.err = errors.Join(q.left.err, err)
		}
	}
	q.left.dirs = nil
}
