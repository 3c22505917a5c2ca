// SPDX-License-Identifier: GPL-2.0-or-later

// Package lazyregexp makes regular expressions that are compiled when they are first
// asked: all those of a program together take milliseconds, which each start of it would
// pay otherwise.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns what compiles an expression, once. It panics where the expression is wrong,
// as regexp.MustCompile does.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
