// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import "errors"

// The exit statuses of mmrun (those with a name in sysexits.h have its number).
const (
	ExitDrained  = 0
	ExitUsage    = 64 // EX_USAGE
	ExitIO       = 74 // EX_IOERR: the queue itself can't be read or written
	ExitWaiting  = 75 // EX_TEMPFAIL: entries had to stay, a later try can help
	ExitSettings = 78 // EX_CONFIG
)

// errWaiting is the cause of a reason why entries had to stay.
var errWaiting = errors.New("entries stay queued")

// ExitStatus is what mmrun returns after a drain that ended with err.
func ExitStatus(err error) int {
	switch {
	case err == nil:
		return ExitDrained
	case errors.Is(err, errWaiting):
		return ExitWaiting
	}
	return ExitIO
}
