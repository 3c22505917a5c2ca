// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"mmgen/runner/admin/roster"
	"mmgen/runner/admin/show"
	"mmgen/runner/message/address"
	"mmgen/runner/site"
)

// asMembership has the commands subscribe and unsubscribe, which queue a mail, subscribe
// and remove members where they are given addresses.
func asMembership(command *cli.Command, stdout io.Writer, out console) {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "file", Aliases: []string{"f"}, Usage: "addresses, one a line, are in this `FILE`; - for standard input"},
		&cli.StringFlag{Name: "notify", Aliases: []string{"a"}, Usage: "tell the owners, `y|n`", DefaultText: "as the list has it"},
	}
	mail := command.Action
	do := subscribe
	switch command.Name {
	case "subscribe":
		flags = append(flags,
			&cli.BoolFlag{Name: "digest", Aliases: []string{"d"}, Usage: "with digests"},
			&cli.BoolFlag{Name: "nomail", Aliases: []string{"n"}, Usage: "with delivery disabled"},
			&cli.BoolFlag{Name: "invite", Aliases: []string{"i"}, Usage: "only invite them"},
			&cli.StringFlag{Name: "welcome", Aliases: []string{"w"}, Usage: "send them a welcome, `y|n`", DefaultText: "as the list has it"})
	case "unsubscribe":
		flags = append(flags, &cli.StringFlag{Name: "goodbye", Usage: "send them a goodbye, `y|n`", DefaultText: "as the list has it"})
		do = unsubscribe
	default:
		return
	}
	command.Flags = flags
	command.Usage += "; or, with addresses, " + command.Name + " them"
	command.UsageText += "\nmmrun " + command.Name + " [OPTION..] LIST ADDRESS.."
	command.Action = func(c *cli.Context) error {
		if c.NArg() < 2 && !c.IsSet("file") {
			return mail(c)
		}
		return do(c, stdout, out)
	}
}

// printMembers is bin/list_members.
func printMembers(c *cli.Context, stdout io.Writer, out console) error {
	if c.NArg() != 1 {
		return errors.New("members: name one list")
	}
	s, done, err := openSite(c, out, anywhere)
	if err != nil {
		return err
	}
	defer done()
	members, err := roster.Members(s, c.Args().First())
	if err != nil {
		return listError(err)
	}
	members = slices.DeleteFunc(members, func(m roster.Member) bool { return !wanted(c, m) })
	if c.Bool("preserve") {
		slices.SortStableFunc(members, byAddress)
	}
	b := bufio.NewWriter(stdout)
	if c.Bool("json") {
		err = writeJSON(b, notNil(members))
	} else {
		for _, m := range members {
			fmt.Fprintln(b, memberLine(c, m))
		}
	}
	if err := errors.Join(err, b.Flush()); err != nil {
		return unwritten(err)
	}
	return nil
}

// byAddress sorts members as they are printed: regular delivery before digests, each by
// address.
func byAddress(a, b roster.Member) int {
	switch {
	case a.Digest == b.Digest:
		return strings.Compare(a.Address, b.Address)
	case b.Digest:
		return -1
	}
	return 1
}

// wanted tells whether the flags ask for a member.
func wanted(c *cli.Context, m roster.Member) bool {
	switch {
	case c.Bool("moderated") && !m.Moderate, c.Bool("nomail") && m.Delivery == "enabled":
		return false
	case c.Bool("regular") == c.Bool("digest"):
		return true
	}
	return m.Digest == c.Bool("digest")
}

func memberLine(c *cli.Context, m roster.Member) string {
	a := address.Address{Addr: m.Address}
	if !c.Bool("preserve") {
		a.Addr = strings.ToLower(a.Addr)
	}
	if c.Bool("fullnames") {
		a.Name = m.Name
	}
	return show.Visible(address.Format(a))
}

// subscribe is bin/add_members.
func subscribe(c *cli.Context, stdout io.Writer, out console) error {
	people, err := addresses(c)
	if err != nil {
		return err
	}
	how := roster.Subscription{Digest: c.Bool("digest"), NoMail: c.Bool("nomail"), Invite: c.Bool("invite")}
	if how.Welcome, err = yesNo(c, "welcome"); err != nil {
		return err
	}
	if how.Notify, err = yesNo(c, "notify"); err != nil {
		return err
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		results, err := roster.Subscribe(ctx, s, c.Args().First(), people, how)
		return report(stdout, results, err)
	})
}

// unsubscribe is bin/remove_members.
func unsubscribe(c *cli.Context, stdout io.Writer, out console) error {
	people, err := addresses(c)
	if err != nil {
		return err
	}
	var how roster.Removal
	if how.Goodbye, err = yesNo(c, "goodbye"); err != nil {
		return err
	}
	if how.Notify, err = yesNo(c, "notify"); err != nil {
		return err
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		results, err := roster.Unsubscribe(ctx, s, c.Args().First(), people, how)
		return report(stdout, results, err)
	})
}

// report prints what became of each address. One that could not be dealt with makes the
// exit status that of bad input.
func report(w io.Writer, results []roster.Result, err error) error {
	if err != nil {
		return listError(err)
	}
	code := 0
	for _, r := range results {
		if _, err := fmt.Fprintln(w, r.Text); err != nil {
			return unwritten(err)
		}
		if !r.Done {
			code = exitData
		}
	}
	return quiet(code)
}

// exitData is EX_DATAERR of sysexits(3): something was wrong with what was given.
const exitData = 65

// addresses are those on the command line and in the file.
func addresses(c *cli.Context) ([]string, error) {
	all := slices.Clone(c.Args().Tail())
	if !c.IsSet("file") {
		return all, nil
	}
	text, err := readInput(c.String("file"))
	if err != nil {
		return nil, fmt.Errorf("reading the addresses: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all, nil
}

// yesNo is a flag that says y or n, nil where it is not given.
func yesNo(c *cli.Context, flag string) (*bool, error) {
	if !c.IsSet(flag) {
		return nil, nil
	}
	switch value := strings.ToLower(c.String(flag)); {
	case strings.HasPrefix(value, "y"):
		yes := true
		return &yes, nil
	case strings.HasPrefix(value, "n"):
		no := false
		return &no, nil
	}
	return nil, fmt.Errorf("--%s %s: want y or n", flag, c.String(flag))
}
