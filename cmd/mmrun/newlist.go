// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/coreos/go-systemd/v22/journal"
	"github.com/urfave/cli/v2"

	"mmgen/runner/admin/check"
	"mmgen/runner/admin/roster"
	"mmgen/runner/mailwrapper"
	"mmgen/runner/site"
)

// newList is bin/newlist.
func newList(c *cli.Context, stdout io.Writer, out console) error {
	if c.NArg() < 2 || c.NArg() > 3 {
		return errors.New("newlist: say LIST OWNER [PASSWORD]")
	}
	n := roster.New{
		Name: c.Args().Get(0), Owner: c.Args().Get(1), Language: c.String("language"),
		URLHost: c.String("urlhost"), EmailHost: c.String("emailhost"), Quiet: c.Bool("quiet"),
	}
	var err error
	if n.Password, err = passwordIn(c.Args().Slice()[2:], os.Stdin); err != nil {
		return fmt.Errorf("newlist: %w", err)
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		l, err := roster.Create(ctx, s, n)
		if err != nil {
			return listError(err)
		}
		program, err := programOf(c)
		if err != nil {
			return err
		}
		if s.Settings.Str("MTA") == "Postfix" {
			warnOfWrapper(s, program, out)
			return nil
		}
		fmt.Fprintln(out.w, "mmrun: the list is made; for its addresses the mail server needs these aliases (see mmrun aliases):")
		if err := mailwrapper.WriteAliases(stdout, l.InternalName(), program); err != nil {
			return unwritten(err)
		}
		return nil
	})
}

// warnOfWrapper tells where the aliases that were written call a program that can't take the
// list's mail: program can.
func warnOfWrapper(s *site.Site, program string, out console) {
	f := (&check.Machine{Site: s, WayIn: program}).Wrapper()
	if f == nil {
		return
	}
	out.say(journal.PriWarning, fmt.Sprintf("the list is made, but %s: %s; mend it, as root, with\n%s", f.Where, f.What, f.Mend))
}

// removeList is bin/rmlist.
func removeList(c *cli.Context, stdout io.Writer, out console) error {
	if c.NArg() != 1 {
		return errors.New("rmlist: name one list")
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		removed, err := roster.Remove(ctx, s, c.Args().First(), c.Bool("archives"))
		for _, path := range removed {
			fmt.Fprintf(stdout, "removed %s\n", path)
		}
		if err != nil {
			return listError(err)
		}
		return nil
	})
}
