// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"mmgen/generator/mmcfg"
	"mmgen/runner/mailwrapper"
	"mmgen/runner/site"
)

// aliasesCommand prints what the mail server needs.
func aliasesCommand(stdout io.Writer, out console) *cli.Command {
	return &cli.Command{
		Name:      "aliases",
		Usage:     "print the aliases of lists for the mail server",
		UsageText: "mmrun aliases [--mta postfix|exim] [--program PATH] [LIST..]",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "mta", Value: "postfix", Usage: "for this `MTA`: postfix (and all others that have aliases(5)), or exim, whose router serves all lists at once"},
			&cli.StringFlag{Name: "program", Usage: "the aliases call `PATH`", DefaultText: "lib/mmgen/mailman, or this mmrun"},
		},
		Action: func(c *cli.Context) error { return aliases(c, stdout, out) },
	}
}

func aliases(c *cli.Context, stdout io.Writer, out console) error {
	program, err := programOf(c)
	if err != nil {
		return err
	}
	var user, group string
	s, done, err := openSite(c, out, func(found *mmcfg.Site) error {
		user, group = found.User(), found.Group()
		return nil
	})
	if err != nil {
		return err
	}
	defer done()
	switch mta := c.String("mta"); mta {
	case "postfix":
		return writeAliases(stdout, s, program, c.Args().Slice())
	case "exim":
		return mailwrapper.Exim{Program: program, ListDir: s.Settings.Str("LIST_DATA_DIR"), User: user, Group: group}.Write(stdout)
	default:
		return fmt.Errorf("--mta %s: want postfix or exim", mta)
	}
}

// writeAliases writes the aliases of the named lists, of all where none is named.
func writeAliases(w io.Writer, s *site.Site, program string, lists []string) error {
	if len(lists) == 0 {
		all, err := s.ListNames()
		if err != nil {
			return err
		}
		lists = all
	}
	for i, list := range lists {
		if !s.ListExists(list) {
			return fmt.Errorf("there is no list %q; mmrun aliases without a name prints those of all lists", list)
		}
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if err := mailwrapper.WriteAliases(w, list, program); err != nil {
			return err
		}
	}
	return nil
}

// programOf returns the program that aliases call.
func programOf(c *cli.Context) (string, error) {
	if program := c.String("program"); program != "" {
		return program, nil
	}
	self, err := os.Executable()
	return wayIn(self), err
}

// wayIn is the program that queues mail the soonest: lib/mmgen/mailman for bin/mmrun, or
// where that is not installed mmrun itself, whose path is self.
func wayIn(self string) string {
	small := filepath.Join(filepath.Dir(self), "../lib/mmgen", wrapperName)
	if _, err := os.Stat(small); err != nil {
		return self
	}
	return small
}
