// SPDX-License-Identifier: GPL-2.0-or-later

// Package cmdline is what the command lines of mmgen and mmrun have in common,
// on top of urfave/cli:
//
//   - Setup gives both the same manners: --version, --help on 80 columns, one
//     line for a wrong call instead of the whole help.
//   - DidYouMean and DidYouMeanFlag propose what a mistyped name may stand for.
//   - Version tells the version and the commit that the program was built from.
//   - Report prints an error, every line of it behind the program's name.
package cmdline

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// Setup prepares an app and its commands. The caller prints the error that
// Run returns.
func Setup(app *cli.App) *cli.App {
	cli.VersionFlag = &cli.BoolFlag{Name: "version", Usage: "print version and commit", DisableDefaultText: true} // -v is for verbose
	cli.HelpPrinter = printHelp
	cli.FlagStringer = describeOnce
	app.Version = Version()
	app.HideHelpCommand = true
	app.CustomAppHelpTemplate = withoutVersion(cli.AppHelpTemplate)
	app.ExitErrHandler = func(*cli.Context, error) {}
	app.OnUsageError = wrongFlag
	hideFalse(app.Flags)
	setupCommands(app.Commands)
	return app
}

func setupCommands(commands []*cli.Command) {
	for _, command := range commands {
		command.OnUsageError = wrongFlag
		command.HideHelpCommand = true
		hideFalse(command.Flags)
		setupCommands(command.Subcommands)
	}
}

// wrongFlag answers a flag that can't be parsed.
func wrongFlag(c *cli.Context, err error, _ bool) error {
	if hint := DidYouMeanFlag(c, err); hint != "" {
		return fmt.Errorf("%w%s", err, hint)
	}
	return err
}

// hideFalse has no flag say that it is not given as a rule.
func hideFalse(flags []cli.Flag) {
	for _, flag := range flags {
		if flag, isBool := flag.(*cli.BoolFlag); isBool {
			flag.DisableDefaultText = true
		}
	}
}

// Report prints an error to w, each of its lines behind the program's name.
// What can't be printed has no other place to go.
func Report(w io.Writer, program string, err error) {
	for line := range strings.Lines(strings.TrimSpace(err.Error())) {
		_, _ = fmt.Fprintf(w, "%s: %s\n", program, strings.TrimRight(line, "\n"))
	}
}
