// SPDX-License-Identifier: GPL-2.0-or-later

// Command mmrun drains a Mailman 2.1 site's queues and exits.
//
// It is what the units of mmgen run, and what an administrator runs by hand:
//
//	mmrun -r RUNNER[:slice:range] [-r ..] [-o]   drain these queues; All for every one
//	mmrun -l                                     say which runners there are
//	mmrun COMMAND ..                             see subcommands
//
// The flags are those of Mailman's bin/qrunner. What it does is in package
// runner; here are flags, signals, and the wiring of clock, network and user.
package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/coreos/go-systemd/v22/journal"
	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
	"mmgen/runner"
	"mmgen/runner/mmlog"
)

// subcommands are mmrun's commands: what mail servers and timers start, and what an
// administrator looks at, mends and changes a site with.
func subcommands(stdout io.Writer, out console) []*cli.Command {
	scripts := mailCommands(out)
	for _, script := range scripts {
		asMembership(script, stdout, out)
	}
	others := []*cli.Command{
		switchCommand(stdout, out), aliasesCommand(stdout, out), jobCommand(stdout, out),
		cmdline.CompletionCommand(stdout, unwritten, "--config", "--mm-cfg", "--root"),
	}
	return slices.Concat(adminCommands(stdout, out), listCommands(stdout, out), scripts, others)
}

func main() {
	debug.SetGCPercent(200) // a process of a moment: memory is cheaper than time
	os.Exit(run(os.Args, os.Stdout, os.Stderr))
}

// run is main, with its exit status.
func run(args []string, stdout, stderr io.Writer) int {
	out := console{stderr, mmlog.StderrIsJournal()}
	err := cmdline.Run(appFor(args[0], stdout, out), args)
	if err == nil {
		return runner.ExitDrained
	}
	status := statusOf(err)
	priority := journal.PriErr
	if status == runner.ExitWaiting {
		priority = journal.PriWarning
	}
	if err.Error() != "" && (!out.inJournal || !runner.Known(err)) { // the journal does not need a known reason again
		out.say(priority, err.Error())
	}
	return status
}

// statusOf is the exit status that an error has.
func statusOf(err error) int {
	var known *exitError
	if errors.As(err, &known) {
		return known.code
	}
	if unwritten := (*cmdline.WriteError)(nil); errors.As(err, &unwritten) {
		return runner.ExitIO
	}
	return runner.ExitUsage // all other errors are about the flags
}

// exitError is an error that knows the exit status.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return "" // there is nothing more to say
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// unwritten is the error of printing what was asked for.
func unwritten(err error) error { return &exitError{runner.ExitIO, err} }

// appFor is what the program is when it is called by that name.
func appFor(name string, stdout io.Writer, out console) *cli.App {
	if filepath.Base(name) == wrapperName {
		return newWrapper(stdout, out)
	}
	return newApp(stdout, out)
}

func newApp(stdout io.Writer, out console) *cli.App {
	return cmdline.Setup(&cli.App{
		Name:                      "mmrun",
		Usage:                     "drain a Mailman 2.1 site's queues and exit",
		UsageText:                 "mmrun [OPTION..] -r RUNNER[:slice:range] [-r ..] [-o]\nmmrun -l\nmmrun [OPTION..] COMMAND ..",
		Flags:                     flags,
		Action:                    func(c *cli.Context) error { return drain(c, stdout, out) },
		Commands:                  subcommands(stdout, out),
		EnableBashCompletion:      true,
		DisableSliceFlagSeparator: true,
		Writer:                    stdout,
		ErrWriter:                 out.w,
	})
}
