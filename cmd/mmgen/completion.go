// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	_ "embed"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"
)

// The scripts for bash and zsh ask mmgen itself (cli's
// --generate-bash-completion); fish's is made by cli.
var (
	//go:embed completion/bash
	bashCompletion string
	//go:embed completion/zsh
	zshCompletion string
)

func (p *program) completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print a script that completes mmgen's command line",
		ArgsUsage: "bash|zsh|fish",
		Action:    p.completion,
		BashComplete: func(*cli.Context) {
			fmt.Fprint(p.stdout, "bash\nfish\nzsh\n")
		},
	}
}

func (p *program) completion(c *cli.Context) error {
	if c.NArg() != 1 {
		return fmt.Errorf("completion: name one shell: bash, zsh or fish")
	}
	var script string
	var err error
	switch shell := c.Args().First(); shell {
	case "bash":
		script = bashCompletion
	case "zsh":
		script = zshCompletion
	case "fish":
		script, err = c.App.ToFishCompletion()
	default:
		return fmt.Errorf("completion: no script for %q, only for bash, zsh and fish", shell)
	}
	if err == nil {
		_, err = io.WriteString(p.stdout, script)
	}
	if err != nil {
		return printed(fmt.Errorf("writing the completion script: %w", err))
	}
	return nil
}
