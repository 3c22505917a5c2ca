// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/coreos/go-systemd/v22/journal"
	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
	"mmgen/generator/crontab"
	"mmgen/runner"
	"mmgen/runner/member"
	"mmgen/runner/periodic"
	"mmgen/runner/site"
)

// jobCommand is `mmrun job`: a command for each of the day's jobs, with the options of
// Mailman's script of that name. Without one it lists them.
func jobCommand(stdout io.Writer, out console) *cli.Command {
	command := &cli.Command{
		Name: "job", Usage: "do one of the day's jobs, as Mailman's cron scripts do; without NAME list them",
		UsageText: "mmrun [OPTION..] job [NAME [OPTION..]]",
		Action:    func(c *cli.Context) error { return listJobs(c, stdout) },
	}
	for _, job := range periodic.Jobs() {
		command.Subcommands = append(command.Subcommands, commandOf(job, out))
	}
	return command
}

// commandOf is the command for one job.
func commandOf(job periodic.Job, out console) *cli.Command {
	command := &cli.Command{
		Name: job.Name, Usage: job.What,
		Action: func(c *cli.Context) error { return runJob(c, job, out) },
	}
	operands := ""
	for _, option := range job.Takes {
		if option == periodic.Operands {
			operands = " [LIST..]"
			continue
		}
		command.Flags = append(command.Flags, jobFlags[option])
	}
	command.UsageText = "mmrun job " + job.Name
	if len(command.Flags) > 0 {
		command.UsageText += " [OPTION..]"
	}
	command.UsageText += operands
	return command
}

// jobFlags are the flags of the scripts.
var jobFlags = map[periodic.Option]cli.Flag{
	periodic.ListName:    &cli.StringSliceFlag{Name: "listname", Aliases: []string{"l"}, Usage: "only for this `LIST`; may be repeated"},
	periodic.ExceptList:  &cli.StringSliceFlag{Name: "exceptlist", Aliases: []string{"e"}, Usage: "not for this `LIST`; may be repeated"},
	periodic.Verbose:     &cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "say what is done"},
	periodic.ByAdmin:     &cli.BoolFlag{Name: "byadmin", Aliases: []string{"o"}, Usage: "also members whom the list's administrator disabled"},
	periodic.ByUser:      &cli.BoolFlag{Name: "byuser", Aliases: []string{"m"}, Usage: "also members who disabled themselves"},
	periodic.Unknown:     &cli.BoolFlag{Name: "unknown", Aliases: []string{"u"}, Usage: "also members of whom nobody knows why"},
	periodic.NotByBounce: &cli.BoolFlag{Name: "notbybounce", Aliases: []string{"b"}, Usage: "not members who are disabled because of bounces"},
	periodic.All:         &cli.BoolFlag{Name: "all", Aliases: []string{"a"}, Usage: "all disabled members"},
	periodic.Force:       &cli.BoolFlag{Name: "force", Aliases: []string{"f"}, Usage: "also those whose next notice is not due yet"},
}

// listJobs says which jobs there are, and when Mailman's crontab has them, as
// systemd.time(7) writes it.
func listJobs(c *cli.Context, w io.Writer) error {
	if name := c.Args().First(); name != "" {
		var names []string
		for _, job := range periodic.Jobs() {
			names = append(names, job.Name)
		}
		return fmt.Errorf("no job is called %q%s", name, cmp.Or(cmdline.DidYouMean(name, names), "; mmrun job prints those there are"))
	}
	times := map[string]string{}
	for _, script := range crontab.Jobs() {
		times[script.Name] = script.Calendar
	}
	for _, job := range periodic.Jobs() {
		fmt.Fprintf(w, "%-15s %-15s %s\n", job.Name, times[job.Name], job.What)
	}
	return nil
}

// runJob runs a job until it is done or a signal comes.
func runJob(c *cli.Context, job periodic.Job, out console) error {
	options, err := jobOptions(c, job)
	if err != nil {
		return err
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		context.AfterFunc(ctx, func() { notify(daemon.SdNotifyStopping) })
		result, err := job.Run(ctx, s, options)
		if out.inJournal {
			out.say(journal.PriInfo, fmt.Sprintf("job %s: %d %s", job.Name, result.Done, job.Counts))
		}
		return jobError(err)
	})
}

// jobError is what became of a job, with the exit status.
func jobError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, periodic.ErrNoList):
		return &exitError{runner.ExitUsage, err}
	case errors.Is(err, periodic.ErrWaiting):
		return &exitError{runner.ExitWaiting, err}
	}
	return &exitError{runner.ExitIO, err}
}

// jobOptions reads the options of a job.
func jobOptions(c *cli.Context, job periodic.Job) (periodic.Options, error) {
	o := periodic.Options{Lists: c.StringSlice("listname"), Except: c.StringSlice("exceptlist"), Force: c.Bool("force")}
	switch {
	case slices.Contains(job.Takes, periodic.Operands):
		o.Lists = c.Args().Slice()
	case c.Args().Present():
		return o, fmt.Errorf("unknown argument %q", c.Args().First())
	}
	if slices.Contains(job.Takes, periodic.All) {
		o.Reasons = disabledReasons(c)
	}
	if slices.Contains(job.Takes, periodic.Verbose) && c.Bool("verbose") {
		o.Say = func(text string) { fmt.Fprintln(c.App.Writer, text) }
	}
	return o, nil
}

// disabledReasons are the reasons for which a member is disabled that the job disabled
// is to look at.
func disabledReasons(c *cli.Context) (reasons []member.Status) {
	for _, r := range []struct {
		status member.Status
		wanted bool
	}{
		{member.ByBounce, !c.Bool("notbybounce")},
		{member.ByAdmin, c.Bool("byadmin") || c.Bool("all")},
		{member.ByUser, c.Bool("byuser") || c.Bool("all")},
		{member.Unknown, c.Bool("unknown") || c.Bool("all")},
	} {
		if r.wanted {
			reasons = append(reasons, r.status)
		}
	}
	return reasons
}
