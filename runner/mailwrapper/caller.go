// SPDX-License-Identifier: GPL-2.0-or-later

package mailwrapper

import (
	"fmt"
	"syscall"
)

// Caller is the process that runs a script, as the kernel sees it.
type Caller struct {
	UID       int // the effective user's number
	GID       int // the real group's
	Effective int // the effective group's: another one where the program is setgid
}

// Lent tells whether the caller has its group from the program, which is setgid.
func (c Caller) Lent() bool { return c.Effective != c.GID }

// TakeGroup makes the group that is lent the caller's for good (common.c: run_script).
func TakeGroup(c Caller) error {
	if !c.Lent() {
		return nil
	}
	return syscall.Setregid(c.Effective, c.Effective)
}

// CallerError says that a group may not call (common.c: check_caller).
type CallerError struct{ GID int }

func (e *CallerError) Error() string {
	return fmt.Sprintf("Group mismatch error: called as group %d. "+
		"Only groups of the system (below %d, or %d) may call where the program is setgid; have the mail server call it as such a group",
		e.GID, firstPersonal, nogroup)
}

const (
	// firstPersonal is where the groups of people begin (login.defs(5): GID_MIN).
	firstPersonal = 1000
	// nogroup is what mail servers have that trust the command of an alias least.
	nogroup = 65534
)

// CheckCaller tells whether a caller may queue mail.
//
// Where the program is setgid anybody on the machine could use it to put a mail into a
// queue that says of itself whatever they like. So only the groups of the system
// may, which mail servers have. Mailman's wrapper asks for one group that is compiled
// into it, Debian's for a low number. Where the program is not setgid nothing is
// checked: the caller's own rights to the queue's directory decide then.
func CheckCaller(c Caller) error {
	if !c.Lent() || c.GID < firstPersonal || c.GID == nogroup {
		return nil
	}
	return &CallerError{c.GID}
}
