// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import "strings"

// Most patterns of a site are words and addresses, and most texts have none of them. So the
// text that every match must contain is looked for first, and a pattern that is sure to compile
// is compiled only when it is needed. In a process that handles one message, the compilation of
// all patterns would be a good part of the work.

// must returns the longest text that is in every match of a sequence, in lower case where case
// is ignored; "" where there is no such text.
func must(s seq, flags Flags) string {
	if flags&UTF8 != 0 {
		return ""
	}
	r := runs{flags: flags}
	r.seq(s)
	r.cut()
	return r.longest
}

// runs finds the runs of characters that stand for themselves. Only ASCII characters count,
// since it depends on flags which other letters Python takes for the same.
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

// single is the only character of a class; ok is false where the class has more.
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

// hasMust tells whether a text contains the text that every match contains.
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

// beginsWith tells whether a text begins with a word, whatever the case of the ASCII letters in
// the text; word is in lower case.
func beginsWith(text, word string) bool {
	for i := range len(word) {
		if byte(lower(rune(text[i]), 0)) != word[i] {
			return false
		}
	}
	return true
}

// plain tells whether a sequence consists of characters, places and the usual repetitions of
// single characters; such a sequence always compiles.
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
