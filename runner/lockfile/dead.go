// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/runner/safeio"
)

// GiveBack gives back all locks that dead processes of this program on this host hold
// in a directory, and removes their claims to locks for which they waited. A process is
// this program's if it has a claim to a lock whose name begins with Options.Mark. Locks of
// other programs and of other hosts stay. Options.Alive and Options.Mark must be set.
func GiveBack(dir string, o Options) error {
	l, err := New(filepath.Join(dir, o.Mark), o)
	if err != nil {
		return err
	}
	claims, err := l.claimsBeside()
	if err != nil {
		return err
	}
	var errs []error
	for _, pid := range deadProcesses(l, claims) {
		errs = append(errs, l.giveBackOf(pid, claims))
	}
	return errors.Join(errs...)
}

// claim is the file of a claim: LOCK.HOST.PID.COUNTER.
type claim struct {
	file string // the path of the claim
	lock string // the path of the lock
	pid  int
}

// claimsBeside finds the claims that this host's processes made in the lock's
// directory.
func (l *Lock) claimsBeside() ([]claim, error) {
	dir := filepath.Dir(l.path)
	files, err := l.opt.FS.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for locks in %s: %w", dir, safeio.Advised(err))
	}
	var claims []claim
	for _, file := range files {
		rest, _, ok := cutNumber(file.Name())
		rest, pid, ok2 := cutNumber(rest)
		lock, ok3 := strings.CutSuffix(rest, "."+l.opt.Hostname)
		if ok && ok2 && ok3 && pid > 0 {
			claims = append(claims, claim{filepath.Join(dir, file.Name()), filepath.Join(dir, lock), pid})
		}
	}
	slices.SortFunc(claims, func(a, b claim) int { return cmp.Compare(a.file, b.file) })
	return claims, nil
}

// deadProcesses are the processes with a claim to a marked lock that do not run any
// more.
func deadProcesses(l *Lock, claims []claim) (pids []int) {
	for _, c := range claims {
		if !strings.HasPrefix(filepath.Base(c.lock), l.opt.Mark) || slices.Contains(pids, c.pid) {
			continue
		}
		s, err := lookAt(l.opt.FS, c.file)
		s.claim = c.file // the process may not have written it yet
		if err == nil && s.exists && l.isDead(s, c.lock) {
			pids = append(pids, c.pid)
		}
	}
	return pids
}

// giveBackOf gives back what a dead process holds. Its marked locks come last: if this
// process dies before it is done, the next one finds the rest by them.
func (l *Lock) giveBackOf(pid int, claims []claim) error {
	var own, marked []claim
	for _, c := range claims {
		switch {
		case c.pid != pid || ownClaims.has(c.file):
		case strings.HasPrefix(filepath.Base(c.lock), l.opt.Mark):
			marked = append(marked, c)
		default:
			own = append(own, c)
		}
	}
	for _, c := range append(own, marked...) {
		if err := l.giveBackOne(c); err != nil {
			return fmt.Errorf("giving back the lock %s of process %d, which is dead: %w", c.lock, pid, safeio.Advised(err))
		}
	}
	return nil
}

// giveBackWith gives back, before a dead holder's lock is broken, what else that
// process holds.
func (l *Lock) giveBackWith(s snapshot) error {
	if l.opt.Alive == nil || !l.isDead(s, l.path) {
		return nil
	}
	claims, err := l.claimsBeside()
	if err != nil {
		return err
	}
	return l.giveBackOf(s.holder(l.path, l.opt.Hostname).PID, claims)
}

// giveBackOne breaks the lock if it belongs to the claim, and removes the claim.
func (l *Lock) giveBackOne(c claim) error {
	opt := l.opt
	opt.Alive = nil
	lock := &Lock{path: c.lock, opt: opt, link: l.link}
	now, err := lock.look()
	if err != nil {
		return err
	}
	if now.exists && claimIn(c.lock, now.claim) == c.file {
		if l.opt.Before != nil {
			if err := l.opt.Before(c.lock); err != nil {
				return err
			}
		}
		if err := lock.breakStale(now); err != nil {
			return err
		}
		if now, err = lock.look(); err != nil || now.exists && claimIn(c.lock, now.claim) == c.file {
			return err // without an error another process is breaking it
		}
	}
	return l.remove(c.file)
}
