// SPDX-License-Identifier: GPL-2.0-or-later

// Package cmdline is what the command lines of mmgen and mmrun have in common,
// on top of urfave/cli:
//
//   - Setup gives both the same manners: --version, --help on 80 columns, one
//     line for a wrong call instead of the whole help.
//   - DidYouMean and DidYouMeanFlag propose what a mistyped name may stand for.
//   - Version tells the version and the commit that the program was built from.
//   - SiteFlags are the flags that say which site is meant, for another program.
//   - Run runs an app, with flags written as getopt(3) takes them too, and tells when help
//     or version could not be printed.
//   - Report prints an error, every line of it behind the program's name.
package cmdline

import (
	"context"
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
	app.Writer = &keeper{w: app.Writer}
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

// keeper is a writer that keeps the first error: cli drops those of printing help and
// version.
type keeper struct {
	w   io.Writer
	err error
}

func (k *keeper) Write(text []byte) (int, error) {
	n, err := k.w.Write(text)
	if k.err == nil {
		k.err = err
	}
	return n, err
}

// WriteError is why what cli prints itself, as help, could not be printed.
type WriteError struct{ Err error }

func (e *WriteError) Error() string { return "printing: " + e.Err.Error() }
func (e *WriteError) Unwrap() error { return e.Err }

// Run runs an app that Setup has prepared. The error is that of the app, or a WriteError.
func Run(app *cli.App, args []string) error { return RunContext(context.Background(), app, args) }

// RunContext is Run with a context for the app's actions.
func RunContext(ctx context.Context, app *cli.App, args []string) error {
	err := app.RunContext(ctx, separated(app, args))
	if k, ok := app.Writer.(*keeper); ok && err == nil && k.err != nil {
		return &WriteError{k.err}
	}
	return err
}

// SiteFlags are the flags that say which site is meant, as they were given: another
// program of ours that gets them reads the same settings.
func SiteFlags(c *cli.Context) []string {
	var given []string
	for _, flag := range []string{"config", "mm-cfg", "root"} {
		if c.IsSet(flag) {
			given = append(given, "--"+flag, c.String(flag))
		}
	}
	return given
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
