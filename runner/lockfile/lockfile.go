// SPDX-License-Identifier: GPL-2.0-or-later

// Package lockfile takes and gives back Mailman's locks (Mailman/LockFile.py),
// so that its Python code and ours keep each other out, over NFS too.
//
// A lock is a file whose path all know, such as LOCK_DIR/test.lock. A process
// that wants it writes a file of its own beside it, the claim, mode 0664:
//
//	LOCK_DIR/test.lock.HOSTNAME.PID.COUNTER
//
// (mailmanctl's, once it runs in the background, has no counter). The claim
// holds its own path, no newline. Making LOCK_DIR/test.lock a hard link to
// the claim takes the lock; only one can. So the lock's content names its
// holder's claim, and it has two links. Unlinking the lock and then the claim
// gives it back.
//
// The time stamp of both (they are one file) says until when the holder means
// to keep the lock: now plus the lifetime, set when it is taken and at each
// refresh. Ten seconds (ClockSlop) after that anybody may break it: unlink the
// lock and the claim that it names.
//
// Where LockFile.py has a race this package closes what it can from one side:
// a claim is always a new file, never one that a dead process of the same pid
// left; a lock is only broken if it still is the one that was found stale; and
// a link that the NFS server made but whose answer got lost counts as made.
package lockfile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"mmgen/runner/mmlog"
	"mmgen/runner/safeio"
)

const (
	// DefaultLifetime is LockFile.py's DEFAULT_LOCK_LIFETIME.
	DefaultLifetime = 15 * time.Second
	// ClockSlop is how far the clocks of hosts may differ (CLOCK_SLOP).
	ClockSlop = 10 * time.Second
)

var (
	// ErrTimeout is LockFile.TimeOutError: somebody else kept the lock.
	ErrTimeout = errors.New("lock not got in time")
	// ErrNotLocked is LockFile.NotLockedError: the lock is not ours, or not
	// any more, because somebody found it stale and broke it.
	ErrNotLocked = errors.New("lock is not held")
	// ErrAlreadyLocked is LockFile.AlreadyLockedError.
	ErrAlreadyLocked = errors.New("lock is already held")
)

// Options say how long a lock is kept, and which clock, host and file system are used.
// The zero value means LockFile.py's default lifetime and the real ones.
type Options struct {
	// Lifetime is how long the holder means to keep the lock, from when it
	// is taken or refreshed. DefaultLifetime if 0.
	Lifetime time.Duration
	// Hostname is socket.gethostname(); PID is this process. Both go into
	// the claim's name. The real ones if "" and 0.
	Hostname string
	PID      int
	Now      func() time.Time                                 // nil for time.Now
	Sleep    func(ctx context.Context, d time.Duration) error // nil for a timer; ends early with ctx's error
	// Log gets what LockFile.py logs as important, in the log `locks`; nil
	// for nowhere.
	Log mmlog.Logger
	// Alive tells whether a holder on this host still runs. Where it is set, the lock
	// of a dead holder is stale at once and not only after its lifetime (LockFile.py
	// never looks). It may be set only for locks whose holders share one process table
	// (Program.Holds). The other locks in the directory that the dead process held or
	// waited for are given back too.
	Alive func(Holder) bool
	// Mark is what the names of locks begin with that this program alone takes, such as
	// mmrun-. By a claim to one of these GiveBack knows a process of this program. One that
	// takes another lock and has none of these makes a claim to MARK+process meanwhile,
	// which nobody takes. "" for no mark.
	Mark string
	// Before, where it is set, is called with the path of each lock of a dead process
	// before the lock is given back, because what the lock protects may have to be
	// repaired first. After an error the lock stays.
	Before func(lock string) error
	FS     safeio.FS // nil for safeio.OS
}

// Lock is one lock that can be taken. It is not for use by several goroutines
// at once: each makes its own.
type Lock struct {
	path  string
	opt   Options
	claim string // path of the claim while it waits or holds, else ""
	mark  string // path of the claim that was made for Options.Mark, else ""
	held  bool
	until time.Time // nobody breaks the lock before then; set by touch

	link func(oldname, newname string) error // FS.Link, but for tests
}

// New returns the lock at path, not taken yet. Nothing is read or written.
func New(path string, o Options) (*Lock, error) {
	if o.Lifetime <= 0 {
		o.Lifetime = DefaultLifetime
	}
	if o.Hostname == "" {
		host, err := os.Hostname()
		if err != nil {
			return nil, fmt.Errorf("lock %s: the name of this host can't be told: %w", path, err)
		}
		o.Hostname = host
	}
	if o.PID == 0 {
		o.PID = os.Getpid()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.FS == nil {
		o.FS = safeio.OS
	}
	return &Lock{path: path, opt: o, link: o.FS.Link}, nil
}

// Refresh starts the lifetime anew; with a lifetime above 0 that one, which
// also stays for later. ErrNotLocked where the lock was lost
// (LockFile.py: refresh).
func (l *Lock) Refresh(lifetime time.Duration) error {
	if lifetime > 0 {
		l.opt.Lifetime = lifetime
	}
	if !l.held {
		return fmt.Errorf("refreshing %s: %w", l.path, ErrNotLocked)
	}
	if err := l.touch(l.claim); err != nil && !notOwner(err) {
		return fmt.Errorf("refreshing %s: %w", l.path, err)
	}
	now, err := l.look()
	if err != nil {
		return fmt.Errorf("refreshing %s: %w", l.path, err)
	}
	if !now.heldBy(l.claim) {
		return fmt.Errorf("refreshing %s: %w: it was broken by somebody else, now %s", l.path, ErrNotLocked, now.describe(l))
	}
	return nil
}

// releaseTries is how often giving a lock back is tried: others wait for it
// for hours if it stays.
const releaseTries = 3

// release gives the lock back (LockFile.py: unlock). An error of the file system on the
// way does not keep it from being given back. If the lock can't be removed at all it is
// still held, but its time stamp is set to the past if possible, so that others may
// break it.
func (l *Lock) release() error {
	lost := l.Refresh(0)
	if !errors.Is(lost, ErrNotLocked) {
		lost = nil // if another error matters, the removal fails too
	}
	if err := l.removeOwn(); err != nil {
		past := l.opt.Now().Add(-time.Hour)
		_ = l.opt.FS.Chtimes(l.path, past, past)
		return fmt.Errorf("releasing the lock %s: %w", l.path, safeio.Advised(err))
	}
	l.held = false
	if err := l.dropClaims(); err != nil {
		return fmt.Errorf("releasing the lock %s: %w", l.path, safeio.Advised(err))
	}
	return lost
}

// removeOwn removes the lock where it is ours.
func (l *Lock) removeOwn() (err error) {
	for range releaseTries {
		var ours bool
		if ours, err = l.isOurs(); err == nil && ours {
			err = l.remove(l.path)
		}
		if err == nil {
			return nil
		}
	}
	return err
}

// isOurs tells whether nobody has broken the lock. A lock that names our claim
// is ours even if the claim is gone. One that can't be read is ours until its
// time is over: nobody else removes it before.
func (l *Lock) isOurs() (bool, error) {
	now, err := l.look()
	if err != nil && l.opt.Now().Before(l.until) {
		return true, nil
	}
	return now.claim == l.claim, err
}

// logf writes to the locks log, with the lock's file name first, as
// LockFile.py: __writelog.
func (l *Lock) logf(format string, args ...any) {
	if l.opt.Log != nil {
		l.opt.Log.Logf("locks", "%s", l.name()+" "+fmt.Sprintf(format, args...))
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
