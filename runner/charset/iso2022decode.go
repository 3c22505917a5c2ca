// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
)

func (s *iso2022) next(b string, out *output) (n int, ok bool) {
	c := b[0]
	switch {
	case s.foreign:
		out.addRune(rune(c))
		s.foreign = !endsEscape(c)
		return 1, true
	case c == esc:
		return s.escape(b, out)
	case (c == si || c == so) && s.uses(g1):
		s.shifted = c == so
		return 1, true
	case c >= 0x80:
		return 1, false
	}
	if c == '\n' {
		s.shifted = false
	}
	mark := s.g0
	if s.shifted {
		mark = s.g1
	}
	if c < ' ' || mark == markASCII {
		out.addByte(c)
		return 1, true
	}
	return s.char(s.find(mark), b, out)
}

// char decodes a character of a set.
func (s *iso2022) char(set *set, b string, out *output) (n int, ok bool) {
	if set.table == nil {
		r, ok := set.romanChar(b[0])
		if ok {
			out.addRune(r)
		}
		return 1, ok
	}
	n = set.width()
	if len(b) < n {
		return len(b), false
	}
	if b[n-1] >= 0x80 {
		return n, false
	}
	var code [3]byte
	at := copy(code[:], set.lead)
	for i := range n {
		code[at+i] = b[i] | 0x80
	}
	text, ok := s.converter(set.table).char(string(code[:at+n]))
	if ok {
		out.addBytes(text)
	}
	return n, ok
}

// romanChar is a character of JIS X 0201's Latin letters, which are ASCII but
// for two. Sets of g2 have none in the place of those.
func (s *set) romanChar(c byte) (r rune, ok bool) {
	switch {
	case s.mark != jisRoman.mark:
		return 0, false
	case c == '\\':
		return '\u00A5', true
	case c == '~':
		return '\u203E', true
	}
	return rune(c), true
}

func endsEscape(c byte) bool { return '@' <= c && c <= 'Z' }

// maxEscape is the longest escape sequence that Python looks for.
const maxEscape = 16

// escape takes an escape sequence. One that is not of ISO 2022 is text.
func (s *iso2022) escape(b string, out *output) (n int, ok bool) {
	switch {
	case len(b) < 2:
		return len(b), false
	case strings.IndexByte("()$.&", b[1]) >= 0:
		return s.designate(b)
	case b[1] == 'N' && s.uses(g2):
		return s.charG2(b, out)
	}
	out.addByte(esc)
	s.foreign = true
	return 1, true
}

// designate puts a set in its place. JIS X 0208 may be called in full, with ESC & @ in
// front, of which Python looks at the length only (_codecs_iso2022.c:
// iso2022processesc).
func (s *iso2022) designate(b string) (n int, ok bool) {
	japanese := !s.uses(g1)
	for n = 1; n < len(b) && n < maxEscape && !endsEscape(b[n]); n++ {
		if japanese && strings.HasPrefix(b[n:], "&@") {
			n += 2
		}
	}
	switch {
	case n >= maxEscape:
		return 1, false
	case n >= len(b):
		return len(b), false
	case japanese && n == 5 && b[3:6] == "\x1b$B":
		s.g0 = jisX0208.mark
		return n + 1, true
	}
	mark, held := s.parse(b[1:n], b[n])
	n++
	if held == nil || mark != markASCII && s.find(mark) == nil {
		return n, false
	}
	*held = mark
	return n, true
}

// parse reads what stands behind ESC; held is nil for what Python lacks.
func (s *iso2022) parse(seq string, mark byte) (full byte, held *byte) {
	switch seq {
	case "$", "$(":
		return mark | twoBytes, &s.g0
	case "$)":
		return mark | twoBytes, &s.g1
	case "(":
		return mark, &s.g0
	case ")":
		return mark, &s.g1
	case ".":
		if s.uses(g2) {
			return mark, &s.g2
		}
	}
	return 0, nil
}

// charG2 decodes a character behind ESC N.
func (s *iso2022) charG2(b string, out *output) (n int, ok bool) {
	if len(b) < 3 {
		return len(b), false
	}
	c := b[2]
	switch {
	case s.g2 == greekG2.mark:
		// As it was in 1987, without the euro, drachma and iota subscript.
		if c == '$' || c == '%' || c == '*' {
			return 3, false
		}
		_, ok = pages()["iso8859-7"].start().next(string([]byte{c ^ 0x80}), out)
		return 3, ok
	case c >= 0x80:
		return 3, false
	case s.g2 == latin1G2.mark:
		out.addRune(rune(c) + 0x80)
	default:
		out.addByte(c)
	}
	return 3, true
}
