// SPDX-License-Identifier: GPL-2.0-or-later

// Package change makes several changes to files at once: all of them or, after a kill
// or a failing disk at any moment, none. A list is saved, letters and queue entries
// appear, and the entries that they were made from go, in one change. Mailman does
// these one after the other, and loses or doubles mail if it is killed in between.
//
// # How
//
// What is new is first written to temporary files, each beside its future place, and
// forced to the disk; so is the text that will be appended to files, such as a mailbox
// of gigabytes, which can't be copied each time. Then a record of all renames and
// removals is forced to the disk. This is the moment at which the change happens:
// before it the change is undone, behind it the change is finished, by whoever comes
// next. Then the renames and removals are made, the files grow, and the record goes.
//
// # On disk
//
// The record is a text file with a line for each step:
//
//	temp "FILE"                          a temporary file that is about to be made
//	folder "DIR"                         a directory that is about to be made
//	create "TEMP" "FILE"                 TEMP becomes FILE, which is a new one
//	replace "TEMP" "FILE" "LAST" STATE   TEMP becomes FILE, which was in this STATE
//	                                     (inode, size, time; - for none); LAST, unless
//	                                     it is empty, becomes a link to the old file
//	append "TEMP" "FILE" SIZE            the content of TEMP comes behind that of FILE, which was
//	                                     SIZE bytes long
//	link "FILE" "TARGET"                 FILE becomes a symbolic link, whatever stood there
//	remove "FILE" [STATE]
//	commit
//
// Paths are absolute, in the quotes of Go. Without the last line the change is to
// be undone: all temporary files are removed. With it each step is taken that was
// not taken before. Directories that nothing is in then are removed either way. Steps can be
// taken twice, also by two processes at once: a rename whose temporary file is gone was
// made before. A FILE that somebody else has replaced in the meantime, as its state tells,
// stays as it is.
//
// A file to which only a part was appended is recognised by its content behind SIZE,
// and completed. What somebody else has written behind SIZE meanwhile is never touched:
// TEMP comes behind that. Only where a process is killed while it writes there, and
// then somebody who does not know of the record writes (Mailman, once the time of the
// list's lock is over), a part of TEMP stands before his text, and the whole of it
// behind.
//
// # Who finishes it
//
// A lock guards the record: that of the list. Its next holder calls Finish before
// anything else. While the record lies there the caller must keep others from the files
// that the change removes: see Removes.
package change

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

// recordMode is the mode of a record: it names lists and entries only.
const recordMode = 0o660

// ErrUnfinished says that a change has happened, and that the disk kept it from being
// finished: its record lies there, and Finish will do the rest. The files from which
// the change was made must not be touched until then.
var ErrUnfinished = errors.New("the change is made and not finished, which the next run does")

// ErrStuck says that a change which a process that is gone had made can't be finished. The
// files from which it was made must not be touched until then.
var ErrStuck = errors.New("finishing a change that an earlier run has made")

// ErrOver says that something was added to a change that had been committed or dropped
// before.
var ErrOver = errors.New("the change is over")

// Change collects changes to files. It is for one goroutine. Commit or Drop ends it.
type Change struct {
	fsys     safeio.FS
	path     string      // the path of the record
	record   safeio.File // nil before the first temporary file
	size     int64       // the size of the record's lines in bytes
	fault    error       // why the record could not be written
	files    safeio.Batch
	temps    []string        // the temporary files that were made
	drafts   map[string]bool // the same, to look up
	replaced map[string]bool // files, to look up
	folders  []string        // the directories that were made, parents first
	steps    []step
	growing  []*growth
	parts    []part
	over     bool
}

// Part takes part in a change as long as that is open. At the end it says which files the
// change has to make because of it.
type Part interface {
	Prepare(*Change) error // the change is about to be made
	Drop()                 // the change will not be made
}

type part struct {
	name string
	part Part
}

// New returns an empty change whose record is at path. Nothing is written yet. A
// record that lies there must have been finished.
func New(fsys safeio.FS, path string) *Change { return &Change{fsys: fsys, path: path} }

// Create makes a new file, which appears with the change under that name and mode.
// fs.ErrExist where its temporary file is there, which is name.tmp.
func (c *Change) Create(name string, data []byte, perm fs.FileMode) error {
	return c.CreateFrom(name+".tmp", name, data, perm)
}

// CreatePieces is Create for a content in pieces, which are written one behind the other.
func (c *Change) CreatePieces(name string, data [][]byte, perm fs.FileMode) error {
	return c.create(name+".tmp", name, data, perm)
}

// CreateFrom is Create with another temporary file, for a directory in which name.tmp
// may be what somebody else's file is called.
func (c *Change) CreateFrom(temp, name string, data []byte, perm fs.FileMode) error {
	return c.create(temp, name, [][]byte{data}, perm)
}

func (c *Change) create(temp, name string, data [][]byte, perm fs.FileMode) error {
	if err := c.Draft(temp); err != nil {
		return err
	}
	if err := c.files.WriteNewTemp(c.fsys, temp, data, perm); err != nil {
		if errors.Is(err, fs.ErrExist) {
			c.temps = c.temps[:len(c.temps)-1] // the temporary file is somebody else's
			delete(c.drafts, temp)
		}
		return err
	}
	c.steps = append(c.steps, step{kind: create, temp: temp, file: name})
	return nil
}

// Replace gives name another content and mode. last, unless it is empty, is what
// the old file is called from then on. temp is where the content waits.
func (c *Change) Replace(temp, name, last string, data []byte, perm fs.FileMode) error {
	return c.ReplacePieces(temp, name, last, [][]byte{data}, perm)
}

// ReplacePieces is Replace for a content in pieces, which are written one behind the other.
func (c *Change) ReplacePieces(temp, name, last string, data [][]byte, perm fs.FileMode) error {
	return c.ReplaceBy(temp, name, last, safeio.Pieces(data), perm)
}

// ReplaceBy is Replace for a content that is not in memory.
func (c *Change) ReplaceBy(temp, name, last string, content safeio.Content, perm fs.FileMode) error {
	if err := c.Draft(temp); err != nil {
		return err
	}
	if err := c.files.WriteTemp(c.fsys, temp, content, perm); err != nil {
		return err
	}
	return c.Use(temp, name, last)
}

// Draft announces a temporary file that the caller is about to write. With the
// change it goes, unless Use gives it a name.
func (c *Change) Draft(temp string) error {
	if c.drafts[temp] {
		return nil
	}
	if err := c.note("temp " + strconv.Quote(temp) + "\n"); err != nil {
		return err
	}
	if c.drafts == nil {
		c.drafts = map[string]bool{}
	}
	c.temps, c.drafts[temp] = append(c.temps, temp), true
	return nil
}

// Folder announces a directory that the caller is about to make, for files of the
// change. With the change it goes, unless something is in it.
func (c *Change) Folder(dir string) error {
	if err := c.note("folder " + strconv.Quote(dir) + "\n"); err != nil {
		return err
	}
	c.folders = append(c.folders, dir)
	return nil
}

// MakeFolder announces and makes a directory with the mode perm, which is on the disk
// then; one that is there will do. A setgid bit that it inherits stays.
func (c *Change) MakeFolder(dir string, perm fs.FileMode) error {
	if err := c.Folder(dir); err != nil {
		return err
	}
	if err := safeio.Mkdir(c.fsys, dir, perm); err != nil {
		return err
	}
	return safeio.SyncDir(c.fsys, filepath.Dir(dir))
}

// Use replaces name by a temporary file that the caller has written and forced to
// the disk. The error is safeio.ErrNotRegular where name is a directory, which no file
// replaces.
func (c *Change) Use(temp, name, last string) error {
	state, err := replaceable(c.fsys, name)
	if err != nil {
		return err
	}
	if c.replaced[name] {
		c.steps = slices.DeleteFunc(c.steps, func(s step) bool { return s.kind == replace && s.file == name })
	}
	if c.replaced == nil {
		c.replaced = map[string]bool{}
	}
	c.replaced[name] = true
	c.steps = append(c.steps, step{kind: replace, temp: temp, file: name, last: last, state: state})
	return nil
}

// Remove removes a file, after all that the change makes is there. One that is
// gone is no error.
func (c *Change) Remove(name string) { c.steps = append(c.steps, step{kind: remove, file: name}) }

// RemoveAsIs is Remove for a file that others may replace: it is removed only if it is
// still the file that it is now.
func (c *Change) RemoveAsIs(name string) error {
	state, err := stateOf(c.fsys, name)
	if err == nil && state != noFile {
		c.steps = append(c.steps, step{kind: remove, file: name, state: state})
	}
	return err
}

// Part returns the part of that name. The first time it is asked for, begin makes
// it.
func (c *Change) Part(name string, begin func() (Part, error)) (Part, error) {
	for _, p := range c.parts {
		if p.name == name {
			return p.part, nil
		}
	}
	p, err := begin()
	if err != nil {
		return nil, err
	}
	c.parts = append(c.parts, part{name, p})
	return p, nil
}

// Together calls do, and where that fails takes back all that it added: several
// files are made, or none of them. do must not replace what was replaced before.
func (c *Change) Together(do func() error) error {
	steps, growing := len(c.steps), c.lengths()
	err := do()
	if err != nil {
		c.shorten(growing)
		for _, s := range c.steps[steps:] {
			c.discard(s.temp)
		}
		c.steps = c.steps[:steps]
	}
	return err
}

// Withdraw takes back what Create or Replace was to do for a file.
func (c *Change) Withdraw(name string) {
	c.steps = slices.DeleteFunc(c.steps, func(s step) bool {
		if s.file == name && s.temp != "" {
			c.discard(s.temp)
			return true
		}
		return false
	})
}

func (c *Change) discard(temp string) {
	if temp != "" {
		_ = c.fsys.Remove(temp) // Drop and Finish try again
	}
}

// note adds to the record, which is made if need be.
func (c *Change) note(text string) error {
	if c.over {
		return c.atEnd()
	}
	if err := c.open(); err != nil {
		return fmt.Errorf("noting a change in %s: %w", c.path, err)
	}
	if c.fault != nil {
		return c.fault
	}
	if _, err := c.record.Write([]byte(text)); err != nil {
		err = fmt.Errorf("noting a change in %s: %w", c.path, err)
		if c.record.Truncate(c.size) != nil {
			c.fault = err // part of a line stands there
		}
		return err
	}
	c.size += int64(len(text))
	return nil
}

func (c *Change) open() error {
	if c.record != nil {
		return nil
	}
	const flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC | os.O_APPEND | unix.O_NOFOLLOW
	f, err := safeio.OpenRegular(c.fsys, c.path, flags, recordMode)
	if err != nil {
		return err
	}
	if err := f.Chmod(recordMode); err != nil {
		_ = f.Close()
		_ = c.fsys.Remove(c.path)
		return err
	}
	c.record = f
	return nil
}

// Drop undoes the change.
func (c *Change) Drop() {
	if c.over {
		return
	}
	for _, p := range c.parts {
		p.part.Drop()
	}
	c.files.Drop()
	c.closeGrowing()
	for _, temp := range c.temps {
		c.discard(temp)
	}
	_ = removeEmpty(c.fsys, c.folders)
	if c.record != nil {
		_ = c.record.Close()
		_ = c.fsys.Remove(c.path)
	}
	c.end()
}

// end forgets all, for good.
func (c *Change) end() { *c = Change{fsys: c.fsys, path: c.path, over: true} }

func (c *Change) atEnd() error { return fmt.Errorf("%w: %s", ErrOver, c.path) }

// dirsOf are the directories of files, each once.
func dirsOf(files []string) (dirs []string) {
	for _, file := range files {
		if dir := filepath.Dir(file); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}
