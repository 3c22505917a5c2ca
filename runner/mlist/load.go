// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist/listfile"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// maxConfig bounds what is read of a config.pck; a list of a million members
// has a tenth of it.
const maxConfig = 1 << 30

// stamp tells one state of a file from the next. Saving renames, so the inode
// changes with it.
type stamp struct {
	inode uint64
	size  int64
	mtime time.Time
}

func stampOf(info fs.FileInfo) stamp {
	s := stamp{size: info.Size(), mtime: info.ModTime()}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		s.inode = st.Ino
	}
	return s
}

func (l *List) path(name string) string { return filepath.Join(l.dir, name) }

// Exists tells whether there is a list of that name (Utils.py: list_exists). A name
// with other characters than ACCEPTABLE_LISTNAME_CHARACTERS, which may be meant to lead
// out of the directory of lists, is not a list's.
func Exists(env *Env, name string) bool {
	l, err := newList(env, name)
	if err != nil {
		return false
	}
	there, err := l.exists()
	return there && err == nil
}

// exists looks for the list's files. The error is one of the disk, which may
// hide them.
func (l *List) exists() (bool, error) {
	if !acceptableName(l.env.Settings.Str("ACCEPTABLE_LISTNAME_CHARACTERS"), l.name) {
		l.env.Logs.Logf("mischief", "Hostile listname: listname=%s: remote=%s", l.name, "unidentified origin")
		return false, nil
	}
	return listfile.There(l.env.FS, l.dir)
}

// load brings Attrs to the newest state on disk (MailList.py: Load). Where
// nobody saved the list since, nothing is read.
func (l *List) load() error {
	if info, err := l.env.FS.Stat(l.path("config.pck")); err == nil && stampOf(info) == l.seen {
		return nil
	}
	if there, err := l.exists(); err != nil {
		return err // the disk failed, so the list may exist
	} else if !there {
		return ErrUnknown
	}
	attrs, file, err := l.read()
	if err != nil {
		return err
	}
	if file == "config.pck.last" {
		l.env.Logs.Logf("error", "fixing corrupt config file, using: %s", l.path(file))
		if attrs, err = l.repair(attrs); err != nil {
			return err
		}
	}
	l.Attrs = attrs
	return l.checkVersion()
}

// read reads the first of the files that can be decoded.
func (l *List) read() (attrs *pyvalue.Dict, file string, err error) {
	for _, file := range listfile.Names {
		attrs, err := l.readConfig(file)
		if err == nil {
			return attrs, file, nil
		}
		var unreadable *unreadableError
		if !errors.As(err, &unreadable) {
			return nil, "", err
		}
		l.env.Logs.Logf("error", "couldn't load config file %s\n%s", l.path(file), unreadable.reason)
	}
	l.env.Logs.Logf("error", "All %s fallbacks were corrupt, giving up", l.name)
	return nil, "", ErrCorrupt
}

// unreadableError says that a file is missing or holds no list, so that the
// next is tried.
type unreadableError struct{ reason string }

func (e *unreadableError) Error() string { return e.reason }

// readConfig reads one file (MailList.py: __load).
func (l *List) readConfig(file string) (*pyvalue.Dict, error) {
	path := l.path(file)
	info, err := l.env.FS.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &unreadableError{fmt.Sprintf("[Errno 2] No such file or directory: '%s'", path)}
	}
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(file, "config.db") {
		return nil, &unreadableError{"a list of Mailman 2.0 or older (marshal format) is not supported: convert it with Mailman's bin/update"}
	}
	data, err := safeio.ReadFile(l.env.FS, path, maxConfig)
	if errors.Is(err, safeio.ErrTooBig) {
		return nil, &unreadableError{err.Error()}
	}
	if err != nil {
		return nil, err
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		return nil, &unreadableError{err.Error()}
	}
	attrs, ok := v.(*pyvalue.Dict)
	if !ok {
		return nil, &unreadableError{"Load() expected to return a dictionary"}
	}
	if file == "config.pck" {
		l.seen = stampOf(info)
	}
	return attrs, nil
}

// repair replaces a config.pck that is missing or broken by config.pck.last (MailList.py:
// __fix_corrupt_pckfile), under the list's lock, and returns the list's attributes.
// Somebody else may have repaired it while we waited for the lock. Where the lock can't be
// taken the broken file stays, and the next process that locks the list repairs it.
func (l *List) repair(attrs *pyvalue.Dict) (*pyvalue.Dict, error) {
	if !l.locked {
		release, err := l.acquire(context.Background(), l.LockTimeout())
		if err != nil {
			l.env.Logs.Logf("error", "%s is not repaired now: %v", l.path("config.pck"), err)
			return attrs, nil
		}
		defer func() {
			l.locked = false
			_ = release()
		}()
		if mended, err := l.readConfig("config.pck"); err == nil {
			return mended, nil
		}
	}
	if err := l.restore(); err != nil {
		return nil, fmt.Errorf("replacing a corrupt config.pck by config.pck.last: %w", err)
	}
	return attrs, nil
}

// restore copies config.pck.last to config.pck and config.pck.safety, and
// keeps the broken config.pck as config.pck.corrupt.
func (l *List) restore() error {
	fsys, config, last := l.env.FS, l.path("config.pck"), l.path("config.pck.last")
	info, err := fsys.Stat(last)
	if err != nil {
		return err
	}
	data, err := safeio.ReadFile(fsys, last, maxConfig)
	if err != nil {
		return err
	}
	if err := fsys.Rename(config, config+".corrupt"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, name := range []string{config, config + ".safety"} {
		if err := safeio.WriteFile(fsys, l.tempName(), name, data, info.Mode().Perm()); err != nil {
			return err
		}
	}
	if info, err := fsys.Stat(config); err == nil {
		l.seen = stampOf(info)
	}
	return nil
}
