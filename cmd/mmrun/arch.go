// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"mmgen/runner/admin/rearchive"
	"mmgen/runner/site"
)

func archCommand(out console) *cli.Command {
	return &cli.Command{
		Name: "arch", Category: aboutLists,
		Usage:     "make the pages of a list's archive anew, or add a mailbox to them",
		UsageText: "mmrun arch [OPTION..] LIST [MBOX]",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "wipe", Usage: "remove the pages first"},
			&cli.IntFlag{Name: "start", Aliases: []string{"s"}, Usage: "begin with message `N`; the mailbox's first is 0"},
			&cli.IntFlag{Name: "end", Aliases: []string{"e"}, Usage: "end with message `N`", Value: -1, DefaultText: "the last one"},
			&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "do not say how far it is"},
		},
		Action: func(c *cli.Context) error { return arch(c, out) },
	}
}

// arch is bin/arch.
func arch(c *cli.Context, out console) error {
	if c.NArg() < 1 || c.NArg() > 2 {
		return errors.New("arch: say LIST [MBOX]")
	}
	o := rearchive.Options{Mbox: c.Args().Get(1), Wipe: c.Bool("wipe"), Start: c.Int("start"), End: c.Int("end")}
	if !c.Bool("quiet") {
		o.Progress = func(done int) { fmt.Fprintf(out.w, "%d messages are done\n", done) }
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		done, err := rearchive.Add(ctx, s, c.Args().First(), o)
		switch {
		case err == nil:
			return nil
		case done > 0 && !errors.Is(err, rearchive.ErrSome):
			err = fmt.Errorf("%w; mmrun arch --start %d goes on", err, o.Start+done)
		}
		return listError(err)
	})
}
