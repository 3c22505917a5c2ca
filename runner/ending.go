// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"

	"mmgen/runner/change"
	"mmgen/runner/job"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
)

// ending is what becomes of an entry.
type ending int

const (
	removed      ending = iota // it leaves the queue, with its batch if it is in one
	isGone                     // there is nothing more to do with it
	moved                      // it goes to another queue
	waits                      // it stays
	waitsForSite               // it stays and its batch is undone: the site's disk or files are at fault
	untouched                  // a change that is not finished yet will end it
	shunted                    // it is put where an administrator finds it
	preserved                  // it can't be shunted: it is put into the bad queue
	setAside                   // it can't be read: it is put into the bad queue, or removed
)

// endings are those of entries that were handled without a fault.
var endings = map[job.Outcome]ending{
	job.Done:    removed,
	job.Ended:   isGone,
	job.Moved:   moved,
	job.NotDue:  waits,
	job.Stays:   waits,
	job.AllStay: waits,
	job.Foreign: waits,
}

// What was tried with an entry, and failed.
var (
	errMoving   = errors.New("moving the entry to another queue")
	errShunting = errors.New("moving the entry to the shunt queue")
)

// endingOf decides what becomes of an entry that was taken out of its queue. said is the
// outcome that its job returned, fault what failed while it was handled, moved or shunted.
func endingOf(said job.Outcome, fault error) ending {
	_, disk := queue.SiteFault(fault)
	switch {
	case fault == nil:
		return endings[said]
	case errors.Is(fault, change.ErrUnfinished):
		return untouched
	case disk, errors.Is(fault, safeio.ErrNotRegular), errors.Is(fault, change.ErrStuck):
		return waitsForSite
	case errors.Is(fault, errMoving):
		return waits
	case errors.Is(fault, errShunting):
		return preserved
	}
	return shunted
}

// endingOfUnread decides what becomes of an entry that could not be taken, or not be
// read; ok is false where that is the fault of the whole queue.
func endingOfUnread(fault error) (_ ending, ok bool) {
	var unreadable *queue.UnreadableError
	var io *queue.IOError
	switch {
	case errors.Is(fault, queue.ErrGone):
		return isGone, true
	case errors.As(fault, &unreadable):
		return setAside, true
	case errors.As(fault, &io) && io.OneFile:
		return waits, true
	}
	return 0, false
}
