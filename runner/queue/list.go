// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"cmp"
	"slices"
)

// Listing is what a queue has to do.
type Listing struct {
	// Names are the entries of this queue's slice, in the order in which they
	// were received; those of the same time in that of their names.
	Names []string
	// Strays are files whose names end like an entry's, but which are not entries. They
	// do no harm and stay where they are (Mailman's runner dies of an exception at
	// them).
	Strays []Stray
}

// Stray is a file whose name ends like an entry's but that is not an entry.
type Stray struct {
	File   string
	Reason error
}

// List lists the entries that can be taken (Switchboard.py: files). It reads
// the directory once and no file.
func (q *Queue) List() (Listing, error) { return q.list(extEntry) }

func (q *Queue) list(extension string) (Listing, error) {
	files, err := q.opt.FS.ReadDir(q.dir)
	if err != nil {
		return Listing{}, &IOError{Doing: "listing the queue", Path: q.dir, Err: err}
	}
	type entry struct {
		received float64
		name     string
	}
	var found []entry
	var l Listing
	for _, file := range files {
		name, ext := splitExt(file.Name())
		if ext != extension {
			continue
		}
		received, digest, err := parseName(name)
		switch {
		case err != nil:
			l.Strays = append(l.Strays, Stray{file.Name(), err})
		case q.inSlice(digest):
			found = append(found, entry{received, name})
		}
	}
	slices.SortFunc(found, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.received, b.received), cmp.Compare(a.name, b.name))
	})
	l.Names = make([]string, len(found))
	for i, e := range found {
		l.Names[i] = e.name
	}
	slices.SortFunc(l.Strays, func(a, b Stray) int { return cmp.Compare(a.File, b.File) })
	return l, nil
}

// Idle tells that the directory has nothing for a runner: neither an entry nor
// one whose handling was interrupted, nor a record of one, of whatever slice.
func (q *Queue) Idle() (idle bool, strays []Stray, err error) {
	files, err := q.opt.FS.ReadDir(q.dir)
	if err != nil {
		return false, nil, &IOError{Doing: "listing", Path: q.dir, Err: err}
	}
	idle = true
	for _, file := range files {
		name, ext := splitExt(file.Name())
		if ext == extSent {
			idle = false // a record without its entry is to be removed
		}
		if ext != extEntry && ext != extTaken {
			continue
		}
		if _, _, err := parseName(name); err != nil {
			strays = append(strays, Stray{file.Name(), err})
		} else {
			idle = false
		}
	}
	return idle, strays, nil
}
