// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"mmgen/runner/admin/roster"
	"mmgen/runner/admin/show"
	"mmgen/runner/site"
)

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
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
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
