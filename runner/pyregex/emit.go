// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// emit writes a tree in regexp2's language. What the flags mean is written out in the pattern;
// only the option that a dot matches everything is left to regexp2.
func emit(tree seq, flags Flags) (string, error) {
	w := &writer{flags: flags, groups: countGroups(tree)}
	w.seq(tree)
	return w.String(), w.err
}

// writer writes a pattern for regexp2.
type writer struct {
	strings.Builder
	flags  Flags
	groups int
	err    error
}

func (w *writer) seq(s seq) {
	for _, n := range s {
		w.node(n)
	}
}

func (w *writer) node(n node) {
	switch n := n.(type) {
	case class:
		w.WriteString(n.text(w.flags))
	case anyChar:
		w.WriteString(map[bool]string{true: `.`, false: `[^\n]`}[w.flags&DotAll != 0])
	case at:
		w.WriteString(w.place(n))
	case branch:
		w.branch(n)
	case group:
		w.WriteString(map[bool]string{true: `(`, false: `(?:`}[n.number > 0])
		w.seq(n.body)
		w.WriteString(`)`)
	case repeat:
		w.repeat(n)
	case look:
		w.look(n)
	case backref:
		fmt.Fprintf(w, `(?:\%d)`, int(n))
	case conditional:
		w.conditional(n)
	}
}

// place is how regexp2 writes a place. `$` is \Z there, and \Z is \z.
func (w *writer) place(a at) string {
	multiline := w.flags&Multiline != 0
	switch {
	case a == '^' && multiline:
		return `(?m:^)`
	case a == '$' && multiline:
		return `(?m:$)`
	case a == '^' || a == 'A':
		return `\A`
	case a == '$':
		return `\Z`
	case a == 'Z':
		return `\z`
	}
	word := class{cats: []category{'w'}}.text(w.flags)
	if a == 'b' {
		return `(?:(?<=` + word + `)(?!` + word + `)|(?<!` + word + `)(?=` + word + `))`
	}
	// In an empty text neither \b nor \B matches in Python.
	return `(?:(?<=` + word + `)(?=` + word + `)|(?<!` + word + `)(?!` + word + `)(?:(?<=.)|(?=.)))`
}

func (w *writer) branch(b branch) {
	w.WriteString(`(?:`)
	for i, s := range b {
		if i > 0 {
			w.WriteByte('|')
		}
		w.seq(s)
	}
	w.WriteString(`)`)
}

func (w *writer) repeat(r repeat) {
	w.WriteString(`(?:`)
	w.node(r.item)
	w.WriteString(`){` + strconv.Itoa(min(r.min, math.MaxInt32)) + `,`)
	if r.max < unbounded {
		w.WriteString(strconv.Itoa(min(r.max, math.MaxInt32)))
	}
	w.WriteByte('}')
	if r.lazy {
		w.WriteByte('?')
	}
}

// look writes a look ahead or behind. To look behind, Python goes back by the width of the
// pattern and matches forwards from there; so does what is written.
func (w *writer) look(l look) {
	n, most := l.body.width()
	if l.behind && n != most {
		w.err = errors.New("what looks behind has no fixed width")
	}
	sign := map[bool]string{true: `!`, false: `=`}[l.negate]
	if !l.behind {
		w.WriteString(`(?` + sign)
		w.seq(l.body)
		w.WriteString(`)`)
		return
	}
	w.WriteString(`(?<` + sign + `(?=`)
	w.seq(l.body)
	w.WriteString(`).{` + strconv.Itoa(min(n, math.MaxInt32)) + `})`)
}

// conditional writes (?(group)yes|no). Where a pattern has no group at all, Python accepts any
// number here (_sre.c: _validate), and the group counts as not matched.
func (w *writer) conditional(c conditional) {
	if c.group > w.groups && (w.groups > 0 || c.group > maxGroups) {
		w.err = errors.New("a condition names a group that there is not")
	}
	if c.group <= w.groups {
		fmt.Fprintf(w, `(?(%d)`, c.group)
	} else {
		w.WriteString(`(?:(?!)`)
	}
	w.seq(c.yes)
	w.WriteByte('|')
	w.seq(c.no)
	w.WriteByte(')')
}

// countGroups counts the groups that capture.
func countGroups(s seq) int {
	n := 0
	for _, item := range s {
		n += groupsOf(item)
	}
	return n
}

func groupsOf(item node) int {
	switch item := item.(type) {
	case group:
		return countGroups(item.body) + min(item.number, 1)
	case repeat:
		return groupsOf(item.item)
	case look:
		return countGroups(item.body)
	case conditional:
		return countGroups(item.yes) + countGroups(item.no)
	case branch:
		n := 0
		for _, s := range item {
			n += countGroups(s)
		}
		return n
	}
	return 0
}
