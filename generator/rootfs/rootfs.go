// SPDX-License-Identifier: GPL-2.0-or-later

// Package rootfs is the files of a machine below a root directory, such as an image that is
// not running: paths are absolute in it, and symbolic links stay in it. Files are read whole,
// up to a bound. A file that would make the reader wait, such as a named pipe, is never
// opened.
package rootfs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// MaxFile is the size in bytes up to which a file is read.
const MaxFile = 1 << 20

// maxLinks is how many symbolic links one path may go through.
const maxLinks = 40

// Tree is the files below a root directory. Paths are absolute in it, and
// symbolic links stay in it: an absolute one begins at the root.
type Tree struct {
	root    string
	witness *Witness // nil for none
}

// New is the tree below a root directory; "" is /.
func New(root string) *Tree {
	root = filepath.Clean(root)
	if root == "." || root == "" {
		root = "/"
	}
	return &Tree{root: root}
}

// OnDisk is where a path of the tree is for the system. Links in it are not
// followed within the tree; Resolve does that.
func (t *Tree) OnDisk(p string) string { return filepath.Join(t.root, p) }

// Resolve follows the symbolic links in a path. If a part of it does not exist, that is no
// error, and the rest stays as it is.
func (t *Tree) Resolve(p string) (string, error) {
	t.witness.see(t.OnDisk(p))
	rest := strings.Split(strings.Trim(path.Clean(p), "/"), "/")
	at := "/"
	for links := 0; len(rest) > 0; {
		name := rest[0]
		rest = rest[1:]
		switch name {
		case "", ".":
			continue
		case "..":
			at = path.Dir(at)
			continue
		}
		next := path.Join(at, name)
		target, err := os.Readlink(t.OnDisk(next))
		if err != nil { // no link, or not there
			at = next
			continue
		}
		if links++; links > maxLinks {
			return "", &fs.PathError{Op: "open", Path: p, Err: errors.New("too many symbolic links")}
		}
		if path.IsAbs(target) {
			at = "/"
		}
		rest = append(strings.Split(target, "/"), rest...)
	}
	return at, nil
}

// Stat describes what a path leads to. It follows links in the tree; for the system's own root
// the kernel does.
func (t *Tree) Stat(p string) (fs.FileInfo, error) {
	t.witness.see(t.OnDisk(p))
	if t.root == "/" {
		return os.Stat(p)
	}
	q, err := t.Resolve(p)
	if err != nil {
		return nil, err
	}
	return os.Lstat(t.OnDisk(q))
}

// Exists says whether something is at p. If that can't be found out, as in a directory that
// may not be searched, it says yes.
func (t *Tree) Exists(p string) bool {
	_, err := t.Stat(p)
	return !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR)
}

// Dangling returns where the link at p leads to if nothing is there; ok is false if p is
// something else. A link to nowhere is not the same as no file: somebody put the link there.
func (t *Tree) Dangling(p string) (target string, ok bool) {
	dir, err := t.Resolve(path.Dir(p))
	if err != nil || t.Exists(p) {
		return "", false
	}
	target, err = os.Readlink(t.OnDisk(path.Join(dir, path.Base(p))))
	return target, err == nil
}

// Read reads a regular file of at most MaxFile bytes.
func (t *Tree) Read(p string) ([]byte, error) {
	q, err := t.Resolve(p)
	if err != nil {
		return nil, err
	}
	return readRegular(t.OnDisk(q))
}

// readRegular reads a regular file. /dev/null is taken for an empty one.
func readRegular(name string) ([]byte, error) {
	if info, err := os.Stat(name); err == nil && isNull(info) {
		return nil, nil
	}
	f, err := OpenRegular(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(b) > MaxFile {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("larger than %d bytes", MaxFile)}
	}
	return b, nil
}

// OpenRegular opens a regular file of the system and never waits for one: a named
// pipe or device is refused before it is opened.
func OpenRegular(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a regular file")}
	}
	// By now it may be another file.
	return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
}

// isNull tells /dev/null by its number (null(4)).
func isNull(info fs.FileInfo) bool {
	const major, minor = 1, 3
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.Mode()&fs.ModeCharDevice != 0 && stat.Rdev == major<<8|minor
}

// Given reads a file that the user named: from the tree if it exists there, else from this
// machine. shown is its name in messages and in SourcePath=.
func (t *Tree) Given(name string) (text []byte, shown string, err error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, name, err
	}
	t.witness.see(abs)
	if t.root != "/" && t.Exists(abs) {
		text, err = t.Read(abs)
		return text, abs, err
	}
	text, err = readRegular(abs)
	if in, ok := strings.CutPrefix(abs, t.root+"/"); ok && t.root != "/" {
		return text, "/" + in, err
	}
	return text, abs, err
}

// Names are the names in a directory; none if there is no such directory.
func (t *Tree) Names(dir string) ([]string, error) {
	t.witness.Doubt(fmt.Errorf("directory %s was listed", dir)) // a Mark does not tell what is in a directory
	p, err := t.Resolve(dir)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(t.OnDisk(p))
	if err != nil {
		if t.Exists(dir) {
			return nil, err
		}
		return nil, nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, nil
}
