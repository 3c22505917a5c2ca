// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"mmgen/runner/admin/explain"
)

func explainCommand(stdout io.Writer, out console) *cli.Command {
	return &cli.Command{
		Name: "explain", Category: seeing,
		Usage:     "say what a run would do with an entry, and why; touch nothing",
		UsageText: "mmrun explain [--json] FILE..",
		Flags:     []cli.Flag{jsonFlag()},
		Action:    func(c *cli.Context) error { return explainFiles(c, stdout, out) },
	}
}

// explainFiles explains entries. One that can't be explained keeps no other from it.
func explainFiles(c *cli.Context, stdout io.Writer, out console) error {
	if !c.Args().Present() {
		return errors.New("explain: name the entries' files")
	}
	s, done, err := openSite(c, out, anywhere)
	if err != nil {
		return err
	}
	defer done()
	ctx, stop := untilStopped()
	defer stop()
	var faults []error
	for _, file := range c.Args().Slice() {
		r, err := explain.Explain(ctx, s, file)
		if err != nil {
			faults = append(faults, fmt.Errorf("explaining %w", err))
			continue
		}
		if c.Bool("json") {
			err = writeJSON(stdout, r)
		} else {
			err = r.WriteText(stdout)
		}
		if err != nil {
			return unwritten(err)
		}
	}
	if len(faults) > 0 {
		return unwritten(errors.Join(faults...))
	}
	return nil
}
