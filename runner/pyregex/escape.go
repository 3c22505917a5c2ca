// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import "strings"

// escapes are the characters that have a letter of their own.
var escapes = map[rune]rune{
	'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
}

// escape reads a backslash and r outside of a class (_escape).
func (p *parser) escape(r rune) node {
	switch {
	case strings.ContainsRune("AZbB", r):
		return at(r)
	case strings.ContainsRune("dDsSwW", r):
		return class{cats: []category{category(r)}}
	case r == '0':
		return literal(rune(number(p.digits(8, 2), 8)) & 0xff)
	case '1' <= r && r <= '9':
		return p.reference(r)
	}
	return literal(p.escaped(r))
}

// reference reads a reference to a group, or three octal digits.
func (p *parser) reference(r rune) node {
	digits := append([]rune{r}, p.digits(10, 1)...)
	if len(digits) == 2 && digit(digits[0]) < 8 && digit(digits[1]) < 8 {
		if third := p.digits(8, 1); len(third) > 0 {
			return literal(rune(number(append(digits, third...), 8)) & 0xff)
		}
	}
	n := number(digits, 10)
	switch {
	case n >= p.groups:
		p.fail("there is no such group as \\" + string(digits))
	case p.open[n]:
		p.fail("a group refers to itself")
	}
	return backref(n)
}

// escaped is the character that a backslash and r mean, where it is one.
func (p *parser) escaped(r rune) rune {
	if c, ok := escapes[r]; ok {
		return c
	}
	if r == 'x' {
		digits := p.digits(16, 2)
		if len(digits) != 2 {
			p.fail(`after \x two hexadecimal digits must follow`)
		}
		return rune(number(digits, 16))
	}
	return r
}

// class reads a class of characters, [..].
func (p *parser) class() node {
	set := class{negate: p.match('^')}
	empty := true
	for {
		t := p.get()
		switch {
		case t.end:
			p.fail("a class of characters is not closed")
		case t.is(']') && !empty:
			return set
		}
		empty = false
		first, cat := p.classItem(t)
		if !p.match('-') {
			set.add(first, cat)
			continue
		}
		switch t = p.get(); {
		case t.end:
			p.fail("a class of characters is not closed")
		case t.is(']'):
			set.add(first, cat)
			set.add('-', 0)
			return set
		}
		last, cat2 := p.classItem(t)
		if cat != 0 || cat2 != 0 || last < first {
			p.fail("a range of characters has no proper limits")
		}
		set.ranges = append(set.ranges, [2]rune{first, last})
	}
}

func (set *class) add(r rune, cat category) {
	if cat != 0 {
		set.cats = append(set.cats, cat)
		return
	}
	set.ranges = append(set.ranges, [2]rune{r, r})
}

// classItem is the character or the category that a token of a class begins
// (_class_escape).
func (p *parser) classItem(t token) (rune, category) {
	switch {
	case !t.escaped:
		return t.r, 0
	case strings.ContainsRune("dDsSwW", t.r):
		return 0, category(t.r)
	case '0' <= t.r && t.r <= '7':
		digits := append([]rune{t.r}, p.digits(8, 2)...)
		return rune(number(digits, 8)) & 0xff, 0
	case t.r == '8' || t.r == '9':
		p.fail("a backslash stands before a digit that is not octal")
	}
	return p.escaped(t.r), 0
}
