// SPDX-License-Identifier: GPL-2.0-or-later

// Command mmgen is a systemd generator for Mailman 2.1 sites.
//
//	mmgen NORMAL EARLY LATE      what systemd calls, at boot and at daemon-reload
//	mmgen --dry-run              print the units
//	mmgen --output DIR           write them to DIR
//	mmgen settings [NAME..]      the site's settings, and where each comes from
//	mmgen completion SHELL       a script that completes mmgen's command line
//
// Which units there are, and why, is in packages units and generator; what a
// setting is in package mmcfg. Here are the flags, the kernel's log and the
// exit status.
package main

import (
	"io"
	"os"
	"os/signal"
	"syscall"

	"mmgen/cmd/internal/cmdline"
)

func main() {
	// A reader that has gone away must not end the generator before it has written the units.
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(run(os.Args, os.Stdout, os.Stderr, os.Getenv))
}

// run is main, with its exit status.
func run(args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	p := &program{stdout: stdout, stderr: stderr, getenv: getenv}
	return p.status(cmdline.Run(p.app(), args))
}

// program is one call of mmgen.
type program struct {
	stdout, stderr io.Writer
	getenv         func(string) string
}
