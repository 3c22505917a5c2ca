// SPDX-License-Identifier: GPL-2.0-or-later

package rootfs

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Mark describes what is at a path of the system, well enough to notice that it was replaced
// or written to. Links are followed.
type Mark struct {
	Path         string
	There        bool
	Dev, Ino     uint64
	Size         int64 // bytes; 0 for a directory
	Mtime, Ctime int64 // nanoseconds since 1970; 0 of a directory, in which other files come and go
}

// MarkOf is the mark of a path. The error says that it can't be known whether
// something is there.
func MarkOf(path string) (Mark, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return Mark{Path: path}, nil
	case err != nil:
		return Mark{}, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return Mark{}, fmt.Errorf("the number of file %s is not known", path)
	}
	m := Mark{Path: path, There: true, Dev: stat.Dev, Ino: stat.Ino}
	if !info.IsDir() {
		m.Size, m.Mtime, m.Ctime = info.Size(), info.ModTime().UnixNano(), time.Unix(stat.Ctim.Unix()).UnixNano()
	}
	return m, nil
}

// Witness notes the marks of the files that trees were asked about, as they were
// before the answer.
type Witness struct {
	mu    sync.Mutex
	marks map[string]Mark
	doubt error
}

// Before is the tree with a witness, which sees all paths that the tree is asked about from
// then on; nil for none.
func (t *Tree) Before(w *Witness) *Tree { return &Tree{t.root, w} }

// see notes the mark of a path on disk, once.
func (w *Witness) see(path string) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, seen := w.marks[path]; seen {
		return
	}
	m, err := MarkOf(path)
	if err != nil {
		w.doubt = err
		return
	}
	if w.marks == nil {
		w.marks = map[string]Mark{}
	}
	w.marks[path] = m
}

// Doubt notes that an answer came from something that has no mark.
func (w *Witness) Doubt(why error) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.doubt = why
}

// tick is more than the time in which a second write to a file may leave it with the
// same times.
const tick = 20 * time.Millisecond

// Marks are the marks that were noted, by path. The error says why they can't vouch for the
// answers. That may change with time: it is an error if a file was written to only just
// before.
func (w *Witness) Marks(now time.Time) ([]Mark, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.doubt != nil {
		return nil, w.doubt
	}
	marks := make([]Mark, 0, len(w.marks))
	for _, path := range slices.Sorted(maps.Keys(w.marks)) {
		m := w.marks[path]
		if m.Ctime > now.Add(-tick).UnixNano() {
			return nil, fmt.Errorf("%s was written to only just now", path)
		}
		marks = append(marks, m)
	}
	return marks, nil
}
