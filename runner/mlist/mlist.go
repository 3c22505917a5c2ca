// SPDX-License-Identifier: GPL-2.0-or-later

// Package mlist is one mailing list: config.pck and the list's lock. It
// answers to Mailman/MailList.py and versions.py. Members are package member's,
// what waits for a moderator moderation's, for a confirmation pending's.
//
// In LIST_DATA_DIR/NAME are
//
//	config.pck         the list: a pickled dict of its attributes, 0660
//	config.pck.last    the state before, a hard link to what config.pck was
//	config.pck.tmp.HOST.PID  a new state while it is written
//	config.pck.corrupt, config.pck.safety  left by a repair, see below
//	pending.pck        what waits for a confirmation, see package pending
//	request.pck        what waits for a moderator, see package moderation
//
// and LOCK_DIR/NAME.lock guards them.
//
// The decoded dict is the one truth (List.Attrs). Methods read it and write
// it in place, so that attributes we do not know, the order of keys, str
// against unicode and int against long come through a load and a save. An
// attribute that the file lacks reads as a new list would have it. Names that
// begin with an underscore are volatile and not saved.
//
// A config.pck that can't be decoded is replaced by config.pck.last: the
// broken one becomes config.pck.corrupt, and .safety is one more copy. Lists
// of Mailman 2.0 (config.db, in Python's marshal format) are not read: run
// Mailman's bin/update once.
//
// A list whose data_version is lower than DATA_FILE_VERSION is brought to it
// when it is loaded, as Mailman does (upgrade.go). A higher one is kept, and
// so is that of a list from before 2.1, which is read but left for bin/update
// to convert.
//
// Strings are bytes of no known charset, as in Python 2.
package mlist

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/lockfile"
	"mmgen/runner/mmlog"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

var (
	// ErrUnknown is Errors.MMUnknownListError: no such list.
	ErrUnknown = errors.New("no such list")
	// ErrCorrupt is Errors.MMCorruptListDatabaseError: the list's files are
	// there but none of them can be read.
	ErrCorrupt = errors.New("list database is corrupt")
	// ErrLocked is LockFile.TimeOutError: somebody else has the list.
	ErrLocked = errors.New("list is locked")
	// ErrNoLock says that the list's lock can't be taken, and nobody has it: the
	// file system refuses, or something else has the lock's name.
	ErrNoLock = errors.New("list can't be locked")
	// ErrNotLocked says that a change was to be made to a list that this
	// process has not locked, or not any more.
	ErrNotLocked = errors.New("list is not locked by this process")
)

// Env is what a list needs of the world around it.
type Env struct {
	Settings *mmcfg.Settings
	Now      func() time.Time // the wall clock, in the site's time zone
	Random   func() [20]byte  // random bytes for cookies and passwords
	Logs     mmlog.Logger
	Hostname string    // socket.gethostname(); "" to ask the system
	PID      int       // 0 for this process
	FS       safeio.FS // nil for safeio.OS
	LockMark string    // lockfile.Options.Mark of the lists' locks
}

func (e *Env) fileSystem() safeio.FS {
	if e.FS == nil {
		return safeio.OS
	}
	return e.FS
}

// List is one mailing list. Its attributes are the decoded config.pck, typed
// views read and write them in place. It is not for several goroutines at
// once.
type List struct {
	// Attrs are the list's attributes. A (re)load replaces the dict.
	Attrs *pyvalue.Dict

	env    *Env
	name   string
	dir    string
	lock   *lockfile.Lock
	locked bool
	seen   stamp // of the config.pck that Attrs came from
}

// Open loads a list without locking it (MailList(name, lock=0)). The error is
// ErrUnknown, ErrCorrupt or one of the file system.
func Open(env *Env, name string) (*List, error) {
	l, err := newList(env, name)
	if err != nil {
		return nil, err
	}
	if err := l.load(); err != nil {
		return nil, fmt.Errorf("opening list %s: %w", name, err)
	}
	return l, nil
}

func newList(env *Env, name string) (*List, error) {
	e := *env
	e.FS = env.fileSystem()
	if e.Hostname == "" {
		e.Hostname, _ = os.Hostname() // lockfile.New returns the error where this fails
	}
	if e.PID == 0 {
		e.PID = os.Getpid()
	}
	lock, err := lockfile.New(filepath.Join(e.Settings.Str("LOCK_DIR"), name+".lock"), lockfile.Options{
		Lifetime: seconds(e.Settings.Float("LIST_LOCK_LIFETIME")),
		Hostname: e.Hostname, PID: e.PID, Now: e.Now, Log: e.Logs, FS: e.FS, Mark: e.LockMark,
	})
	if err != nil {
		return nil, err
	}
	return &List{env: &e, name: name, lock: lock,
		dir: filepath.Join(e.Settings.Str("LIST_DATA_DIR"), name), Attrs: new(pyvalue.Dict)}, nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// Now is Python's time.time().
func (l *List) Now() float64 { return pickle.Seconds(l.env.Now()) }

// Env is the world around the list.
func (l *List) Env() *Env { return l.env }

// Dir is the list's directory (fullpath).
func (l *List) Dir() string { return l.dir }

// Locked tells whether this process has the list's lock.
func (l *List) Locked() bool { return l.locked }

// Lock takes the list's lock and loads the list's newest state (MailList.py: Lock). It
// waits for timeout; for ever if that is 0, and not at all if it is negative. The error is
// then ErrLocked. LIST_LOCK_TIMEOUT is LockTimeout.
//
// The function that it returns unlocks the list, and does not save it. It may be called
// more than once.
func (l *List) Lock(ctx context.Context, timeout time.Duration) (unlock func() error, err error) {
	release, err := l.acquire(ctx, timeout)
	if err != nil {
		return nil, err
	}
	unlock = func() error {
		l.locked = false
		return release()
	}
	if err := l.finishChange(); err != nil {
		return nil, errors.Join(fmt.Errorf("list %s: %w", l.name, err), unlock())
	}
	if err := l.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("loading list %s: %w", l.name, err), unlock())
	}
	return unlock, nil
}

// acquire takes the lock alone.
func (l *List) acquire(ctx context.Context, timeout time.Duration) (release func() error, err error) {
	wait := ctx
	if timeout > 0 {
		// Should the clock stand still (Env.Now), real time ends the wait.
		var cancel context.CancelFunc
		wait, cancel = context.WithTimeout(ctx, timeout+50*time.Millisecond)
		defer cancel()
	}
	release, err = l.lock.Acquire(wait, timeout)
	switch {
	case err == nil:
		l.locked = true
		return release, nil
	case errors.Is(err, lockfile.ErrTimeout), errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return nil, fmt.Errorf("%w: list %s: %v", ErrLocked, l.name, err)
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("locking list %s: %w", l.name, err)
	}
	return nil, fmt.Errorf("%w: list %s: %w", ErrNoLock, l.name, err)
}

// LockTimeout is how long Mailman's runners wait for a list that somebody
// else has (LIST_LOCK_TIMEOUT).
func (l *List) LockTimeout() time.Duration {
	return seconds(l.env.Settings.Float("LIST_LOCK_TIMEOUT"))
}

// CheckLocked returns ErrNotLocked where OldStyleMemberships.py's `assert
// self.__mlist.Locked()` fails.
func (l *List) CheckLocked() error {
	if !l.locked {
		return fmt.Errorf("changing list %s: %w", l.name, ErrNotLocked)
	}
	return nil
}
