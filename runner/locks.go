// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mmgen/runner/lockfile"
	"mmgen/runner/site"
)

const (
	// queueLockLifetime is how long a crashed drain keeps others of another
	// host away; on the same host its lock is seen to be dead at once.
	queueLockLifetime = 10 * time.Minute
	// queueLockRefresh is how often a drain says that it still lives.
	queueLockRefresh = time.Minute
	// queueLockPatience is how long a drain waits for another to end: longer
	// than that one lingers.
	queueLockPatience = 5 * time.Second
)

// queueLock is the right to drain a queue, or a slice of it.
type queueLock struct {
	queue     string // the name of the queue's folder in QUEUE_DIR
	lock      *lockfile.Lock
	release   func() error
	site      *site.Site
	refreshed time.Time
}

// lockName is what the lock of a queue is called, or of a slice of it.
func lockName(spec Spec) string {
	name := site.LockMark + spec.kind.queue
	if spec.Range > 1 {
		name += fmt.Sprintf("-%d-%d", spec.Slice, spec.Range)
	}
	return name
}

// lockQueue waits a little for the queue's lock. The error is
// lockfile.ErrTimeout where another drain has it.
func lockQueue(ctx context.Context, s *site.Site, spec Spec) (*queueLock, error) {
	lock, err := s.NewLock(lockName(spec), queueLockLifetime)
	if err != nil {
		return nil, err
	}
	release, err := lock.Acquire(ctx, queueLockPatience)
	if errors.Is(err, lockfile.ErrTimeout) {
		return nil, fmt.Errorf("queue %s is being drained by another mmrun: %w", spec.kind.queue, err)
	}
	if err != nil {
		return nil, fmt.Errorf("locking queue %s: %w", spec.kind.queue, err)
	}
	return &queueLock{spec.kind.queue, lock, release, s, s.Now()}, nil
}

// refresh keeps the lock alive; cheap where there is no need yet.
func (l *queueLock) refresh() error {
	now := l.site.Now()
	if now.Sub(l.refreshed) < queueLockRefresh {
		return nil
	}
	l.refreshed = now
	return l.lock.Refresh(0)
}
