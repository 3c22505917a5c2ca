// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"mmgen/runner/admin/roster"
	"mmgen/runner/site"
)

// The passwords that --for names: those of a list, and those of the site.
var (
	listPasswords = map[string]roster.Password{
		"owner": roster.OwnerPassword, "moderator": roster.ModeratorPassword, "poster": roster.PosterPassword,
	}
	sitePasswords = map[string]roster.SitePassword{
		"site": roster.AdminPassword, "listcreator": roster.CreatorPassword,
	}
)

func passwordCommand(out console) *cli.Command {
	return &cli.Command{
		Name: "password", Category: aboutLists,
		Usage:     "change a password of a list, or of the site",
		UsageText: "mmrun password [-q] [--for owner|moderator|poster] LIST [PASSWORD]\nmmrun password --for site|listcreator [PASSWORD]",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "for", Usage: "it lets `WHOM` in", Value: "owner"},
			&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "no letter to the list's owners"},
		},
		Action: func(c *cli.Context) error { return setPassword(c, out) },
	}
}

// setPassword is bin/change_pw and bin/mmsitepass.
func setPassword(c *cli.Context, out console) error {
	ofList, isList := listPasswords[c.String("for")]
	ofSite, isSite := sitePasswords[c.String("for")]
	args := c.Args().Slice()
	var list string
	switch {
	case !isList && !isSite:
		return fmt.Errorf("password: nobody is called %s; say --for owner, moderator, poster, site or listcreator", c.String("for"))
	case isList && len(args) == 0:
		return errors.New("password: name a list")
	case isList:
		list, args = args[0], args[1:]
	}
	password, err := passwordIn(args, os.Stdin)
	if err != nil {
		return fmt.Errorf("password: %w", err)
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) (err error) {
		if isSite {
			err = roster.SetSitePassword(s, ofSite, password)
		} else {
			err = roster.SetPassword(ctx, s, list, ofList, password, c.Bool("quiet"))
		}
		if err != nil {
			return listError(err)
		}
		return nil
	})
}

// passwordIn returns the password that stands last on the command line or, without one
// there, on the first line of stdin.
func passwordIn(args []string, stdin io.Reader) (string, error) {
	switch len(args) {
	case 0:
		line, err := bufio.NewReader(stdin).ReadString('\n')
		if err != nil && line == "" {
			return "", errors.New("give the password as an argument or, so that nobody sees it, on standard input")
		}
		return line, nil
	case 1:
		return args[0], nil
	}
	return "", fmt.Errorf("what is %s for? A password with blanks must be quoted", args[1])
}
