// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

const (
	// firstWait and maxWait bound the pause between two tries, which doubles
	// each time. LockFile.py waits up to two seconds each time.
	firstWait = 10 * time.Millisecond
	maxWait   = time.Second
)

// Acquire takes the lock and returns the function that gives it back. While somebody
// else has it, it waits: for at most timeout; for as long as ctx lasts if timeout is 0
// (as in LockFile.py: lock); not at all if it is negative. A stale lock is broken on
// the way.
//
// The error is ErrTimeout (its text names the holder), ctx's, ErrAlreadyLocked,
// or one of the file system.
//
// Calling release more than once does no harm. It returns ErrNotLocked where
// the lock was lost: nothing protected the changes that were made since then.
func (l *Lock) Acquire(ctx context.Context, timeout time.Duration) (release func() error, err error) {
	if l.held {
		return nil, fmt.Errorf("lock %s: %w", l.path, ErrAlreadyLocked)
	}
	if err := l.makeClaims(); err != nil {
		return nil, fmt.Errorf("lock %s: can't write beside it: %w", l.path, safeio.Advised(err))
	}
	if err := l.wait(ctx, timeout); err != nil {
		_ = l.dropClaims()
		return nil, fmt.Errorf("lock %s: %w", l.path, safeio.Advised(err))
	}
	l.held = true
	done := false
	return func() error {
		if done {
			return nil
		}
		err := l.release()
		done = !l.held
		return err
	}, nil
}

// wait tries until the lock is taken.
func (l *Lock) wait(ctx context.Context, timeout time.Duration) error {
	deadline := l.opt.Now().Add(timeout)
	for pause := firstWait; ; pause = min(2*pause, maxWait) {
		other, err := l.tryOrBreak()
		if err != nil || other.heldBy(l.claim) {
			return err
		}
		d := pause/2 + rand.N(pause)
		if timeout != 0 {
			left := deadline.Sub(l.opt.Now())
			if left <= 0 {
				return fmt.Errorf("%w: it is %s", ErrTimeout, other.describe(l))
			}
			d = min(d, left)
		}
		if err := l.opt.Sleep(ctx, d); err != nil {
			return err
		}
	}
}

// tryOrBreak tries to take the lock; if that shows a stale one, it breaks it
// and tries once more. It returns what the lock looks like now.
func (l *Lock) tryOrBreak() (snapshot, error) {
	now, err := l.try()
	if err != nil || now.heldBy(l.claim) || !l.stale(now) {
		return now, err
	}
	if err := l.giveBackWith(now); err != nil {
		return now, err
	}
	if err := l.breakStale(now); err != nil {
		return now, err
	}
	return l.try()
}

// try makes the lock a link to the claim if there is no lock.
func (l *Lock) try() (snapshot, error) {
	// Lock and claim will be one file, so the claim's time stamp becomes the lock's.
	if err := l.touch(l.claim); err != nil {
		return snapshot{}, err
	}
	err := l.link(l.claim, l.path)
	switch {
	case err == nil:
		// The link is made, even if NFS does not show it yet.
		return snapshot{exists: true, links: 2, claim: l.claim}, nil
	case gone(err):
		// Somebody cleared the directory of claims: write a new one.
		return snapshot{}, l.makeClaim()
	case !errors.Is(err, fs.ErrExist):
		l.logf("unexpected link error: %v", err)
		return snapshot{}, err
	}
	now, err := l.look()
	if err == nil && now.exists && now.links != 2 {
		l.logf("unexpected linkcount: %d", now.links)
	}
	return now, err
}

// stale tells whether the lock may be broken now.
func (l *Lock) stale(s snapshot) bool {
	if s.expired(l.opt.Now()) {
		return true
	}
	if !s.exists || l.opt.Alive == nil {
		return false
	}
	return l.isDead(s, l.path)
}

// isDead tells whether the process that holds the lock at path, or waits for it,
// was on this host and does not run any more.
// A claim that has this process's number but is not its own was left by a
// dead one of the same number.
func (l *Lock) isDead(s snapshot, path string) bool {
	h := s.holder(path, l.opt.Hostname)
	switch {
	case h.Host != l.opt.Hostname || h.PID <= 0:
		return false
	case h.PID == l.opt.PID:
		return !ownClaims.has(s.claim)
	}
	return !l.opt.Alive(h)
}

// breakStale removes a stale lock and the claim that it names
// (LockFile.py: __break).
func (l *Lock) breakStale(stale snapshot) error {
	// Processes that look at the lock from now on must not find it stale. Where it
	// belongs to another user its time can't be set, and the lock is broken all the
	// same.
	if err := l.touch(l.path); err != nil && !notOwner(err) {
		return err
	}
	done, ok := l.breakAlone()
	if !ok {
		return nil
	}
	defer done()
	// Somebody else may have broken it before us, and taken it.
	now, err := l.look()
	if err != nil || !now.same(stale) {
		return err
	}
	if err := l.remove(l.path); err != nil {
		return fmt.Errorf("breaking it, which is stale: %w", err)
	}
	l.logf("lifetime has expired, breaking the lock that was %s", stale.describe(l))
	if claim := claimIn(l.path, now.claim); claim != "" {
		_ = l.remove(claim) // a claim that stays does no harm
	}
	return nil
}

// breakAlone keeps other processes of this program on this host from breaking the same
// lock file at the same time: else one could find it stale, sleep, and unlink what
// another has taken since. It uses the kernel's lock on the open file. Where that does
// not work (NFS, for a file that is open for reading), looking at the lock before and
// after has to be enough, as it is for LockFile.py.
func (l *Lock) breakAlone() (done func(), ok bool) {
	f, err := os.OpenFile(l.path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, false
	}
	if errors.Is(unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK) {
		f.Close()
		return nil, false
	}
	return func() { f.Close() }, true
}
