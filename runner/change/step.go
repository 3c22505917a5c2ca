// SPDX-License-Identifier: GPL-2.0-or-later

package change

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"mmgen/runner/safeio"
)

// kind is what a step does. Steps are taken in this order.
type kind int

const (
	create kind = iota
	replace
	grow
	link
	remove
)

var words = []string{create: "create", replace: "replace", grow: "append", link: "link", remove: "remove"}

// commitLine ends the record of a change that has happened.
const commitLine = "commit\n"

// step is one change to a name.
type step struct {
	kind       kind
	temp, file string
	last       string // another name for the replaced file; "" if it gets none
	target     string // the target of the symbolic link
	state      string // the state of the file that is replaced or removed, "" for any; the size of the file that grows
}

// line is the step in the record.
func (s step) line() string {
	fields := []string{words[s.kind]}
	if s.temp != "" {
		fields = append(fields, strconv.Quote(s.temp))
	}
	fields = append(fields, strconv.Quote(s.file))
	switch s.kind {
	case replace:
		fields = append(fields, strconv.Quote(s.last))
	case link:
		fields = append(fields, strconv.Quote(s.target))
	}
	if s.state != "" {
		fields = append(fields, s.state)
	}
	return strings.Join(fields, " ") + "\n"
}

// take takes the step, unless that was done before.
func (s step) take(fsys safeio.FS) error {
	switch s.kind {
	case create:
		return s.takeCreate(fsys)
	case replace:
		return s.takeReplace(fsys)
	case grow:
		return s.takeGrow(fsys)
	case link:
		return s.takeLink(fsys)
	}
	return s.takeRemove(fsys)
}

func (s step) takeRemove(fsys safeio.FS) error {
	if s.state != "" {
		if now, err := stateOf(fsys, s.file); err != nil || now != s.state {
			return err
		}
	}
	return removeFile(fsys, s.file)
}

// takeLink makes the link anew, be it there or not. A directory with something in it
// stays.
func (s step) takeLink(fsys safeio.FS) error {
	_ = fsys.Remove(s.file)
	if err := fsys.Symlink(s.target, s.file); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (s step) takeCreate(fsys safeio.FS) error {
	for file := s.file; ; file = another(file) {
		err := fsys.RenameNew(s.temp, file)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, fs.ErrExist) && sameFile(fsys, s.temp, file):
			return removeFile(fsys, s.temp) // a rename in two steps was interrupted
		case errors.Is(err, fs.ErrExist):
			continue
		case gone(fsys, s.temp):
			return nil
		}
		return err
	}
}

// another is a name for a file whose own is taken: with one more digit, which an
// entry of a queue can have.
func another(file string) string {
	ext := filepath.Ext(file)
	return strings.TrimSuffix(file, ext) + "0" + ext
}

func (s step) takeReplace(fsys safeio.FS) error {
	if gone(fsys, s.temp) {
		return nil
	}
	now, err := stateOf(fsys, s.file)
	if err != nil {
		return err
	}
	if now != s.state {
		return removeFile(fsys, s.temp) // somebody else has replaced the file meanwhile
	}
	if s.last != "" && now != noFile {
		if err := removeFile(fsys, s.last); err != nil {
			return err
		}
		if err := fsys.Link(s.file, s.last); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if err := fsys.Rename(s.temp, s.file); err != nil && !gone(fsys, s.temp) {
		return err
	}
	return nil
}

func removeFile(fsys safeio.FS, name string) error {
	if err := fsys.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// gone tells whether a file is certainly not there.
func gone(fsys safeio.FS, name string) bool {
	_, err := fsys.Stat(name)
	return errors.Is(err, fs.ErrNotExist)
}

func sameFile(fsys safeio.FS, a, b string) bool {
	infoA, errA := fsys.Stat(a)
	infoB, errB := fsys.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// noFile is the state of a file that is not there.
const noFile = "-"

// stateOf tells one state of a file from the next; one that was written by
// renaming has another inode.
func stateOf(fsys safeio.FS, name string) (string, error) {
	info, err := infoOf(fsys, name)
	if err != nil {
		return "", err
	}
	return stateIn(info), nil
}

// replaceable is the state of a file that is to be replaced. No file replaces a directory.
func replaceable(fsys safeio.FS, name string) (string, error) {
	info, err := infoOf(fsys, name)
	if err == nil && info != nil && info.IsDir() {
		err = &fs.PathError{Op: "replace", Path: name, Err: safeio.ErrNotRegular}
	}
	if err != nil {
		return "", err
	}
	return stateIn(info), nil
}

// infoOf is about a file; nil for one that is not there.
func infoOf(fsys safeio.FS, name string) (fs.FileInfo, error) {
	info, err := fsys.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return info, err
}

func stateIn(info fs.FileInfo) string {
	if info == nil {
		return noFile
	}
	inode := uint64(0)
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		inode = st.Ino
	}
	return fmt.Sprintf("%d,%d,%d", inode, info.Size(), info.ModTime().UnixNano())
}
