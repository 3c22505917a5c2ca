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
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// claimMode is what LockFile.py: __write leaves with its umask of 002.
const claimMode = 0o664

// counter tells the locks of one process apart (LockFile.COUNTER).
var counter atomic.Int64

// name is the lock's file name, such as test.lock.
func (l *Lock) name() string { return filepath.Base(l.path) }

// makeClaim writes a claim that was not there before.
func (l *Lock) makeClaim() error {
	for {
		name := fmt.Sprintf("%s.%s.%d.%d", l.path, l.opt.Hostname, l.opt.PID, counter.Add(1)-1)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, claimMode)
		if errors.Is(err, fs.ErrExist) {
			continue // a dead process had our pid
		}
		if err != nil {
			return err
		}
		l.claim = name
		if err := l.fillClaim(f); err != nil {
			_ = l.dropClaim()
			return err
		}
		return nil
	}
}

func (l *Lock) fillClaim(f *os.File) error {
	_, err := f.WriteString(l.claim)
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

func (l *Lock) dropClaim() error {
	name := l.claim
	l.claim = ""
	return remove(name)
}

// touch says that the file is wanted for one more lifetime. A file that is
// gone is no error (LockFile.py: __touch).
func (l *Lock) touch(name string) error {
	until := l.opt.Now().Add(l.opt.Lifetime)
	if err := os.Chtimes(name, until, until); !gone(err) {
		return err
	}
	return nil
}

// sight is what one look at a lock showed.
type sight struct {
	exists   bool
	claim    string // its content
	links    uint64
	until    time.Time // whole seconds, as Python's ST_MTIME
	dev, ino uint64
}

// look reads the lock at path. Time stamp, links and content are those of one
// file, even if the lock changes hands meanwhile.
func look(path string) (sight, error) {
	f, err := os.Open(path)
	if gone(err) {
		return sight{}, nil
	}
	if err != nil {
		return sight{}, err
	}
	defer f.Close()
	var st unix.Stat_t
	err = unix.Fstat(int(f.Fd()), &st)
	if err == nil {
		var content []byte
		content, err = io.ReadAll(io.LimitReader(f, 2*unix.PathMax))
		if err == nil {
			return sight{
				exists: true, claim: string(content), links: uint64(st.Nlink),
				until: time.Unix(st.Mtim.Unix()).Truncate(time.Second),
				dev:   uint64(st.Dev), ino: st.Ino,
			}, nil
		}
	}
	if gone(err) {
		return sight{}, nil
	}
	return sight{}, fmt.Errorf("reading the lock %s: %w", path, err)
}

// heldBy tells whether the lock is a link to that claim (LockFile.py: locked).
func (s sight) heldBy(claim string) bool {
	return s.exists && s.links == 2 && s.claim == claim
}

// expired tells whether anybody may break the lock.
func (s sight) expired(now time.Time) bool {
	return s.exists && now.After(s.until.Add(ClockSlop))
}

// same tells whether both looks were at one taking of the lock: the number of
// a file that is gone may be given to the next.
func (s sight) same(o sight) bool {
	return s.exists == o.exists && s.dev == o.dev && s.ino == o.ino && s.claim == o.claim
}

// describe says who has the lock, for messages.
func (s sight) describe(l *Lock) string {
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

// notOwner is what touching says of another user's file: such a claim cannot
// be ours, such a lock can still be broken.
func notOwner(err error) bool {
	return errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES)
}

// remove unlinks a file that may be gone.
func remove(name string) error {
	if err := os.Remove(name); err != nil && !gone(err) {
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
