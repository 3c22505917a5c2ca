// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"fmt"
	"syscall"

	"mmgen/cmd/internal/cmdline"
)

// The exit statuses; those above 0 are named in sysexits.h. As a generator mmgen has only the
// first and, if nothing can be written, the third.
const (
	exitOK       = 0
	exitUsage    = 64 // EX_USAGE
	exitOutput   = 74 // EX_IOERR: the units can't be written or shown
	exitSettings = 78 // EX_CONFIG: the settings, or some of them, can't be used
)

// outputError is why something could not be written.
type outputError struct{ error }

func (e outputError) Unwrap() error { return e.error }

// printed is the error of printing what was asked for. A reader that has seen
// enough (mmgen --dry-run | head) is not an error.
func printed(err error) error {
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return outputError{err}
}

// errSettings stands for settings whose faults have been printed already.
var errSettings = errors.New("the settings can't be used")

// status returns the exit status for an error, and prints the error if that has
// not been done yet.
func (p *program) status(err error) int {
	var unwritten *cmdline.WriteError
	if errors.As(err, &unwritten) {
		err = printed(err)
	}
	var output outputError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errSettings):
		return exitSettings
	case errors.As(err, &output):
		cmdline.Report(p.stderr, "mmgen", err)
		return exitOutput
	}
	cmdline.Report(p.stderr, "mmgen", fmt.Errorf("%w (mmgen --help shows how to call it)", err))
	return exitUsage
}
