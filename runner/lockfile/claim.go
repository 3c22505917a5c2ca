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

// taken tells whether this process has a claim to a lock whose path begins with prefix,
// other than one that it made for a mark.
func (s *claimSet) taken(prefix string) (found bool) {
	s.names.Range(func(name, _ any) bool {
		found = strings.HasPrefix(name.(string), prefix) && !strings.HasPrefix(name.(string), prefix+markName+".")
		return !found
	})
	return found
}

// markName is what the lock is called, behind Options.Mark, that nobody takes.
const markName = "process"

// makeClaims writes a claim, and before it one by which the process is known.
func (l *Lock) makeClaims() (err error) {
	if l.needsMark() {
		if l.mark, err = l.newClaim(l.markPath() + markName); err != nil {
			return err
		}
	}
	if err := l.makeClaim(); err != nil {
		_ = l.dropClaims()
		return err
	}
	return nil
}

// needsMark tells whether nothing shows yet whose process this is.
func (l *Lock) needsMark() bool {
	return l.opt.Mark != "" && !strings.HasPrefix(l.name(), l.opt.Mark) && !ownClaims.taken(l.markPath())
}

// markPath is what the paths of this program's own locks begin with.
func (l *Lock) markPath() string { return filepath.Join(filepath.Dir(l.path), l.opt.Mark) }

// makeClaim writes a claim that was not there before.
func (l *Lock) makeClaim() (err error) {
	if l.claim, err = l.newClaim(l.path); err != nil {
		return err
	}
	return l.touch(l.claim)
}

// newClaim writes a claim to the lock at a path and returns its own.
func (l *Lock) newClaim(lock string) (string, error) {
	for {
		name := fmt.Sprintf("%s.%s.%d.%d", lock, l.opt.Hostname, l.opt.PID, counter.Add(1)-1)
		f, err := l.opt.FS.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, claimMode)
		if errors.Is(err, fs.ErrExist) {
			continue // a dead process had our pid
		}
		if err != nil {
			return "", err
		}
		ownClaims.add(name)
		if err := fillClaim(f, name); err != nil {
			_ = l.drop(name)
			return "", err
		}
		return name, nil
	}
}

// fillClaim writes a claim's own path into it.
func fillClaim(f safeio.File, name string) error {
	_, err := io.WriteString(f, name)
	if cerr := f.Chmod(claimMode); err == nil {
		err = cerr
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// dropClaims removes what makeClaims has written.
func (l *Lock) dropClaims() error {
	claim, mark := l.claim, l.mark
	l.claim, l.mark = "", ""
	err := l.drop(claim)
	if mark != "" {
		err = errors.Join(err, l.drop(mark))
	}
	return err
}

// drop removes a claim of this process.
func (l *Lock) drop(name string) (err error) {
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
	claim    string // the content of the lock: the path of its holder's claim
	links    uint64
	until    time.Time // the time stamp, in whole seconds as Python's ST_MTIME
	uid      int       // the owner of the file
	dev, ino uint64
}

// look returns the present state of the lock.
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
