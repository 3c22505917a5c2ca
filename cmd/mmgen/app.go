// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"
)

// defaultConfig is the INI file, which need not be there.
const defaultConfig = "/etc/mailman/mmgen.ini"

func (p *program) app() *cli.App {
	cli.VersionFlag = &cli.BoolFlag{Name: "version", Usage: "print the version", DisableDefaultText: true}
	return &cli.App{
		Name:  "mmgen",
		Usage: "systemd generator for Mailman 2.1 sites",
		UsageText: "mmgen NORMAL [EARLY LATE]\n" +
			"mmgen [--config FILE] [--mm-cfg FILE] [--root DIR] [--systemd-version N] --dry-run | --output DIR\n" +
			"mmgen [--config FILE] [--mm-cfg FILE] [--root DIR] settings [NAME..] [--json]\n" +
			"mmgen completion bash|zsh|fish",
		Version: version(),
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "config", Value: defaultConfig, Usage: "the INI `FILE`; need not be there"},
			&cli.StringFlag{Name: "mm-cfg", Usage: "the site's mm_cfg.py is this `FILE`"},
			&cli.StringFlag{Name: "root", Value: "/", Usage: "look at the system below `DIR`"},
			&cli.IntFlag{Name: "systemd-version", Usage: "make units for systemd `N`, not for the installed one"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print the units"},
			&cli.StringFlag{Name: "output", Usage: "write the units to `DIR`"},
		},
		Action:               p.generateOrShow,
		Commands:             []*cli.Command{p.settingsCommand(), p.completionCommand()},
		EnableBashCompletion: true,
		HideHelpCommand:      true,
		Writer:               p.stdout,
		ErrWriter:            p.stderr,
		ExitErrHandler:       func(*cli.Context, error) {}, // run says it
		OnUsageError:         func(_ *cli.Context, err error, _ bool) error { return err },
	}
}

// version is that of the module, as the build knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

// where are the flags that say which site is meant.
type where struct {
	config, mmCfg string // "" where the usual file is meant
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

// flags are those that the units have to hand on to mmrun and mmgen, so that
// they read the same settings; their paths are what they are below the root.
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
	dirs := c.Args().Slice()
	switch show := c.Bool("dry-run") || c.IsSet("output"); {
	case show && len(dirs) > 0:
		return fmt.Errorf("%s: --dry-run and --output take no further argument", dirs[0])
	case show:
		return p.show(w, c.String("output"))
	case (len(dirs) == 1 || len(dirs) == 3) && isDir(dirs[0]):
		return p.generate(w, dirs[0])
	case len(dirs) == 1:
		return fmt.Errorf("%s is neither a directory nor a command", dirs[0])
	}
	return errors.New("give it one directory or three to write to, --dry-run, --output DIR or a command")
}

// isDir tells a directory from a mistyped command: systemd's are absolute paths.
func isDir(arg string) bool {
	info, err := os.Stat(arg)
	return filepath.IsAbs(arg) || err == nil && info.IsDir()
}
