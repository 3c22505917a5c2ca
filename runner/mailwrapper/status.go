// SPDX-License-Identifier: GPL-2.0-or-later

package mailwrapper

import (
	"errors"
	"fmt"
)

// Exit statuses, of sysexits(3).
const (
	ExitUsage    = 64 // EX_USAGE: called in a wrong way, which is a fault of the alias
	ExitNoUser   = 67 // EX_NOUSER: there is no such list
	ExitTempFail = 75 // EX_TEMPFAIL: the MTA is to try again
	ExitNoPerm   = 77 // EX_NOPERM: the caller may not do that
)

// UnknownListError says that there is no list of that name.
type UnknownListError struct {
	Script, List string
}

func (e UnknownListError) Error() string {
	return fmt.Sprintf("%s script, list not found: %s", e.Script, e.List)
}

// UnknownScriptError says that there is no script of that name (mail-wrapper.c:
// check_command).
type UnknownScriptError string

func (e UnknownScriptError) Error() string { return fmt.Sprintf("Illegal command: %s", string(e)) }

// Status is the exit status that tells an MTA what became of a mail. Whatever
// the site's administrator can mend is no reason to send the mail back.
func Status(err error) int {
	var list UnknownListError
	var script UnknownScriptError
	var caller *CallerError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &list):
		return ExitNoUser
	case errors.As(err, &script):
		return ExitUsage
	case errors.As(err, &caller):
		return ExitNoPerm
	}
	return ExitTempFail
}
