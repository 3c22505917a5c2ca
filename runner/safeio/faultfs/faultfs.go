// SPDX-License-Identifier: GPL-2.0-or-later

// Package faultfs is a file system for tests that fails where it is told to:
// a full disk, a read-only directory, a file that nobody may read. What does
// not fail happens on the real file system.
package faultfs

import (
	"io/fs"
	"os"
	"sync"
	"time"

	"mmgen/runner/safeio"
)

// FS asks Fail before each step. Its op is one of open, create, read, write,
// truncate, sync, chmod, chtimes, close, readdir, stat, mkdir, link, symlink, rename, remove; path
// is the file the step is about (the old name of a link or rename, the new one of a symlink). Where Fail
// returns an error the step does not happen, but for write: half of the data
// is written first, as on a disk that fills up, and close: the file is closed.
//
// Steps may come from several goroutines; Fail is asked for one at a time.
type FS struct {
	Fail func(op, path string) error

	asking sync.Mutex
}

// Always returns an FS whose steps named op all fail with err.
func Always(op string, err error) *FS {
	return &FS{Fail: func(o, _ string) error {
		if o == op {
			return err
		}
		return nil
	}}
}

func (f *FS) fail(op, path string) error {
	if f.Fail == nil {
		return nil
	}
	f.asking.Lock()
	defer f.asking.Unlock()
	if err := f.Fail(op, path); err != nil {
		return &fs.PathError{Op: op, Path: path, Err: err}
	}
	return nil
}

// OpenFile implements safeio.FS.
func (f *FS) OpenFile(name string, flag int, perm fs.FileMode) (safeio.File, error) {
	op := "open"
	if flag&os.O_CREATE != 0 {
		op = "create"
	}
	if err := f.fail(op, name); err != nil {
		return nil, err
	}
	file, err := safeio.OS.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return &faulty{File: file, fs: f, name: name}, nil
}

// ReadDir implements safeio.FS.
func (f *FS) ReadDir(dir string) ([]fs.DirEntry, error) {
	if err := f.fail("readdir", dir); err != nil {
		return nil, err
	}
	return safeio.OS.ReadDir(dir)
}

// Stat implements safeio.FS.
func (f *FS) Stat(name string) (fs.FileInfo, error) {
	if err := f.fail("stat", name); err != nil {
		return nil, err
	}
	return safeio.OS.Stat(name)
}

// Mkdir implements safeio.FS.
func (f *FS) Mkdir(name string, perm fs.FileMode) error {
	if err := f.fail("mkdir", name); err != nil {
		return err
	}
	return safeio.OS.Mkdir(name, perm)
}

// Chmod implements safeio.FS.
func (f *FS) Chmod(name string, perm fs.FileMode) error {
	if err := f.fail("chmod", name); err != nil {
		return err
	}
	return safeio.OS.Chmod(name, perm)
}

// Chtimes implements safeio.FS.
func (f *FS) Chtimes(name string, atime, mtime time.Time) error {
	if err := f.fail("chtimes", name); err != nil {
		return err
	}
	return safeio.OS.Chtimes(name, atime, mtime)
}

// Link implements safeio.FS.
func (f *FS) Link(oldname, newname string) error {
	if err := f.fail("link", oldname); err != nil {
		return err
	}
	return safeio.OS.Link(oldname, newname)
}

// Symlink implements safeio.FS.
func (f *FS) Symlink(target, newname string) error {
	if err := f.fail("symlink", newname); err != nil {
		return err
	}
	return safeio.OS.Symlink(target, newname)
}

// Rename implements safeio.FS.
func (f *FS) Rename(oldname, newname string) error {
	if err := f.fail("rename", oldname); err != nil {
		return err
	}
	return safeio.OS.Rename(oldname, newname)
}

// RenameNew implements safeio.FS.
func (f *FS) RenameNew(oldname, newname string) error {
	if err := f.fail("rename", oldname); err != nil {
		return err
	}
	return safeio.OS.RenameNew(oldname, newname)
}

// Remove implements safeio.FS.
func (f *FS) Remove(name string) error {
	if err := f.fail("remove", name); err != nil {
		return err
	}
	return safeio.OS.Remove(name)
}

// Unlink implements safeio.FS.
func (f *FS) Unlink(name string) error {
	if err := f.fail("remove", name); err != nil {
		return err
	}
	return safeio.OS.Unlink(name)
}
