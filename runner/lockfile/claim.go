// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

// claimMode is what LockFile.py: __write leaves with its umask of 002.
const claimMode = 0o664

// counter tells the locks of one process apart (LockFile.COUNTER).
var counter atomic.Int64

// ownClaims are the claims that this process has made and not removed.
var ownClaims claimSet

type claimSet struct{ names sync.Map }

func (s *claimSet) add(name string)  { s.names.Store(name, true) }
func (s *claimSet) drop(name string) { s.names.Delete(name) }

func (s *claimSet) has(name string) bool {
	_, ok := s.names.Load(name)
	return ok
}

// name is the lock's file name, such as test.lock.
func (l *Lock) name() string { return filepath.Base(l.path) }

// makeClaim writes a claim that was not there before.
func (l *Lock) makeClaim() error {
	for {
		name := fmt.Sprintf("%s.%s.%d.%d", l.path, l.opt.Hostname, l.opt.PID, counter.Add(1)-1)
		f, err := l.opt.FS.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, claimMode)
		if errors.Is(err, fs.ErrExist) {
			continue // a dead process had our pid
		}
		if err != nil {
			return err
		}
		l.claim = name
		ownClaims.add(name)
		if err := l.fillClaim(f); err != nil {
			_ = l.dropClaim()
			return err
		}
		return nil
	}
}

func (l *Lock) fillClaim(f safeio.File) error {
	_, err := io.WriteString(f, l.claim)
	if cerr := f.Chmod(claimMode); err == nil {
		err = cerr
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return l.touch(l.claim)
}

func (l *Lock) dropClaim() (err error) {
	name := l.claim
	l.claim = ""
	ownClaims.drop(name)
	for range releaseTries {
		if err = l.remove(name); err == nil {
			return nil
		}
	}
	return err
}

// touch says that the file is wanted for one more lifetime. A file that is
// gone is no error (LockFile.py: __touch).
func (l *Lock) touch(name string) error {
	until := l.opt.Now().Add(l.opt.Lifetime)
	err := l.opt.FS.Chtimes(name, until, until)
	if err == nil {
		l.until = until
	}
	if gone(err) {
		return nil
	}
	return err
}

// snapshot is what a lock looked like at one moment.
type snapshot struct {
	exists   bool
	claim    string // its content
	links    uint64
	until    time.Time // whole seconds, as Python's ST_MTIME
	uid      int       // the owner
	dev, ino uint64
}

// look is the lock as it is now.
func (l *Lock) look() (snapshot, error) { return lookAt(l.opt.FS, l.path) }

// lookAt reads the lock at path. Time stamp, links and content are those of one
// file, even if the lock changes hands meanwhile. A path that is not a
// regular file, such as a named pipe, is an error at once.
func lookAt(fsys safeio.FS, path string) (snapshot, error) {
	s, err := readSnapshot(fsys, path)
	switch {
	case gone(err):
		return snapshot{}, nil
	case err != nil:
		return snapshot{}, fmt.Errorf("reading the lock %s: %w", path, err)
	}
	return s, nil
}

func readSnapshot(fsys safeio.FS, path string) (s snapshot, err error) {
	f, err := fsys.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return snapshot{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return snapshot{}, err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.Mode().IsRegular() {
		return snapshot{}, errNotFile
	}
	content, err := io.ReadAll(io.LimitReader(f, 2*unix.PathMax))
	if err != nil {
		return snapshot{}, err
	}
	return snapshot{
		exists: true, claim: string(content), links: uint64(st.Nlink), uid: int(st.Uid),
		until: info.ModTime().Truncate(time.Second),
		dev:   uint64(st.Dev), ino: st.Ino,
	}, nil
}

// errNotFile says that something else than a file has a lock's name.
var errNotFile = errors.New("it is not a file; move it away")

// heldBy tells whether the lock is a link to that claim (LockFile.py: locked).
func (s snapshot) heldBy(claim string) bool {
	return s.exists && s.links == 2 && s.claim == claim
}

// expired tells whether anybody may break the lock.
func (s snapshot) expired(now time.Time) bool {
	return s.exists && now.After(s.until.Add(ClockSlop))
}

// same tells whether both looks were at one taking of the lock: the number of
// a file that is gone may be given to the next.
func (s snapshot) same(o snapshot) bool {
	return s.exists == o.exists && s.dev == o.dev && s.ino == o.ino && s.claim == o.claim
}

// describe says which process has the lock, for messages.
func (s snapshot) describe(l *Lock) string {
	if !s.exists {
		return "free"
	}
	return "held by " + s.holder(l.path, l.opt.Hostname).String()
}

// gone tells whether the file is not there (any more). ESTALE is what NFS
// says of a file that another host unlinked.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESTALE)
}

// notOwner tells whether a time stamp can't be set because the file is another user's.
// Such a claim can't be ours, but such a lock can still be broken.
func notOwner(err error) bool {
	return errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES)
}

// remove unlinks a file that may be gone.
func (l *Lock) remove(name string) error {
	if err := l.opt.FS.Remove(name); err != nil && !gone(err) {
		return err
	}
	return nil
}

// claimIn returns the path of the claim that a lock names: in the lock's own
// directory and with its name first, whatever its content says; "" else.
func claimIn(path, content string) string {
	base := filepath.Base(strings.TrimSpace(content))
	if !strings.HasPrefix(base, filepath.Base(path)+".") {
		return ""
	}
	return filepath.Join(filepath.Dir(path), base)
}
