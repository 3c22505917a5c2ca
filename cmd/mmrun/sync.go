// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"context"
	"errors"
	"io"

	"github.com/urfave/cli/v2"

	"mmgen/runner/admin/roster"
	"mmgen/runner/site"
)

func syncCommand(stdout io.Writer, out console) *cli.Command {
	return &cli.Command{
		Name: "sync", Category: aboutLists,
		Usage:     "subscribe and remove members, so that they are those in a file",
		UsageText: "mmrun sync [OPTION..] -f FILE LIST",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "file", Aliases: []string{"f"}, Usage: "the addresses, one a line, are in this `FILE`; - for standard input"},
			&cli.BoolFlag{Name: "no-change", Aliases: []string{"n"}, Usage: "only print what would be done"},
			&cli.BoolFlag{Name: "digest", Aliases: []string{"d"}, Usage: "new members get digests"},
			&cli.StringFlag{Name: "welcome", Aliases: []string{"w"}, Usage: "send new members a welcome, `y|n`", DefaultText: "as the list has it"},
			&cli.StringFlag{Name: "goodbye", Aliases: []string{"g"}, Usage: "send former members a goodbye, `y|n`", DefaultText: "as the list has it"},
			&cli.StringFlag{Name: "notify", Aliases: []string{"a"}, Usage: "tell the owners, `y|n`", DefaultText: "as the list has it"},
		},
		Action: func(c *cli.Context) error { return syncMembers(c, stdout, out) },
	}
}

// syncMembers is bin/sync_members.
func syncMembers(c *cli.Context, stdout io.Writer, out console) error {
	if c.NArg() != 1 || !c.IsSet("file") {
		return errors.New("sync: say -f FILE LIST")
	}
	how := roster.Sync{Digest: c.Bool("digest"), DryRun: c.Bool("no-change")}
	var err error
	for flag, to := range map[string]**bool{"welcome": &how.Welcome, "goodbye": &how.Goodbye, "notify": &how.Notify} {
		var told error
		*to, told = yesNo(c, flag)
		err = errors.Join(err, told)
	}
	if err != nil {
		return err
	}
	people, err := addresses(c)
	if err != nil {
		return err
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		results, err := roster.SyncMembers(ctx, s, c.Args().First(), people, how)
		return report(stdout, results, err)
	})
}
