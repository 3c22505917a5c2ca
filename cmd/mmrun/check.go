// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"mmgen/generator/hostinfo"
	"mmgen/runner/admin/check"
	"mmgen/runner/admin/show"
)

// checkSite prints what is wrong with the site. It does not become another user: root sees what the
// site's user may not. The exit status is 1 where the worst is a warning, 2 where it is an
// error.
func checkSite(c *cli.Context, stdout io.Writer) error {
	m, err := machine(c)
	if err != nil {
		return settingsError(err)
	}
	ctx, stop := untilStopped()
	defer stop()
	findings := check.All(ctx, m)
	if c.Bool("json") {
		err = writeJSON(stdout, findings)
	} else {
		err = printFindings(stdout, findings)
	}
	if err != nil {
		return unwritten(err)
	}
	return quiet(int(check.Worst(findings)))
}

// machine is what the checks look at: the site that the flags name, and the machine it is on.
func machine(c *cli.Context) (*check.Machine, error) {
	found, err := loadSettings(c)
	if err != nil {
		return nil, err
	}
	m := &check.Machine{
		Found: found, Owner: check.Owner{User: found.User(), Group: found.Group()},
		ReadFile: hostinfo.Under(c.String("root")).ReadFile,
	}
	if m.Owner.UID, m.Owner.GIDs, err = lookUp(m.Owner.User, m.Owner.Group); err != nil {
		return nil, err
	}
	if m.Program, err = os.Executable(); err != nil {
		return nil, err
	}
	m.WayIn = wayIn(m.Program)
	m.Site, err = wire(found, noLogs{})
	return m, err
}

// noLogs are the logs of a command that changes nothing.
type noLogs struct{}

func (noLogs) Logf(string, string, ...any) {}

// printFindings prints each finding, below it what mends it, and how many there are.
func printFindings(w io.Writer, findings []check.Finding) error {
	b := bufio.NewWriter(w)
	count := map[check.Level]int{}
	for _, f := range findings {
		count[f.Level]++
		fmt.Fprintf(b, "%s: %s: %s\n    %s\n", f.Level, show.Visible(f.Where), show.Visible(f.What), show.Visible(f.Mend))
	}
	fmt.Fprintf(b, "%d errors, %d warnings, %d notes\n", count[check.Error], count[check.Warning], count[check.Note])
	return b.Flush()
}
