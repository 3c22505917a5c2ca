// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// FS is what this program asks of a file system. OS is the real one; tests
// put one before it that fails where they want it to (faultfs).
type FS interface {
	// OpenFile is os.OpenFile.
	OpenFile(name string, flag int, perm fs.FileMode) (File, error)
	// ReadDir lists a directory in no order, without looking at each file
	// where the file system tells the type for free.
	ReadDir(dir string) ([]fs.DirEntry, error)
	// Stat follows symbolic links, as os.Stat does.
	Stat(name string) (fs.FileInfo, error)
	// Mkdir makes a directory whose mode the umask does not change.
	Mkdir(name string, perm fs.FileMode) error
	Chmod(name string, perm fs.FileMode) error
	// Chtimes sets the times of access and of modification.
	Chtimes(name string, atime, mtime time.Time) error
	// Link makes newname a hard link to oldname.
	Link(oldname, newname string) error
	// Symlink makes newname a symbolic link to target: fs.ErrExist where newname exists.
	Symlink(target, newname string) error
	// Rename replaces newname where it exists.
	Rename(oldname, newname string) error
	// RenameNew never replaces: fs.ErrExist where newname exists.
	RenameNew(oldname, newname string) error
	Remove(name string) error
	// Unlink is Remove, but never of a directory.
	Unlink(name string) error
}

// File is an open file.
type File interface {
	io.ReadWriteCloser
	io.ReaderAt
	io.WriterAt
	Stat() (fs.FileInfo, error)
	Chmod(perm fs.FileMode) error
	Truncate(size int64) error
	Sync() error
}

// OS is the machine's file system.
var OS FS = osFS{}

type osFS struct{}

func (osFS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	f, err := open(name, flag, perm)
	if err != nil {
		return nil, err // a nil *os.File in the interface would not be nil
	}
	return f, nil
}

func (osFS) ReadDir(dir string) ([]fs.DirEntry, error) {
	f, err := open(dir, os.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(-1)
}

// open is os.OpenFile without its poller: neither regular files nor directories
// can be polled, and it takes five system calls to find that out.
func open(name string, flag int, perm fs.FileMode) (*os.File, error) {
	for {
		fd, err := unix.Open(name, flag|unix.O_CLOEXEC, uint32(perm.Perm()))
		switch {
		case err == nil:
			return os.NewFile(uintptr(fd), name), nil
		case !errors.Is(err, unix.EINTR):
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
	}
}

func (osFS) Stat(name string) (fs.FileInfo, error)     { return os.Stat(name) }
func (osFS) Chmod(name string, perm fs.FileMode) error { return os.Chmod(name, perm) }
func (osFS) Chtimes(name string, atime, mtime time.Time) error {
	return os.Chtimes(name, atime, mtime)
}
func (osFS) Link(oldname, newname string) error   { return os.Link(oldname, newname) }
func (osFS) Symlink(target, newname string) error { return os.Symlink(target, newname) }
func (osFS) Rename(oldname, newname string) error { return os.Rename(oldname, newname) }
func (osFS) Remove(name string) error             { return os.Remove(name) }

func (osFS) Unlink(name string) error {
	if err := unix.Unlink(name); err != nil {
		return &fs.PathError{Op: "unlink", Path: name, Err: err}
	}
	return nil
}

// RenameNew asks the kernel for a rename that does not replace. NFS and old
// kernels have none: there a hard link does the same in two steps, between
// which the file has both names.
func (osFS) RenameNew(oldname, newname string) error {
	err := unix.Renameat2(unix.AT_FDCWD, oldname, unix.AT_FDCWD, newname, unix.RENAME_NOREPLACE)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EOPNOTSUPP),
		errors.Is(err, unix.EPERM):
		return linkAndRemove(oldname, newname)
	}
	return &os.LinkError{Op: "rename", Old: oldname, New: newname, Err: err}
}

func linkAndRemove(oldname, newname string) error {
	err := os.Link(oldname, newname)
	switch {
	case err == nil:
		return os.Remove(oldname)
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EOPNOTSUPP), errors.Is(err, unix.ENOSYS):
		return lookAndRename(oldname, newname)
	}
	return err
}

// lookAndRename is for file systems that have no hard links either. Another process can
// make newname in between.
func lookAndRename(oldname, newname string) error {
	if _, err := os.Lstat(newname); err == nil {
		return &os.LinkError{Op: "rename", Old: oldname, New: newname, Err: unix.EEXIST}
	}
	return os.Rename(oldname, newname)
}
