// SPDX-License-Identifier: GPL-2.0-or-later

package cmdline

import (
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// Scripts that ask the program itself what may come next (its hidden flag
// --generate-bash-completion); fish's is made by cli.
var (
	//go:embed completion/bash
	bashCompletion string
	//go:embed completion/zsh
	zshCompletion string
)

// CompletionCommand prints a script that completes the app's command line in a shell.
// Behind fileFlags, such as --config, the shell proposes files. An error of stdout is
// returned as unwritten makes of it.
func CompletionCommand(stdout io.Writer, unwritten func(error) error, fileFlags ...string) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print a script that completes the command line in a shell",
		ArgsUsage: "bash|zsh|fish",
		Action: func(c *cli.Context) error {
			script, err := completion(c, fileFlags)
			if err != nil {
				return err
			}
			if _, err := io.WriteString(stdout, script); err != nil {
				return unwritten(fmt.Errorf("writing the completion script: %w", err))
			}
			return nil
		},
		BashComplete: func(*cli.Context) {
			fmt.Fprint(stdout, "bash\nfish\nzsh\n")
		},
	}
}

func completion(c *cli.Context, fileFlags []string) (string, error) {
	if c.NArg() != 1 {
		return "", fmt.Errorf("completion: name one shell: bash, zsh or fish")
	}
	fill := strings.NewReplacer("PROGRAM", c.App.Name, "FILEFLAGS", strings.Join(fileFlags, " | "))
	switch shell := c.Args().First(); shell {
	case "bash":
		return fill.Replace(bashCompletion), nil
	case "zsh":
		return fill.Replace(zshCompletion), nil
	case "fish":
		return c.App.ToFishCompletion()
	default:
		return "", fmt.Errorf("completion: no script for %q, only for bash, zsh and fish", shell)
	}
}
