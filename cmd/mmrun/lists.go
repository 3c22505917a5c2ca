// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"mmgen/runner"
	"mmgen/runner/admin/roster"
	"mmgen/runner/admin/show"
	"mmgen/runner/mailwrapper"
	"mmgen/runner/message/address"
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
	}
}

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

func notNil[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
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

// byAddress is the order of addresses as they are printed, those with regular delivery
// first.
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

// listError gives an error about a list its exit status.
func listError(err error) error {
	code := runner.ExitIO
	switch {
	case errors.Is(err, roster.ErrNoList):
		code = runner.ExitUsage
	case errors.Is(err, mlist.ErrLocked):
		code = runner.ExitWaiting
	case errors.Is(err, mlist.ErrExists), errors.Is(err, mlist.ErrBadName), errors.Is(err, roster.ErrBadNew),
		errors.Is(err, mlist.ErrBadAddress), errors.Is(err, mlist.ErrHostileAddress):
		code = exitData
	}
	return &exitError{code, err}
}

// changeLists is onSite for a command that changes lists: what a killed process had locked
// is given back first.
func changeLists(c *cli.Context, out console, do func(context.Context, *site.Site) error) error {
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		if err := s.GiveBackLocks("mmrun-"); err != nil {
			return unwritten(err)
		}
		return do(ctx, s)
	})
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
	return changeLists(c, out, func(ctx context.Context, s *site.Site) error {
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
	return changeLists(c, out, func(ctx context.Context, s *site.Site) error {
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
	var text []byte
	var err error
	if name := c.String("file"); name == "-" {
		text, err = io.ReadAll(os.Stdin)
	} else {
		text, err = os.ReadFile(name)
	}
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

// held prints what waits for moderators, or decides it.
func held(c *cli.Context, stdout io.Writer, out console) error {
	if c.NArg() > 1 {
		return decide(c, stdout, out)
	}
	s, done, err := openSite(c, out, anywhere)
	if err != nil {
		return err
	}
	defer done()
	names := c.Args().Slice()
	if len(names) == 0 {
		if names, err = s.ListNames(); err != nil {
			return listError(err)
		}
	}
	var all []roster.Request
	var faults []error
	for _, name := range names {
		requests, err := roster.Requests(s, name)
		all, faults = append(all, requests...), append(faults, err)
	}
	if err := printRequests(stdout, all, c.Bool("json")); err != nil {
		return unwritten(err)
	}
	if err := errors.Join(faults...); err != nil {
		return listError(err)
	}
	return nil
}

func printRequests(w io.Writer, all []roster.Request, asJSON bool) error {
	if asJSON {
		return writeJSON(w, notNil(all))
	}
	b := bufio.NewWriter(w)
	for _, r := range all {
		fmt.Fprintln(b, requestLine(r))
	}
	return b.Flush()
}

func requestLine(r roster.Request) string {
	line := fmt.Sprintf("%s %d: %s by %s", r.List, r.ID, r.Kind, show.Visible(r.From))
	if !r.Time.IsZero() {
		line += r.Time.Format(" of " + time.DateTime)
	}
	for _, more := range []string{r.Subject, r.Reason, r.Name} {
		if more != "" {
			line += ": " + show.Visible(strings.Join(strings.Fields(more), " "))
		}
	}
	return line
}

// decide decides requests.
func decide(c *cli.Context, stdout io.Writer, out console) error {
	v := roster.Verdict{Action: roster.Action(c.Args().Get(1)), Comment: c.String("reason")}
	if !slices.Contains([]roster.Action{roster.Approve, roster.Reject, roster.Discard}, v.Action) {
		return fmt.Errorf("held LIST %s: want approve, reject or discard", v.Action)
	}
	var ids []int64
	for _, arg := range c.Args().Slice()[2:] {
		id, err := strconv.ParseInt(arg, 10, 64)
		if err != nil {
			return fmt.Errorf("%q is no number of a request; mmrun held %s prints them", arg, c.Args().First())
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return fmt.Errorf("name the requests to %s by their numbers; mmrun held %s prints them", v.Action, c.Args().First())
	}
	return changeLists(c, out, func(ctx context.Context, s *site.Site) error {
		decided, err := roster.Decide(ctx, s, c.Args().First(), ids, v)
		if err != nil {
			return listError(err)
		}
		for _, r := range decided {
			if _, err := fmt.Fprintf(stdout, "%s: %s\n", v.Action, requestLine(r)); err != nil {
				return unwritten(err)
			}
		}
		return nil
	})
}

// newList is bin/newlist.
func newList(c *cli.Context, stdout io.Writer, out console) error {
	if c.NArg() < 2 || c.NArg() > 3 {
		return errors.New("newlist: say LIST OWNER [PASSWORD]")
	}
	n := roster.New{
		Name: c.Args().Get(0), Owner: c.Args().Get(1), Password: c.Args().Get(2), Language: c.String("language"),
		URLHost: c.String("urlhost"), EmailHost: c.String("emailhost"), Quiet: c.Bool("quiet"),
	}
	if c.NArg() == 2 {
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && line == "" {
			return errors.New("newlist: give the list's password as an argument or, so that nobody sees it, on standard input")
		}
		n.Password = line
	}
	return changeLists(c, out, func(ctx context.Context, s *site.Site) error {
		l, err := roster.Create(ctx, s, n)
		if err != nil {
			return listError(err)
		}
		if s.Settings.Str("MTA") == "Postfix" {
			return nil
		}
		program, err := programOf(c)
		if err != nil {
			return err
		}
		fmt.Fprintln(out.w, "mmrun: the list is made; for its addresses the mail server needs these aliases (see mmrun aliases):")
		if err := mailwrapper.WriteAliases(stdout, l.InternalName(), program); err != nil {
			return unwritten(err)
		}
		return nil
	})
}

// removeList is bin/rmlist.
func removeList(c *cli.Context, stdout io.Writer, out console) error {
	if c.NArg() != 1 {
		return errors.New("rmlist: name one list")
	}
	return changeLists(c, out, func(ctx context.Context, s *site.Site) error {
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
