// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

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

// maxFile is the size up to which a file is read.
const maxFile = 1 << 20

// maxLinks is how many symbolic links one path may go through.
const maxLinks = 40

// tree is the files below a root directory. Paths are absolute in it, and
// symbolic links stay in it: an absolute one begins at the root.
type tree struct{ root string }

func newTree(root string) *tree {
	root = filepath.Clean(root)
	if root == "." || root == "" {
		root = "/"
	}
	return &tree{root}
}

// host is where a path of the tree is for the system.
func (t *tree) host(p string) string { return filepath.Join(t.root, p) }

// resolve follows the symbolic links in a path. What does not exist is no
// error; the path is then what is known of it.
func (t *tree) resolve(p string) (string, error) {
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
		target, err := os.Readlink(t.host(next))
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

// stat follows links; below the system's own root the kernel does.
func (t *tree) stat(p string) (fs.FileInfo, error) {
	if t.root == "/" {
		return os.Stat(p)
	}
	q, err := t.resolve(p)
	if err != nil {
		return nil, err
	}
	return os.Lstat(t.host(q))
}

// exists says whether something is at p, be it unreadable: what one may not
// look at must not pass for absent.
func (t *tree) exists(p string) bool {
	_, err := t.stat(p)
	return !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR)
}

// dangling returns where the link at p leads to if nothing is there; ok is
// false where p is something else. To be absent and to be a link to nowhere is
// not the same: somebody put the link there.
func (t *tree) dangling(p string) (target string, ok bool) {
	dir, err := t.resolve(path.Dir(p))
	if err != nil || t.exists(p) {
		return "", false
	}
	target, err = os.Readlink(t.host(path.Join(dir, path.Base(p))))
	return target, err == nil
}

// read reads a regular file of at most maxFile bytes.
func (t *tree) read(p string) ([]byte, error) {
	q, err := t.resolve(p)
	if err != nil {
		return nil, err
	}
	return readRegular(t.host(q))
}

// readRegular reads a regular file and never waits for one: a named pipe or
// device is refused before it is opened. /dev/null is an empty file, by custom.
func readRegular(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if isNull(info) {
		return nil, nil
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a regular file")}
	}
	// By now it may be another file.
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxFile {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("larger than %d bytes", maxFile)}
	}
	return b, nil
}

// isNull tells /dev/null by its number (null(4)).
func isNull(info fs.FileInfo) bool {
	const major, minor = 1, 3
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.Mode()&fs.ModeCharDevice != 0 && stat.Rdev == major<<8|minor
}

// given is a file that the user named: in the tree if it is there, else as it
// is. shown is its name in messages and in SourcePath=.
func (t *tree) given(name string) (text []byte, shown string, err error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, name, err
	}
	if t.root != "/" && t.exists(abs) {
		text, err = t.read(abs)
		return text, abs, err
	}
	text, err = readRegular(abs)
	if in, ok := strings.CutPrefix(abs, t.root+"/"); ok && t.root != "/" {
		return text, "/" + in, err
	}
	return text, abs, err
}
