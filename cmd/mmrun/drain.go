// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/coreos/go-systemd/v22/journal"
	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
	"mmgen/generator/mmcfg"
	"mmgen/runner"
	"mmgen/runner/site"
)

// unknownArgument is the error of what is neither a flag nor a command.
func unknownArgument(arg string, commands []*cli.Command) error {
	var names []string
	for _, command := range commands {
		names = append(names, command.Name)
	}
	return fmt.Errorf("unknown argument %q%s", arg, cmp.Or(cmdline.DidYouMean(arg, names), "; runners are named by -r"))
}

// drain is mmrun without a command.
func drain(c *cli.Context, stdout io.Writer, out console) error {
	if c.Args().Present() {
		return unknownArgument(c.Args().First(), c.App.Commands)
	}
	if c.Bool("list") {
		list(stdout)
		return nil
	}
	specs, err := specsOf(c.StringSlice("runner"))
	if err != nil {
		return err
	}
	if c.Duration("linger") < 0 {
		return fmt.Errorf("--linger %v: a time can't be negative", c.Duration("linger"))
	}
	s, done, err := openSite(c, out, writable(specs))
	if err != nil {
		return err
	}
	defer done()
	if !c.Bool("once") {
		out.say(journal.PriInfo, "draining once, as with -o: nothing stays resident")
	}
	return drainQueues(s, specs, runner.Options{Linger: c.Duration("linger")}, c.Bool("verbose"), out)
}

// list says which runners there are (bin/qrunner -l).
func list(w io.Writer) {
	for _, name := range runner.Names() {
		fmt.Fprintf(w, "%s runs the %sRunner qrunner\n", name, name)
	}
	fmt.Fprintln(w, "All runs all the above qrunners")
}

// specsOf reads the values of -r. A queue that is named twice is drained once.
func specsOf(args []string) ([]runner.Spec, error) {
	if len(args) == 0 {
		return nil, errors.New("no runner name given; say -r RUNNER, or -l for a list of them")
	}
	var specs []runner.Spec
	for _, arg := range args {
		more, err := runner.ParseSpec(arg)
		if err != nil {
			return nil, withSuggestion(err)
		}
		specs = runner.Merge(specs, more)
	}
	return specs, nil
}

// withSuggestion proposes what a mistyped name of a runner may stand for.
func withSuggestion(err error) error {
	var unknown runner.UnknownRunnerError
	if !errors.As(err, &unknown) {
		return err
	}
	name := string(unknown)
	if hint := cmdline.DidYouMean(name, append(runner.Names(), runner.All)); hint != "" {
		return fmt.Errorf("no runner is called %q%s", name, hint)
	}
	return err
}

// drainQueues drains until nothing is left to do or a signal comes, and tells
// systemd what goes on.
func drainQueues(s *site.Site, specs []runner.Spec, opts runner.Options, verbose bool, out console) error {
	ctx, stop := untilStopped()
	defer stop()
	context.AfterFunc(ctx, func() { notify(daemon.SdNotifyStopping) })
	m := newMeter(time.Now, out)
	opts.Progress = m.update
	err := runner.Drain(ctx, s, specs, opts)
	if handled := m.end(); verbose {
		out.say(journal.PriInfo, handled)
	}
	if ctx.Err() == nil {
		notify(daemon.SdNotifyStopping)
	}
	if err != nil {
		return &exitError{runner.ExitStatus(err), err}
	}
	return nil
}

// notify tells systemd a state (sd_notify(3)). Without a $NOTIFY_SOCKET it does
// nothing. An error is left alone: the drain does not depend on it.
func notify(state string) { _, _ = daemon.SdNotify(false, state) }

// settingsError is why the settings can't be used, a line for each fault.
func settingsError(err error) error {
	var several mmcfg.Errors
	if errors.As(err, &several) {
		err = errors.New(strings.TrimSpace(several.Error()))
	}
	return &exitError{runner.ExitSettings, err}
}
