// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNoSite is the error of Load if there is no Mailman: neither an mm_cfg.py nor a
// Defaults.py in any layout's place, nor an INI file that describes a site.
var ErrNoSite = errors.New("no Mailman site found: neither mm_cfg.py nor Defaults.py nor an mmgen.ini with a [mm_cfg] section, where they usually are; --mm-cfg FILE or --config FILE names one that lies elsewhere")

// Error is something wrong in a settings file.
type Error struct {
	File   string // the path of the file below the root
	Line   int    // the line, from 1; 0 if the error is about the whole file
	Reason string
	Names  []string // the settings that it is about, which then have stock values
}

// Error is `file:line: reason`.
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Reason)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
}

// Errors is a list of errors.
type Errors []*Error

// Error has one line for each.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// sort orders errors by place.
func (es Errors) sort() {
	slices.SortStableFunc(es, func(a, b *Error) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
}

// orNil is es as an error; nil if there are none.
func (es Errors) orNil() error {
	if len(es) == 0 {
		return nil
	}
	return es
}
