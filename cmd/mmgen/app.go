// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
)

// defaultConfig is the INI file, which need not be there.
const defaultConfig = "/etc/mailman/mmgen.ini"

func (p *program) app() *cli.App {
	return cmdline.Setup(&cli.App{
		Name:  "mmgen",
		Usage: "systemd generator for Mailman 2.1 sites",
		UsageText: "mmgen NORMAL [EARLY LATE]\n" +
			"mmgen [OPTION..] --dry-run [UNIT..]\n" +
			"mmgen [OPTION..] --output DIR\n" +
			"mmgen [OPTION..] settings [NAME..] [--json]\n" +
			"mmgen [OPTION..] switch [--dry-run] oneshot|resident\n" +
			"mmgen completion bash|zsh|fish",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "config", Value: defaultConfig, Usage: "the INI `FILE`; need not be there"},
			&cli.StringFlag{Name: "mm-cfg", Usage: "the site's mm_cfg.py is this `FILE`"},
			&cli.StringFlag{Name: "root", Value: "/", Usage: "look at the system below `DIR`"},
			&cli.IntFlag{Name: "systemd-version", Usage: "make units for systemd `N`", DefaultText: "the installed one's"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print the units, or those that are named"},
			&cli.StringFlag{Name: "output", Usage: "write the units to `DIR`"},
		},
		Action:               p.generateOrShow,
		Commands:             []*cli.Command{p.settingsCommand(), p.switchCommand(), cmdline.CompletionCommand(p.stdout, printed, "--config", "--mm-cfg", "--root", "--output")},
		EnableBashCompletion: true,
		Writer:               p.stdout,
		ErrWriter:            p.stderr,
	})
}

// where has the flags that say which site is meant.
type where struct {
	config, mmCfg string // "" for the usual file
	root          string
	version       int // systemd's; 0: the installed one
}

func whereOf(c *cli.Context) (where, error) {
	w := where{mmCfg: c.String("mm-cfg"), root: c.String("root"), version: c.Int("systemd-version")}
	if c.IsSet("config") {
		w.config = c.String("config")
	}
	if c.IsSet("systemd-version") && w.version <= 0 {
		return w, fmt.Errorf("--systemd-version %d: versions are numbers as 252", w.version)
	}
	return w, nil
}

// flags returns the flags that the units pass to mmrun and mmgen, so that these read the same
// settings. Paths in them are those below the root.
func (w where) flags() ([]string, error) {
	root, err := filepath.Abs(w.root)
	if err != nil {
		return nil, fmt.Errorf("making --root %s absolute: %w", w.root, err)
	}
	var flags []string
	for _, f := range []struct{ name, file string }{{"--config", w.config}, {"--mm-cfg", w.mmCfg}} {
		if f.file == "" {
			continue
		}
		file, err := filepath.Abs(f.file)
		if err != nil {
			return nil, fmt.Errorf("making %s %s absolute: %w", f.name, f.file, err)
		}
		if below, found := strings.CutPrefix(file, strings.TrimSuffix(root, "/")+"/"); found {
			file = "/" + below
		}
		flags = append(flags, f.name, file)
	}
	return flags, nil
}

// generateOrShow is mmgen without a command.
func (p *program) generateOrShow(c *cli.Context) error {
	w, err := whereOf(c)
	if err != nil {
		return err
	}
	args := c.Args().Slice()
	switch {
	case c.IsSet("output") && len(args) > 0:
		return fmt.Errorf("%s: --output takes no further argument", args[0])
	case c.IsSet("output"):
		return p.write(w, c.String("output"))
	case c.Bool("dry-run"):
		return p.dryRun(w, args)
	case (len(args) == 1 || len(args) == 3) && isDir(args[0]):
		return p.generate(w, args[0])
	case len(args) > 0 && !isDir(args[0]):
		return fmt.Errorf("%s is neither a directory nor a command%s", args[0], cmdline.DidYouMean(args[0], commands(c)))
	}
	return errors.New("give it one directory or three to write to, --dry-run, --output DIR or a command")
}

// commands are the names of mmgen's commands.
func commands(c *cli.Context) []string {
	var names []string
	for _, command := range c.App.Commands {
		names = append(names, command.Name)
	}
	return names
}

// isDir tells a directory from a mistyped command: systemd's are absolute paths.
func isDir(arg string) bool {
	info, err := os.Stat(arg)
	return filepath.IsAbs(arg) || err == nil && info.IsDir()
}
