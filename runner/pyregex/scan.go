// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import "mmgen/generator/pyvalue/pystr"

// scanner returns a pattern character by character, a backslash together with the character
// behind it (sre_parse.py: Tokenizer).
type scanner struct {
	text []rune
	pos  int // the offset behind next
	next token
	bad  bool // the pattern ends with a single backslash
}

// token is a character, or a backslash and a character; empty at the end.
type token struct {
	r       rune
	escaped bool
	end     bool
}

func newScanner(pattern string, flags Flags) *scanner {
	s := &scanner{}
	if flags&UTF8 != 0 {
		s.text = pystr.Runes(pattern)
	} else {
		for i := range len(pattern) {
			s.text = append(s.text, rune(pattern[i]))
		}
	}
	s.advance()
	return s
}

func (s *scanner) advance() {
	if s.pos >= len(s.text) {
		s.next = token{end: true}
		return
	}
	s.next = token{r: s.text[s.pos]}
	s.pos++
	if s.next.r != '\\' {
		return
	}
	if s.pos >= len(s.text) {
		s.bad, s.next = true, token{end: true}
		return
	}
	s.next = token{r: s.text[s.pos], escaped: true}
	s.pos++
}

// get takes the next token.
func (s *scanner) get() token {
	t := s.next
	s.advance()
	return t
}

// match takes the next token if it is that character, not escaped.
func (s *scanner) match(r rune) bool {
	if !s.next.is(r) {
		return false
	}
	s.advance()
	return true
}

// digits takes up to limit digits of a base.
func (s *scanner) digits(base rune, limit int) (text []rune) {
	for len(text) < limit && !s.next.end && !s.next.escaped && digit(s.next.r) < base {
		text = append(text, s.get().r)
	}
	return text
}

// name takes what stands before a closing character; ok is false if there is
// no such character.
func (s *scanner) name(closing rune) (text string, ok bool) {
	for {
		t := s.get()
		switch {
		case t.end:
			return "", false
		case t.is(closing):
			return text, true
		case t.escaped:
			text += `\`
		}
		text += string(t.r)
	}
}

func (t token) is(r rune) bool { return !t.end && !t.escaped && t.r == r }

// digit is the value of a hexadecimal digit, 99 for another character.
func digit(r rune) rune {
	switch {
	case '0' <= r && r <= '9':
		return r - '0'
	case 'a' <= r && r <= 'f':
		return r - 'a' + 10
	case 'A' <= r && r <= 'F':
		return r - 'A' + 10
	}
	return 99
}

// number is the value of digits of a base, at most unbounded.
func number(digits []rune, base int) int {
	n := 0
	for _, d := range digits {
		n = min(n*base+int(digit(d)), unbounded)
	}
	return n
}

// isName tells whether a text can be the name of a group (sre_parse.py: isname).
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
