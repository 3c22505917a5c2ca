// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"mmgen/cmd/internal/cmdline"
	"mmgen/runner"
	"mmgen/runner/admin/rearchive"
	"mmgen/runner/admin/roster"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

const aboutLists = "Lists and their members"

func listCommands(stdout io.Writer, out console) []*cli.Command {
	return []*cli.Command{
		{
			Name: "lists", Category: aboutLists,
			Usage:     "print the lists of the site",
			UsageText: "mmrun lists [--bare|--json]",
			Flags: []cli.Flag{
				&cli.BoolFlag{Name: "bare", Aliases: []string{"b"}, Usage: "names only"},
				&cli.BoolFlag{Name: "advertised", Aliases: []string{"a"}, Usage: "only lists that are advertised"},
				jsonFlag(),
			},
			Action: func(c *cli.Context) error { return printLists(c, stdout, out) },
		},
		{
			Name: "members", Category: aboutLists,
			Usage:     "print the members of a list",
			UsageText: "mmrun members [OPTION..] LIST",
			Flags: []cli.Flag{
				&cli.BoolFlag{Name: "regular", Aliases: []string{"r"}, Usage: "only those who get no digests"},
				&cli.BoolFlag{Name: "digest", Aliases: []string{"d"}, Usage: "only those who get digests"},
				&cli.BoolFlag{Name: "nomail", Aliases: []string{"n"}, Usage: "only those whose delivery is disabled"},
				&cli.BoolFlag{Name: "moderated", Aliases: []string{"m"}, Usage: "only those who are moderated"},
				&cli.BoolFlag{Name: "fullnames", Aliases: []string{"f"}, Usage: "with their names"},
				&cli.BoolFlag{Name: "preserve", Aliases: []string{"p"}, Usage: "addresses in the case in which they were given"},
				jsonFlag(),
			},
			Action: func(c *cli.Context) error { return printMembers(c, stdout, out) },
		},
		syncCommand(stdout, out),
		{
			Name: "held", Category: aboutLists,
			Usage:     "print what waits for moderators, or decide it",
			UsageText: "mmrun held [--json] [LIST]\nmmrun held [--reason TEXT] LIST approve|reject|discard ID..",
			Flags: []cli.Flag{
				jsonFlag(),
				&cli.StringFlag{Name: "reason", Usage: "a rejection says this `TEXT`"},
			},
			Action: func(c *cli.Context) error { return held(c, stdout, out) },
		},
		configCommand(stdout, out),
		{
			Name: "newlist", Category: aboutLists,
			Usage:     "make a list",
			UsageText: "mmrun newlist [OPTION..] LIST[@DOMAIN] OWNER [PASSWORD]",
			Flags: []cli.Flag{
				&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "no letter to the owner"},
				&cli.StringFlag{Name: "language", Aliases: []string{"l"}, Usage: "the list speaks `LANG`", DefaultText: "as the site"},
				&cli.StringFlag{Name: "urlhost", Aliases: []string{"u"}, Usage: "its web pages are on `HOST`"},
				&cli.StringFlag{Name: "emailhost", Aliases: []string{"e"}, Usage: "its addresses are of this `DOMAIN`"},
			},
			Action: func(c *cli.Context) error { return newList(c, stdout, out) },
		},
		{
			Name: "rmlist", Category: aboutLists,
			Usage:     "remove a list",
			UsageText: "mmrun rmlist [--archives] LIST",
			Flags:     []cli.Flag{&cli.BoolFlag{Name: "archives", Aliases: []string{"a"}, Usage: "and its archives"}},
			Action:    func(c *cli.Context) error { return removeList(c, stdout, out) },
		},
		passwordCommand(out),
		archCommand(out),
	}
}

// printLists is bin/list_lists.
func printLists(c *cli.Context, stdout io.Writer, out console) error {
	s, done, err := openSite(c, out, anywhere)
	if err != nil {
		return err
	}
	defer done()
	lists, fault := roster.Lists(s)
	if c.Bool("advertised") {
		lists = slices.DeleteFunc(lists, func(l roster.List) bool { return !l.Advertised })
	}
	b := bufio.NewWriter(stdout)
	switch {
	case c.Bool("json"):
		err = writeJSON(b, notNil(lists))
	case c.Bool("bare"):
		for _, l := range lists {
			fmt.Fprintln(b, l.Name)
		}
	default:
		for _, l := range lists {
			fmt.Fprintf(b, "%-20s %6d members  %s\n", l.RealName, l.Members, l.Description)
		}
	}
	if err := errors.Join(err, b.Flush()); err != nil {
		return unwritten(err)
	}
	if fault != nil {
		return unwritten(fault)
	}
	return nil
}

// listError gives an error about a list its exit status.
func listError(err error) error {
	code := runner.ExitIO
	switch {
	case errors.Is(err, mlist.ErrUnknown):
		code = runner.ExitUsage
		if unknown := (*site.UnknownListError)(nil); errors.As(err, &unknown) {
			err = fmt.Errorf("%w%s", err, cmdline.DidYouMean(unknown.Name, unknown.Lists))
		}
	case errors.Is(err, mlist.ErrLocked):
		code = runner.ExitWaiting
	case errors.Is(err, mlist.ErrExists), errors.Is(err, mlist.ErrBadName), errors.Is(err, roster.ErrBadNew), errors.Is(err, roster.ErrNoPassword),
		errors.Is(err, roster.ErrInvalid), errors.Is(err, roster.ErrNobody),
		errors.Is(err, rearchive.ErrMbox), errors.Is(err, rearchive.ErrSome), errors.Is(err, rearchive.ErrForeign),
		errors.Is(err, mlist.ErrBadAddress), errors.Is(err, mlist.ErrHostileAddress):
		code = exitData
	}
	return &exitError{code, err}
}
