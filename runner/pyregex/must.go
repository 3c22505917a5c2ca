// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import "strings"

// Most patterns of a site are words and addresses, and most texts have none of
// them. What every match has in it is looked for first, and the pattern
// compiled, where it is sure to compile, when it is first needed: neither costs
// much, but for a process of one message it is much of what there is to do.

// must returns the longest text that every match of a sequence has in it, in
// lower case where case is ignored; "" where there is none.
func must(s seq, flags Flags) string {
	if flags&UTF8 != 0 {
		return ""
	}
	r := runs{flags: flags}
	r.seq(s)
	r.cut()
	return r.longest
}

// runs finds the runs of characters that stand for themselves. Only those of
// ASCII count: what another letter is alike to depends on flags.
type runs struct {
	flags   Flags
	run     []byte
	longest string
}

func (r *runs) seq(s seq) {
	for _, n := range s {
		switch n := n.(type) {
		case class:
			if c, ok := n.single(); ok && c < 0x80 {
				r.run = append(r.run, byte(fold(c, r.flags)))
			} else {
				r.cut()
			}
		case at: // has no width
		case group:
			r.seq(n.body)
		default:
			r.cut()
		}
	}
}

func (r *runs) cut() {
	if len(r.run) > len(r.longest) {
		r.longest = string(r.run)
	}
	r.run = r.run[:0]
}

// single is the character that alone is in a class.
func (c class) single() (r rune, ok bool) {
	if c.negate || len(c.cats) > 0 || len(c.ranges) != 1 || c.ranges[0][0] != c.ranges[0][1] {
		return 0, false
	}
	return c.ranges[0][0], true
}

func fold(r rune, flags Flags) rune {
	if flags&IgnoreCase == 0 {
		return r
	}
	return lower(r, flags)
}

// hasMust tells whether a text has in it what every match has.
func (re *Regexp) hasMust(text string) bool {
	if re.flags&IgnoreCase == 0 {
		return strings.Contains(text, re.must)
	}
	for ; len(text) >= len(re.must); text = text[1:] {
		if beginsWith(text, re.must) {
			return true
		}
	}
	return false
}

// beginsWith ignores the case of the text's ASCII letters; word has none in
// upper case.
func beginsWith(text, word string) bool {
	for i := range len(word) {
		if byte(lower(rune(text[i]), 0)) != word[i] {
			return false
		}
	}
	return true
}

// plain tells whether a sequence has nothing in it but characters, places and
// the usual repetitions of single characters, which always compile.
func plain(s seq) bool {
	for _, n := range s {
		if rep, ok := n.(repeat); ok && rep.min <= 1 && (rep.max == 1 || rep.max == unbounded) {
			n = rep.item
			if _, ok := n.(at); ok {
				return false
			}
		}
		switch n := n.(type) {
		case class:
			if _, ok := n.single(); !ok {
				return false
			}
		case anyChar, at:
		default:
			return false
		}
	}
	return true
}
