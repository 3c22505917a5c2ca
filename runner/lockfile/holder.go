// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

// Holder is the process that has a lock.
type Holder struct {
	Host  string    // "" where the lock's content does not tell
	PID   int       // 0 where it does not tell
	Until time.Time // the holder means to keep it until then, whole seconds
	UID   int       // the owner of the lock's file
}

// State is what can be said of a holder from here.
type State int

const (
	// Running: its process is on this host. The lock is in use.
	Running State = iota
	// Elsewhere: it is on another host, or does not say where. The lock must
	// be taken to be in use.
	Elsewhere
	// Dead: it was on this host and its process is gone. The lock is stale.
	Dead
	// Expired: its time is over, anybody may break the lock. It is stale.
	Expired
)

// Stale tells whether the lock protects nobody any more.
func (s State) Stale() bool { return s == Dead || s == Expired }

// Read tells which process holds the lock at path; fs.ErrNotExist where nobody does.
// hostname is this host's (see Options.Hostname), which helps to read the
// content. The lock is not touched (bin/mailmanctl: get_lock_data).
func Read(path, hostname string) (Holder, error) {
	s, err := lookAt(safeio.OS, path)
	if err != nil {
		return Holder{}, err
	}
	if !s.exists {
		return Holder{}, &fs.PathError{Op: "open", Path: path, Err: unix.ENOENT}
	}
	return s.holder(path, hostname), nil
}

// State judges the holder (bin/mailmanctl: qrunner_state). alive tells whether
// a holder on this host still runs: Program.Holds.
func (h Holder) State(hostname string, now time.Time, alive func(Holder) bool) State {
	switch {
	case now.After(h.Until.Add(ClockSlop)):
		return Expired
	case h.Host != hostname || h.PID <= 0:
		return Elsewhere
	case alive(h):
		return Running
	}
	return Dead
}

// String is the holder as messages name it.
func (h Holder) String() string {
	until := h.Until.Format("Jan 02 15:04:05 2006")
	if h.Host == "" {
		return "somebody unknown until " + until
	}
	return fmt.Sprintf("process %d on %s until %s", h.PID, h.Host, until)
}

// holder reads the claim's name: HOST.PID or HOST.PID.COUNTER behind the
// lock's. Host names have dots and may have numbers between them, so this
// host's own name decides where both readings are possible.
func (s snapshot) holder(path, hostname string) Holder {
	h := Holder{Until: s.until, UID: s.uid}
	rest, ok := strings.CutPrefix(filepath.Base(strings.TrimSpace(s.claim)), filepath.Base(path)+".")
	if !ok {
		return h
	}
	host, last, ok := cutNumber(rest)
	if !ok {
		return h
	}
	h.Host, h.PID = host, last
	if host == hostname {
		return h
	}
	if host, pid, ok := cutNumber(host); ok {
		h.Host, h.PID = host, pid
	}
	return h
}

// cutNumber cuts the number off the end of NAME.NUMBER.
func cutNumber(s string) (name string, number int, ok bool) {
	i := strings.LastIndexByte(s, '.')
	if i <= 0 {
		return "", 0, false
	}
	n, err := strconv.ParseUint(s[i+1:], 10, 31)
	if err != nil {
		return "", 0, false
	}
	return s[:i], int(n), true
}
