// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"cmp"
	"fmt"
	"os"
	"syscall"

	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
	"mmgen/generator"
	"mmgen/generator/mmcfg"
)

// switchCommand runs mmrun switch: a generator must not link packages that talk to systemd or
// open queues.
func (p *program) switchCommand() *cli.Command {
	return &cli.Command{
		Name:      "switch",
		Usage:     "give the site's queues to mmgen's units, or back to mailmanctl",
		UsageText: "mmgen switch [--dry-run] oneshot|resident",
		Flags:     []cli.Flag{&cli.BoolFlag{Name: "dry-run", Usage: "only say what would be done"}},
		Action:    p.switchSite,
	}
}

func (p *program) switchSite(c *cli.Context) error {
	runner, err := runnerOf(c)
	if err != nil {
		return err
	}
	args := append([]string{runner}, append(cmdline.SiteFlags(c), "switch")...)
	if c.Bool("dry-run") {
		args = append(args, "--dry-run")
	}
	err = syscall.Exec(runner, append(args, c.Args().Slice()...), os.Environ())
	return outputError{fmt.Errorf("starting %s: %w", runner, err)}
}

// runnerOf is the path of mmrun, as the units have it.
func runnerOf(c *cli.Context) (string, error) {
	w, err := whereOf(c)
	if err != nil {
		return "", err
	}
	site, _, found := load(w)
	if !found {
		return "", mmcfg.ErrNoSite
	}
	return cmp.Or(site.Units.Runner.Text, generator.UsualRunner), nil
}
