// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
)

func (p *program) settingsCommand() *cli.Command {
	return &cli.Command{
		Name:      "settings",
		Usage:     "print the site's settings, and where each comes from",
		ArgsUsage: "[NAME..] [--json]",
		Flags:     []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "print an object of the values"}},
		Action:    p.settings,
		BashComplete: func(*cli.Context) {
			for _, name := range mmcfg.Stock().Names() {
				fmt.Fprintln(p.stdout, name)
			}
		},
	}
}

func (p *program) settings(c *cli.Context) error {
	w, err := whereOf(c)
	if err != nil {
		return err
	}
	isJSON := func(arg string) bool { return arg == "--json" || arg == "-json" }
	args := c.Args().Slice()
	asJSON := c.Bool("json") || slices.ContainsFunc(args, isJSON) // --json may also come after the names
	names := slices.DeleteFunc(args, isJSON)
	site, faults, found := load(w)
	if !found {
		p.say(noSite)
		return nil
	}
	p.print(problems(faults, site.Warnings))
	if site.Settings == nil {
		return errSettings
	}
	known, unknown := sortOut(site.Settings, names)
	if len(known) > 0 || len(names) == 0 {
		if err := printSettings(p.stdout, site.Settings, known, asJSON); err != nil {
			return err
		}
	}
	switch {
	case unknown != nil:
		return unknown
	case len(faults) > 0:
		return errSettings
	}
	return nil
}

// sortOut returns those of the names that are settings, and an error for the others.
func sortOut(settings *mmcfg.Settings, names []string) (known []string, err error) {
	var unknown []error
	for _, name := range names {
		if _, ok := settings.Value(name); ok {
			known = append(known, name)
		} else {
			unknown = append(unknown, fmt.Errorf("there is no setting %s%s", name, cmdline.DidYouMean(name, settings.Names())))
		}
	}
	return known, errors.Join(unknown...)
}

func printSettings(w io.Writer, settings *mmcfg.Settings, names []string, asJSON bool) error {
	if err := writeSettings(w, settings, names, asJSON); err != nil {
		return printed(fmt.Errorf("printing the settings: %w", err))
	}
	return nil
}

func writeSettings(w io.Writer, settings *mmcfg.Settings, names []string, asJSON bool) error {
	switch {
	case !asJSON:
		return settings.WriteText(w, names...)
	case len(names) == 0:
		return settings.EncodeJSON(w)
	}
	var items []pyvalue.Entry
	for _, name := range names {
		value, _ := settings.Value(name)
		items = append(items, pyvalue.Entry{Key: pyvalue.Str(name), Value: value})
	}
	_, err := w.Write(append(pyvalue.AppendJSONObject(nil, items), '\n'))
	return err
}
