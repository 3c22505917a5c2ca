// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"
	"slices"
	"strings"

	"mmgen/runner/job"
)

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

// waitingError is why entries had to stay after a drain.
type waitingError struct {
	reasons []job.Reason
}

func (e *waitingError) Error() string {
	texts := make([]string, len(e.reasons))
	for i, why := range e.reasons {
		texts[i] = why.Text
	}
	return errWaiting.Error() + ": " + strings.Join(texts, "; ")
}

func (e *waitingError) Unwrap() error { return errWaiting }

// Known tells whether an earlier drain has logged the same reasons less than an hour ago,
// as it does in an outage of the mail server. The log does not need the line again.
func Known(err error) bool {
	var waiting *waitingError
	isNew := func(why job.Reason) bool { return !why.Known }
	return errors.As(err, &waiting) && !slices.ContainsFunc(waiting.reasons, isNew)
}

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
