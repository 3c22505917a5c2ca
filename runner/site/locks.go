// SPDX-License-Identifier: GPL-2.0-or-later

package site

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mmgen/runner/lockfile"
	"mmgen/runner/safeio"
)

// LockDir is LOCK_DIR.
func (s *Site) LockDir() string { return s.Settings.Str("LOCK_DIR") }

// MasterHolder tells whether a mailmanctl holds the master lock, and which
// (bin/mailmanctl: acquire_lock). A lock of this host whose process is gone, or
// is another program, does not count. One of another host counts until its lifetime is
// over, since its process can't be looked at from here. The error is about the lock directory.
func (s *Site) MasterHolder() (holder string, held bool, err error) {
	path := filepath.Join(s.LockDir(), s.Settings.Str("MASTER_LOCK_FILE"))
	h, err := lockfile.Read(path, s.Host)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("looking whether mailmanctl runs: %w", safeio.Advised(err))
	}
	return h.String(), !h.State(s.Host, s.Now(), lockfile.Program("mailmanctl").Holds).Stale(), nil
}

// NewLock returns the lock LOCK_DIR/NAME, not taken yet, which only mmrun takes.
// All its processes must run where they see each other: a dead one's lock is
// broken at once, and with it goes what else that process held.
func (s *Site) NewLock(name string, lifetime time.Duration) (*lockfile.Lock, error) {
	o := s.lockOptions()
	o.Lifetime = lifetime
	return lockfile.New(filepath.Join(s.LockDir(), name), o)
}

// NewSharedLock returns the lock LOCK_DIR/NAME, not taken yet, which Mailman's scripts of
// whatever name take as well: it is broken only when its lifetime is over.
func (s *Site) NewSharedLock(name string, lifetime time.Duration) (*lockfile.Lock, error) {
	o := s.lockOptions()
	o.Lifetime = lifetime
	o.Alive = nil
	return lockfile.New(filepath.Join(s.LockDir(), name), o)
}

// NewScriptLock returns the lock LOCK_DIR/NAME.lock, not taken yet, which Mailman's script
// of that name takes as well. One that a dead process on this host has left, of the script
// or of mmrun, is broken at once.
func (s *Site) NewScriptLock(name string, lifetime time.Duration) (*lockfile.Lock, error) {
	o := s.lockOptions()
	o.Lifetime = lifetime
	o.Alive = func(h lockfile.Holder) bool { return thisProgram(h) || lockfile.Program(name).Holds(h) }
	return lockfile.New(filepath.Join(s.LockDir(), name+".lock"), o)
}

// LockMark is what the names of the locks begin with that only mmrun takes. Each of its
// processes that has another lock, such as a list's, has a claim to one of these as well,
// by which it is known.
const LockMark = "mmrun-"

// GiveBackLocks gives back all locks that dead processes of mmrun hold on this host.
func (s *Site) GiveBackLocks() error {
	return lockfile.GiveBack(s.LockDir(), s.lockOptions())
}

func (s *Site) lockOptions() lockfile.Options {
	return lockfile.Options{
		Hostname: s.Host, PID: s.PID, Now: s.Now, Log: s.Logs, Alive: thisProgram, FS: s.FileSystem(),
		Mark: LockMark, Before: s.finishBehind,
	}
}

// thisProgram tells whether a holder's process is one of mmrun, under whatever
// name it is installed.
func thisProgram(h lockfile.Holder) bool {
	self := lockfile.Program(filepath.Base(os.Args[0]))
	return self.Holds(h) || lockfile.Program("mmrun").Holds(h)
}
