// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"regexp"

	"mmgen/runner/lazyregexp"
)

// lazily is a regular expression that is compiled when it is first asked.
type lazily struct{ compiled func() *regexp.Regexp }

func pattern(expr string) lazily { return lazily{lazyregexp.New(expr)} }

func (l lazily) MatchString(s string) bool { return l.compiled().MatchString(s) }

func (l lazily) FindStringSubmatch(s string) []string { return l.compiled().FindStringSubmatch(s) }
