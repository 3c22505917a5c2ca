// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"cmp"
	"io/fs"
	"slices"
	"sync"
)

// Listing is what a queue has to do.
type Listing struct {
	// Names are the entries of this queue's slice, in the order in which they
	// were received; those of the same time in that of their names.
	Names []string
	// Malformed are the file names that end like an entry's and are none.
	// They harm nobody and stay where they are (Mailman's runner dies of
	// them); a path unit that watches for *.pck sees them all the same.
	Malformed []string
}

// List lists the entries that can be taken (Switchboard.py: files). It reads
// the directory once and no file. What is malformed is logged, each name once.
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
		received, mine, err := q.judge(name, file)
		switch {
		case err != nil:
			l.Malformed = append(l.Malformed, file.Name())
			q.tellMalformed(file.Name(), err)
		case mine:
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
	slices.Sort(l.Malformed)
	return l, nil
}

func (q *Queue) judge(name string, file fs.DirEntry) (received float64, mine bool, err error) {
	received, digest, err := parseName(name)
	if err != nil {
		return 0, false, err
	}
	if t := file.Type(); !t.IsRegular() && t != fs.ModeSymlink {
		return 0, false, errNotFile
	}
	mine, err = q.inSlice(digest)
	return received, mine, err
}

// toldNames are the malformed names that the log has.
type toldNames struct {
	mu    sync.Mutex
	names map[string]bool
}

func (q *Queue) tellMalformed(file string, reason error) {
	q.told.mu.Lock()
	defer q.told.mu.Unlock()
	if q.told.names[file] {
		return
	}
	if q.told.names == nil {
		q.told.names = map[string]bool{}
	}
	q.told.names[file] = true
	q.logf("Not a queue entry, left alone: %s/%s: %v", q.dir, file, reason)
}

// Idle tells that nothing lies in the directory for a runner: neither an entry
// nor one whose handling was interrupted, of whatever slice.
func (q *Queue) Idle() (bool, error) {
	files, err := q.opt.FS.ReadDir(q.dir)
	if err != nil {
		return false, &IOError{Doing: "listing", Path: q.dir, Err: err}
	}
	return !slices.ContainsFunc(files, func(f fs.DirEntry) bool {
		_, ext := splitExt(f.Name())
		return ext == extEntry || ext == extTaken
	}), nil
}
