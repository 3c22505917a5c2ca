// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
	"mmgen/runner/mailwrapper"
)

// wrapperName is what Mailman's own program is called (mail/mailman). A site that makes
// that a link to mmrun need not change its aliases.
const wrapperName = "mailman"

// newWrapper is mmrun under that name. It knows the scripts and nothing else, and takes
// no flags.
func newWrapper(stdout io.Writer, out console) *cli.App {
	return cmdline.Setup(&cli.App{
		Name:      wrapperName,
		Usage:     "queue the mail on standard input",
		UsageText: "mailman SCRIPT LIST",
		Commands:  mailCommands(out),
		Action: func(c *cli.Context) error {
			return forMTA(mailwrapper.UnknownScriptError(c.Args().First()))
		},
		Writer:    stdout,
		ErrWriter: out.w,
	})
}

// mailCommands are the scripts that Mailman's aliases call.
func mailCommands(out console) []*cli.Command {
	var commands []*cli.Command
	for _, script := range mailwrapper.Scripts() {
		commands = append(commands, &cli.Command{
			Name:      script.Name,
			Category:  "What a list's aliases call, with the mail on standard input",
			Usage:     "queue " + script.About,
			UsageText: "mmrun " + script.Name + " LIST",
			Action:    func(c *cli.Context) error { return enqueue(c, script, out) },
		})
	}
	return commands
}

// enqueue queues the mail on standard input. The exit status is for the MTA.
func enqueue(c *cli.Context, script mailwrapper.Script, out console) error {
	if c.NArg() != 1 {
		return &exitError{mailwrapper.ExitUsage, fmt.Errorf("%s script got no listname; say mmrun %[1]s LIST", script.Name)}
	}
	caller := mailwrapper.Caller{UID: os.Geteuid(), GID: os.Getgid(), Effective: os.Getegid()}
	if err := mailwrapper.CheckCaller(caller); err != nil {
		return forMTA(err)
	}
	if err := trusted(c, caller); err != nil {
		return forMTA(err)
	}
	s, done, err := openSite(c, out, anywhere)
	if err != nil {
		return forMTA(err)
	}
	defer done()
	_, err = script.Enqueue(s.WayIn(), c.Args().First(), os.Stdin)
	if err != nil {
		return forMTA(err)
	}
	return nil
}

// trusted makes sure that a caller who lends mmrun's group can't choose which settings are
// read. It takes that group for the rest of the process (common.c: run_script).
func trusted(c *cli.Context, caller mailwrapper.Caller) error {
	if given := cmdline.SiteFlags(c); caller.Lent() && len(given) > 0 {
		return fmt.Errorf("%s is not for callers of a program that is setgid", given[0])
	}
	return mailwrapper.TakeGroup(caller)
}

// forMTA gives an error the exit status that an MTA understands.
func forMTA(err error) error { return &exitError{mailwrapper.Status(err), err} }
