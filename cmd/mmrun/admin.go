// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/sys/unix"

	"mmgen/runner"
	"mmgen/runner/admin/show"
	"mmgen/runner/admin/shunted"
	"mmgen/runner/admin/status"
	"mmgen/runner/site"
)

// The categories in which the help lists commands.
const (
	seeing  = "What there is"
	mending = "What a runner could not handle"
)

// jsonFlag is the flag --json of commands whose output programs may read too.
func jsonFlag() cli.Flag { return &cli.BoolFlag{Name: "json", Usage: "print JSON"} }

func adminCommands(stdout io.Writer, out console) []*cli.Command {
	return []*cli.Command{
		{
			Name: "status", Category: seeing,
			Usage:     "say how queues, units, locks and lists are",
			UsageText: "mmrun status [--json] [--watch]",
			Flags: []cli.Flag{
				jsonFlag(),
				&cli.BoolFlag{Name: "watch", Usage: "again every two seconds, until it is interrupted"},
			},
			Action: func(c *cli.Context) error { return showStatus(c, stdout, out) },
		},
		{
			Name: "show", Category: seeing,
			Usage:     "print any of Mailman's files: entries, lists, requests, archives",
			UsageText: "mmrun show [--json] FILE..",
			Flags:     []cli.Flag{jsonFlag()},
			Action:    func(c *cli.Context) error { return showFiles(c, stdout) },
		},
		{
			Name: "check", Category: seeing,
			Usage:     "look for what is wrong with the site, and say how it is mended",
			UsageText: "mmrun check [--json]",
			Flags:     []cli.Flag{jsonFlag()},
			Action:    func(c *cli.Context) error { return checkSite(c, stdout) },
		},
		explainCommand(stdout, out),
		{
			Name: "unshunt", Category: mending,
			Usage:     "put entries of the shunt queue back where they came from",
			UsageText: "mmrun unshunt [FILE..]",
			Action: func(c *cli.Context) error {
				return onEntries(c, stdout, out, shunted.Unshunt)
			},
		},
		{
			Name: "discard", Category: mending,
			Usage:     "remove entries for good",
			UsageText: "mmrun discard FILE..",
			Action: func(c *cli.Context) error {
				if !c.Args().Present() {
					return errors.New("discard: name the files that are to go")
				}
				return onEntries(c, stdout, out, shunted.Discard)
			},
		},
	}
}

// watchEvery is how often status --watch looks.
const watchEvery = 2 * time.Second

// showStatus prints the site's status. The exit status is that of a monitoring plugin.
func showStatus(c *cli.Context, stdout io.Writer, out console) error {
	s, done, err := openSite(c, out, anywhere)
	if err != nil {
		fmt.Fprintf(stdout, "MMRUN %s - %v\n", status.Unknown, err)
		return &exitError{int(status.Unknown), err}
	}
	defer done()
	ctx, stop := untilStopped()
	defer stop()
	for {
		st := status.Collect(ctx, s, status.Systemd)
		if c.Bool("watch") && isTerminal(stdout) {
			fmt.Fprint(stdout, "\x1b[H\x1b[2J")
		}
		if err := printStatus(stdout, &st, c.Bool("json")); err != nil {
			return unwritten(fmt.Errorf("printing the status: %w", err))
		}
		if !c.Bool("watch") {
			return quiet(int(st.Level))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(watchEvery):
		}
	}
}

func printStatus(w io.Writer, st *status.Site, asJSON bool) error {
	if !asJSON {
		return st.WriteText(w, status.Colours{On: isTerminal(w) && os.Getenv("NO_COLOR") == ""})
	}
	return writeJSON(w, st)
}

// quiet is an error that only sets the exit status and prints nothing; nil for 0.
func quiet(code int) error {
	if code == 0 {
		return nil
	}
	return &exitError{code, nil}
}

// isTerminal tells whether w is a terminal.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	_, err := unix.IoctlGetTermios(int(file.Fd()), unix.TCGETS)
	return err == nil
}

// showFiles prints files. One that can't be read keeps no other from being shown.
func showFiles(c *cli.Context, stdout io.Writer) error {
	if !c.Args().Present() {
		return errors.New("show: name the files to print")
	}
	var faults []error
	for _, path := range c.Args().Slice() {
		f, err := show.Read(path)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if err := printFile(stdout, f, c.Bool("json")); err != nil {
			return unwritten(fmt.Errorf("printing %s: %w", path, err))
		}
	}
	if len(faults) > 0 {
		return unwritten(errors.Join(faults...))
	}
	return nil
}

// printFile prints a file, as JSON an object a line.
func printFile(w io.Writer, f show.File, asJSON bool) error {
	if !asJSON {
		return f.WriteText(w)
	}
	_, err := w.Write(append(f.AppendJSON(nil), '\n'))
	return err
}

// onEntries does something with entries and prints what became of each.
func onEntries(c *cli.Context, stdout io.Writer, out console,
	do func(context.Context, *site.Site, []string) ([]shunted.Result, error)) error {
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		results, err := do(ctx, s, c.Args().Slice())
		return reportEntries(stdout, results, err)
	})
}

// reportEntries prints what became of each entry. err is what ended the work on them.
func reportEntries(w io.Writer, results []shunted.Result, err error) error {
	faults := []error{err}
	for _, r := range results {
		if r.Err != nil {
			faults = append(faults, r.Err)
			continue
		}
		to := "discarded"
		if r.To != "" {
			to = "-> " + r.To
		}
		if _, err := fmt.Fprintf(w, "%s %s (%s)\n", r.File, to, r.What); err != nil {
			return unwritten(err)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return &exitError{runner.ExitIO, err}
	}
	return nil
}
