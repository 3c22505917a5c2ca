// SPDX-License-Identifier: GPL-2.0-or-later

package cmdline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"github.com/xrash/smetrics"
)

// mostNames is how many names are proposed at once.
const mostNames = 3

// DidYouMean returns the end of a sentence, `; did you mean "in" or "out"?`,
// with those of the known names that are nearest to name. It returns "" where no
// name is near. Case does not count.
func DidYouMean(name string, known []string) string {
	var quoted []string
	for _, candidate := range nearest(name, known) {
		quoted = append(quoted, fmt.Sprintf("%q", candidate))
	}
	return question(quoted)
}

// DidYouMeanFlag is DidYouMean for the error that package flag makes of a flag
// that the command does not have; "" for any other error.
func DidYouMeanFlag(c *cli.Context, err error) string {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return ""
	}
	flags := append(slices.Clone(c.App.Flags), cli.HelpFlag, cli.VersionFlag)
	if c.Command != nil && c.Command.Flags != nil {
		flags = append(slices.Clone(c.Command.Flags), cli.HelpFlag)
	}
	var known []string
	for _, flag := range flags {
		known = append(known, flag.Names()...)
	}
	var dashed []string
	for _, candidate := range nearest(name, known) {
		dashed = append(dashed, "--"+candidate)
	}
	return question(dashed)
}

// question is the end of a sentence that proposes words.
func question(words []string) string {
	if len(words) == 0 {
		return ""
	}
	last := len(words) - 1
	list := strings.Join(words[:last], ", ")
	if list != "" {
		list += " or "
	}
	return "; did you mean " + list + words[last] + "?"
}

// nearest returns the known names that differ from name by the fewest letters:
// by one, or by a third of them. If there is no such name, it returns those that
// begin with name.
func nearest(name string, known []string) []string {
	name = strings.ToLower(name)
	best, limit := []string(nil), max(1, len(name)/3)
	for _, candidate := range known {
		if len(candidate) < 2 {
			continue // -r is as near to any other letter as -v
		}
		switch distance := distance(name, strings.ToLower(candidate)); {
		case distance < limit:
			best, limit = []string{candidate}, distance
		case distance == limit:
			best = append(best, candidate)
		}
	}
	if len(best) == 0 {
		best = slices.DeleteFunc(slices.Clone(known), func(candidate string) bool {
			return len(name) < 2 || !strings.HasPrefix(strings.ToLower(candidate), name)
		})
	}
	return best[:min(len(best), mostNames)]
}

// distance is how many letters have to be added, left out or changed to make
// one name into another.
func distance(a, b string) int {
	return smetrics.WagnerFischer(a, b, 1, 1, 1)
}
