// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// Program is a program that takes locks, by a word that its command line has
// in the name of the program or of the script that it runs: mailmanctl for
// `python2 -S /usr/lib/mailman/bin/mailmanctl -s start`. A dead process's
// number is given to another one some day, in a container soon.
type Program string

// Holds tells whether the holder, a process of this host, may still run. It is false
// where there is no process of that number, and where that process is another one: it
// runs another program, or belongs to another user than the lock. Where the process
// can't be looked at, it is true.
func (p Program) Holds(h Holder) bool {
	switch err := unix.Kill(h.PID, 0); {
	case h.PID <= 0, errors.Is(err, unix.ESRCH):
		return false
	case errors.Is(err, unix.EPERM) && h.UID == os.Geteuid():
		return false // a process of this user could be signalled
	}
	command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", h.PID))
	switch {
	case errors.Is(err, os.ErrNotExist) && procShowsAll():
		return false // the process ended just now
	case err != nil:
		return true
	}
	return p.names(command)
}

// names tells whether a command line, with a NUL behind each argument, has the
// word in one of the names. That of a zombie and of a kernel thread is empty.
func (p Program) names(command []byte) bool {
	return slices.ContainsFunc(bytes.Split(command, []byte{0}), func(arg []byte) bool {
		return len(arg) > 0 && strings.Contains(filepath.Base(string(arg)), string(p))
	})
}

// procShowsAll tells whether /proc is there and hides no process (hidepid=,
// ProtectProc=): then the first one is to be seen.
func procShowsAll() bool {
	_, err := os.Stat("/proc/1")
	return err == nil
}
