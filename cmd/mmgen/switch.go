// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"os"
	"syscall"

	"github.com/urfave/cli/v2"

	"mmgen/generator"
	"mmgen/generator/mmcfg"
)

// switchCommand hands over to mmrun switch: a generator must not link what speaks to
// systemd and to queues.
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
	args := []string{runner}
	for _, flag := range []string{"config", "mm-cfg", "root"} {
		if c.IsSet(flag) {
			args = append(args, "--"+flag, c.String(flag))
		}
	}
	args = append(args, "switch")
	if c.Bool("dry-run") {
		args = append(args, "--dry-run")
	}
	err = syscall.Exec(runner, append(args, c.Args().Slice()...), os.Environ())
	return outputError{fmt.Errorf("starting %s: %w", runner, err)}
}

// runnerOf is the path of mmrun, as the units have it.
func runnerOf(c *cli.Context) (string, error) {
	options := mmcfg.Options{Root: c.String("root"), MMCfg: c.String("mm-cfg")}
	if c.IsSet("config") {
		options.ConfigFile = c.String("config")
	}
	site, err := mmcfg.Load(options)
	if site != nil && site.Units.Runner.Text != "" {
		return site.Units.Runner.Text, nil
	}
	if err != nil && site == nil {
		return "", err
	}
	return generator.UsualRunner, nil
}
