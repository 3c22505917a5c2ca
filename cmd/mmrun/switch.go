// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
	"mmgen/runner"
	"mmgen/runner/admin/switching"
)

// switchCommand gives the site's queues to mmgen's units or back. As a rule it is called
// as mmgen switch, which has no D-Bus of its own.
func switchCommand(stdout io.Writer, out console) *cli.Command {
	return &cli.Command{
		Name:      "switch",
		Usage:     "give the site's queues to mmgen's units, or back to mailmanctl",
		UsageText: "mmrun switch [--dry-run] oneshot|resident",
		Flags:     []cli.Flag{&cli.BoolFlag{Name: "dry-run", Usage: "only say what would be done"}},
		Action:    func(c *cli.Context) error { return switchSite(c, stdout, out) },
	}
}

func switchSite(c *cli.Context, stdout io.Writer, out console) error {
	way := switching.Way(c.Args().First())
	if c.NArg() != 1 || !slices.Contains([]switching.Way{switching.Oneshot, switching.Resident}, way) {
		return errors.New("switch: say oneshot (mmgen's units) or resident (Mailman's own runners)")
	}
	if os.Geteuid() != 0 && !c.Bool("dry-run") {
		return &exitError{runner.ExitUsage, errors.New("switch: only root may do that; --dry-run says what would be done")}
	}
	found, err := loadSettings(c)
	if err != nil {
		return settingsError(err)
	}
	site, err := wire(found, noLogs{})
	if err != nil {
		return err
	}
	ctx, stop := untilStopped(syscall.SIGHUP)
	defer stop()
	bus, err := switching.Dial(ctx)
	if err != nil {
		return &exitError{runner.ExitIO, err}
	}
	defer bus.Close()
	s := &switching.Switch{
		Site:    site,
		Systemd: bus,
		Mask:    switching.Mask,
		Check:   func(ctx context.Context) error { return checkUnits(ctx, c) },
		Drain:   func(ctx context.Context) error { return drainByHand(ctx, c, out) },
		Say:     func(text string) { fmt.Fprintln(stdout, text) },
		DryRun:  c.Bool("dry-run"),
		Wait:    wait,
	}
	if err := s.To(ctx, way); err != nil {
		return &exitError{runner.ExitIO, fmt.Errorf("switch %s: %w", way, err)}
	}
	return nil
}

// generatorDirs are where systemd looks for generators (systemd.generator(7)).
var generatorDirs = []string{
	"/run/systemd/system-generators", "/etc/systemd/system-generators",
	"/usr/local/lib/systemd/system-generators", "/usr/lib/systemd/system-generators",
}

// checkUnits has mmgen look whether it can make all units of the site. Its error is what
// mmgen says.
func checkUnits(ctx context.Context, c *cli.Context) error {
	mmgen, err := findGenerator(generatorDirs)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, mmgen, append(cmdline.SiteFlags(c), "--dry-run")...)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("mmgen can't make all units of this site; %s --dry-run: %w\n%s", mmgen, err, strings.TrimSpace(said.String()))
	}
	return nil
}

// findGenerator finds mmgen below the mask that another switch has left.
func findGenerator(dirs []string) (path string, err error) {
	for _, dir := range dirs {
		path := filepath.Join(dir, "mmgen")
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	return "", fmt.Errorf("mmgen is not installed as a generator: there is none in %s", strings.Join(dirs, ", "))
}

// drainByHand drains all queues in a process of its own, which becomes the site's user.
// Entries that can't be delivered now stay for the side that gets the queues.
func drainByHand(ctx context.Context, c *cli.Context, out console) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, append(cmdline.SiteFlags(c), "-r", runner.All, "-o")...)
	cmd.Stdout, cmd.Stderr = out.w, out.w
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == runner.ExitWaiting {
		return nil
	}
	return err
}

// wait waits, unless ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
