// SPDX-License-Identifier: GPL-2.0-or-later

// Command mmdemo shows mmgen and mmrun at work, on a throwaway site in a
// temporary directory:
//
//	mmdemo                 the site, its units, what becomes of its mail, what is left
//	mmdemo --units         then the text of the units as well
//	mmdemo --messages      then the messages that were sent as well
//
// It calls the programs mmgen and mmrun as a user would: those that lie beside
// it, and otherwise, as with `go run ./cmd/mmdemo`, it builds them first. The
// mail goes to a server of its own, which delivers nothing. A Mailman that the
// machine has, with its settings, queues and Python, is not looked at.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
)

func main() {
	// A pipe whose reader is gone is an error like any other, so that the
	// temporary directory is removed.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args, os.Stdout, os.Stderr))
}

// The exit statuses; exitUsage is sysexits.h's EX_USAGE.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 64
)

// demoError is why the demo came to no end.
type demoError struct{ error }

func (e demoError) Unwrap() error { return e.error }

// run is main, with its exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	err := cmdline.RunContext(ctx, newApp(stdout, stderr), args)
	if err == nil || errors.Is(err, syscall.EPIPE) { // the reader has seen enough
		return exitOK
	}
	cmdline.Report(stderr, "mmdemo", err)
	if unwritten := (*cmdline.WriteError)(nil); errors.As(err, &demoError{}) || errors.As(err, &unwritten) {
		return exitFailed
	}
	return exitUsage // all other errors are about the flags
}

func newApp(stdout, stderr io.Writer) *cli.App {
	return cmdline.Setup(&cli.App{
		Name:      "mmdemo",
		Usage:     "show mmgen and mmrun at work on a throwaway site",
		UsageText: "mmdemo [--units] [--messages]",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "units", Usage: "print the text of the units as well"},
			&cli.BoolFlag{Name: "messages", Usage: "print the messages that were sent as well"},
		},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return fmt.Errorf("unknown argument %q; mmdemo takes --units and --messages only", c.Args().First())
			}
			if err := demo(c.Context, options{units: c.Bool("units"), messages: c.Bool("messages")}, stdout, stderr); err != nil {
				return demoError{err}
			}
			return nil
		},
		Writer:    stdout,
		ErrWriter: stderr,
	})
}
