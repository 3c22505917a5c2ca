// SPDX-License-Identifier: GPL-2.0-or-later

// Package shadowfs is a file system over another one that stays as it is: what is written,
// renamed or removed happens in a directory of its own, the shadow, and what is read is
// what would be there then. With it a run can be tried on a site that must not be touched.
//
// A file lies in the shadow below the path that it has in the file system. It gets there
// when somebody changes it: as a copy, of which large files have only the end
// (largeFile, tailKept), as nothing but logs and mailboxes, which only grow, are as large.
// What is removed is remembered. A directory can be made to look empty (Empty): locks that
// others hold and entries that others handle are not there then.
package shadowfs

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

const (
	largeFile = 8 << 20 // bytes; only the end of a longer file is copied
	tailKept  = 1 << 20
)

// FS is a file system that has another one behind it. It is for several goroutines.
type FS struct {
	below  safeio.FS
	shadow string

	mu   sync.Mutex
	gone map[string]bool // removed, or made to look empty before something came there
}

// New returns a file system over below that writes to the directory shadow, which must be
// empty and is the caller's to remove.
func New(below safeio.FS, shadow string) *FS {
	return &FS{below: below, shadow: shadow, gone: map[string]bool{}}
}

// Empty makes a directory look empty.
func (f *FS) Empty(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	dir = filepath.Clean(dir)
	f.gone[dir] = true
	return os.MkdirAll(f.top(dir), 0o770)
}

// top is where a file lies in the shadow.
func (f *FS) top(name string) string { return filepath.Join(f.shadow, filepath.Clean(name)) }

// inShadow tells whether a file is in the shadow.
func (f *FS) inShadow(name string) bool {
	_, err := os.Lstat(f.top(name))
	return err == nil
}

// hidden tells whether a file below can't be seen: it is removed, or a directory above it.
func (f *FS) hidden(name string) bool {
	for name = filepath.Clean(name); ; name = filepath.Dir(name) {
		if f.gone[name] {
			return true
		}
		if name == filepath.Dir(name) {
			return false
		}
	}
}

// isBelow tells whether there is a file below that can be seen.
func (f *FS) isBelow(name string) bool {
	if f.hidden(name) {
		return false
	}
	_, err := os.Lstat(name)
	return err == nil
}

// path is where a file is to be read. A directory that is in both places is read below,
// but for what is in it.
func (f *FS) path(name string) string {
	if f.hidden(name) {
		return f.top(name)
	}
	if info, err := os.Lstat(f.top(name)); err == nil && !(info.IsDir() && f.isBelow(name)) {
		return f.top(name)
	}
	return name
}

// exists tells whether there is something of that name.
func (f *FS) exists(name string) bool { return f.inShadow(name) || f.isBelow(name) }

// makeParent makes the directory in the shadow in which a file is to be.
func (f *FS) makeParent(op, name string) error {
	dir := filepath.Dir(filepath.Clean(name))
	info, err := os.Stat(f.path(dir))
	if err != nil || !info.IsDir() {
		return &fs.PathError{Op: op, Path: name, Err: unix.ENOENT}
	}
	return os.MkdirAll(f.top(dir), 0o770)
}

// lift copies a file from below into the shadow, unless it is there.
func (f *FS) lift(op, name string) error {
	if f.inShadow(name) {
		return nil
	}
	if !f.isBelow(name) {
		return &fs.PathError{Op: op, Path: name, Err: unix.ENOENT}
	}
	if err := f.makeParent(op, name); err != nil {
		return err
	}
	info, err := os.Lstat(name)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return os.MkdirAll(f.top(name), 0o770)
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(name)
		if err != nil {
			return err
		}
		return os.Symlink(target, f.top(name))
	}
	return f.copyFile(name)
}

func (f *FS) copyFile(name string) error {
	from, err := safeio.OpenRegular(f.below, name, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	to, err := os.OpenFile(f.top(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer to.Close()
	at := int64(0)
	if info.Size() > largeFile {
		at = info.Size() - tailKept
	}
	if _, err := io.Copy(io.NewOffsetWriter(to, at), io.NewSectionReader(from, at, info.Size()-at)); err != nil {
		return err
	}
	return errors.Join(to.Chmod(info.Mode().Perm()), os.Chtimes(f.top(name), info.ModTime(), info.ModTime()))
}

// told is an error with the path that the caller knows.
func (f *FS) told(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		path.Path = strings.TrimPrefix(path.Path, f.shadow)
	}
	if link := (*os.LinkError)(nil); errors.As(err, &link) {
		link.Old, link.New = strings.TrimPrefix(link.Old, f.shadow), strings.TrimPrefix(link.New, f.shadow)
	}
	return err
}

// OpenFile implements safeio.FS.
func (f *FS) OpenFile(name string, flag int, perm fs.FileMode) (safeio.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND) == 0 {
		file, err := f.below.OpenFile(f.path(name), flag, perm)
		return file, f.told(err)
	}
	if err := f.beforeWriting(name, flag); err != nil {
		return nil, f.told(err)
	}
	file, err := f.below.OpenFile(f.top(name), flag, perm)
	if err != nil {
		return nil, f.told(err)
	}
	return passing{file}, nil
}

// passing is a file that need not survive.
type passing struct{ safeio.File }

// Sync does nothing: the shadow goes when its user does.
func (passing) Sync() error { return nil }

// beforeWriting has a file in the shadow that is to be opened so.
func (f *FS) beforeWriting(name string, flag int) error {
	if !f.inShadow(name) && f.isBelow(name) {
		if flag&os.O_EXCL != 0 {
			return &fs.PathError{Op: "open", Path: name, Err: unix.EEXIST}
		}
		return f.lift("open", name)
	}
	return f.makeParent("open", name)
}

// ReadDir implements safeio.FS.
func (f *FS) ReadDir(dir string) ([]fs.DirEntry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	byName := map[string]fs.DirEntry{}
	var errBelow error = unix.ENOENT
	if !f.hidden(dir) {
		var entries []fs.DirEntry
		entries, errBelow = f.below.ReadDir(dir)
		for _, e := range entries {
			if !f.hidden(filepath.Join(dir, e.Name())) {
				byName[e.Name()] = e
			}
		}
	}
	entries, errTop := os.ReadDir(f.top(dir))
	if errBelow != nil && errTop != nil {
		return nil, f.told(errTop)
	}
	for _, e := range entries {
		byName[e.Name()] = e
	}
	return slices.Collect(maps.Values(byName)), nil
}

// Stat implements safeio.FS.
func (f *FS) Stat(name string) (fs.FileInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := f.below.Stat(f.path(name))
	return info, f.told(err)
}

// Mkdir implements safeio.FS.
func (f *FS) Mkdir(name string, perm fs.FileMode) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.exists(name) {
		return &fs.PathError{Op: "mkdir", Path: name, Err: unix.EEXIST}
	}
	if err := f.makeParent("mkdir", name); err != nil {
		return f.told(err)
	}
	return f.told(f.below.Mkdir(f.top(name), perm))
}

// Chmod implements safeio.FS.
func (f *FS) Chmod(name string, perm fs.FileMode) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.lift("chmod", name); err != nil {
		return f.told(err)
	}
	return f.told(f.below.Chmod(f.top(name), perm))
}

// Chtimes implements safeio.FS.
func (f *FS) Chtimes(name string, atime, mtime time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.lift("chtimes", name); err != nil {
		return f.told(err)
	}
	return f.told(f.below.Chtimes(f.top(name), atime, mtime))
}

// Link implements safeio.FS.
func (f *FS) Link(oldname, newname string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.exists(newname) {
		return &os.LinkError{Op: "link", Old: oldname, New: newname, Err: unix.EEXIST}
	}
	if err := errors.Join(f.lift("link", oldname), f.makeParent("link", newname)); err != nil {
		return f.told(err)
	}
	return f.told(f.below.Link(f.top(oldname), f.top(newname)))
}

// Symlink implements safeio.FS.
func (f *FS) Symlink(target, newname string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.exists(newname) {
		return &os.LinkError{Op: "symlink", Old: target, New: newname, Err: unix.EEXIST}
	}
	if err := f.makeParent("symlink", newname); err != nil {
		return f.told(err)
	}
	return f.told(f.below.Symlink(target, f.top(newname)))
}

// Rename implements safeio.FS.
func (f *FS) Rename(oldname, newname string) error { return f.rename(oldname, newname, true) }

// RenameNew implements safeio.FS.
func (f *FS) RenameNew(oldname, newname string) error { return f.rename(oldname, newname, false) }

func (f *FS) rename(oldname, newname string, replace bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !replace && f.exists(newname) {
		return &os.LinkError{Op: "rename", Old: oldname, New: newname, Err: unix.EEXIST}
	}
	if err := errors.Join(f.lift("rename", oldname), f.makeParent("rename", newname)); err != nil {
		return f.told(err)
	}
	if err := f.below.Rename(f.top(oldname), f.top(newname)); err != nil {
		return f.told(err)
	}
	f.hide(oldname)
	return nil
}

// hide has a file below not be seen any more.
func (f *FS) hide(name string) {
	if f.isBelow(name) {
		f.gone[filepath.Clean(name)] = true
	}
}

// Remove implements safeio.FS.
func (f *FS) Remove(name string) error { return f.remove("remove", name, f.below.Remove) }

// Unlink implements safeio.FS.
func (f *FS) Unlink(name string) error { return f.remove("unlink", name, f.below.Unlink) }

func (f *FS) remove(op, name string, remove func(string) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.exists(name) {
		return &fs.PathError{Op: op, Path: name, Err: unix.ENOENT}
	}
	if info, err := os.Lstat(f.path(name)); err == nil && info.IsDir() {
		if entries, err := f.below.ReadDir(f.path(name)); op == "unlink" || err == nil && len(entries) > 0 {
			return &fs.PathError{Op: op, Path: name, Err: unix.ENOTEMPTY}
		}
	}
	if f.inShadow(name) {
		if err := remove(f.top(name)); err != nil {
			return f.told(err)
		}
	}
	f.hide(name)
	return nil
}

// Change is what happened to a file.
type Change int

// The changes.
const (
	Made Change = iota
	Changed
	Removed
)

// Changes are the files that hold something else than below, by their paths. Directories are not
// among them, nor what is in those that were made to look empty, as far as it lies below.
func (f *FS) Changes() (map[string]Change, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	changes := map[string]Change{}
	for name := range f.gone {
		if info, err := os.Lstat(name); err == nil && !info.IsDir() {
			changes[name] = Removed
		}
	}
	err := filepath.WalkDir(f.shadow, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name := strings.TrimPrefix(path, f.shadow)
		_, err = os.Lstat(name)
		switch {
		case err != nil || f.hidden(filepath.Dir(name)):
			changes[name] = Made
		case !same(name, path):
			changes[name] = Changed
		}
		return nil
	})
	return changes, err
}

// same tells whether two files hold the same. Large ones, which are copied only to grow,
// do not.
func same(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA != nil || errB != nil || infoA.Size() != infoB.Size() || infoA.Size() > largeFile {
		return false
	}
	dataA, errA := os.ReadFile(a)
	dataB, errB := os.ReadFile(b)
	return errA == nil && errB == nil && bytes.Equal(dataA, dataB)
}

// Path is where a file can be read, while the shadow is there.
func (f *FS) Path(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.path(name)
}
