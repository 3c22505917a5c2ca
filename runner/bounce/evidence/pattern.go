// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"regexp"
	"sync"
)

// lazily is a regular expression that is compiled when it is first asked: all of these
// together take 2 ms, which each start of mmrun would pay.
type lazily struct{ compiled func() *regexp.Regexp }

func pattern(expr string) lazily {
	return lazily{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })}
}

func (l lazily) MatchString(s string) bool { return l.compiled().MatchString(s) }

func (l lazily) FindStringSubmatch(s string) []string { return l.compiled().FindStringSubmatch(s) }
