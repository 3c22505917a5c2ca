// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"bytes"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// iso2022 is the iso-2022 family: seven bits, and escape sequences that say which
// charset follows (Python's _codecs_iso2022.c; RFC 1468, 1554, 1557).
type iso2022 struct {
	sets       []set
	g0, g1, g2 byte // the mark of the set in each place
	shifted    bool // g1 is in use
	foreign    bool // in an escape sequence that is not one of ISO 2022
	converters map[*table]*converter
}

// set is a charset that a codec can switch to. Its mark is the last byte of the
// escape sequence, with twoBytes for two bytes a character.
type set struct {
	mark  byte
	place place
	table *table
	lead  string // what stands before its codes in the table
}

type place byte

// Where a set stands. That in g1 is used between SO and SI, that in g2 for the
// character behind ESC N; g2 is only read.
const (
	g0 place = iota
	g1
	g2
)

const (
	markASCII = 'B'
	twoBytes  = 0x80
)

var (
	jisX0208    = set{mark: 'B' | twoBytes, table: &jis0208}
	jisX0208Old = set{mark: '@' | twoBytes, table: &jis0208}
	jisX0212    = set{mark: 'D' | twoBytes, table: &eucJP, lead: "\x8F"}
	gb2312G0    = set{mark: 'A' | twoBytes, table: &gb2312}
	ksX1001G0   = set{mark: 'C' | twoBytes, table: &ksX1001}
	ksX1001G1   = set{mark: 'C' | twoBytes, table: &ksX1001, place: g1}
	jisRoman    = set{mark: 'J'}
	jisKatakana = set{mark: 'I', table: &eucJP, lead: "\x8E"}
	latin1G2    = set{mark: 'A', place: g2}
	greekG2     = set{mark: 'F', place: g2}
)

// newISO2022 makes codecs that write a character in the first of the sets that
// has it.
func newISO2022(sets ...set) func() codec {
	return func() codec {
		return &iso2022{
			sets: sets, g0: markASCII, g1: markASCII, g2: markASCII,
			converters: map[*table]*converter{},
		}
	}
}

// uses tells whether one of the sets stands in a place.
func (s *iso2022) uses(p place) bool {
	for i := range s.sets {
		if s.sets[i].place == p {
			return true
		}
	}
	return false
}

func (s *iso2022) find(mark byte) *set {
	for i := range s.sets {
		if s.sets[i].mark == mark {
			return &s.sets[i]
		}
	}
	return nil
}

func (s *iso2022) converter(t *table) *converter {
	if s.converters[t] == nil {
		s.converters[t] = t.converter()
	}
	return s.converters[t]
}

const (
	esc = 0x1B
	so  = 0x0E
	si  = 0x0F
)

func (s *iso2022) next(b string, out *bytes.Buffer) (n int, ok bool) {
	c := b[0]
	switch {
	case s.foreign:
		out.WriteRune(rune(c))
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
		out.WriteByte(c)
		return 1, true
	}
	return s.char(s.find(mark), b, out)
}

// char decodes a character of a set.
func (s *iso2022) char(set *set, b string, out *bytes.Buffer) (n int, ok bool) {
	if set.table == nil {
		r, ok := set.romanChar(b[0])
		if ok {
			out.WriteRune(r)
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
		out.Write(text)
	}
	return n, ok
}

// width is how many bytes a character of a set has.
func (s *set) width() int {
	if s.mark&twoBytes != 0 {
		return 2
	}
	return 1
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

// romanCode is the reverse of romanChar, for characters outside of ASCII.
func (s *set) romanCode(r rune) (b string, ok bool) {
	switch {
	case s.mark != jisRoman.mark:
		return "", false
	case r == '\u00A5':
		return "\\", true
	case r == '\u203E':
		return "~", true
	}
	return "", false
}

func endsEscape(c byte) bool { return '@' <= c && c <= 'Z' }

// jisX0208Of1990 calls JIS X 0208 in full.
const jisX0208Of1990 = "\x1b&@\x1b$B"

// maxEscape is the longest escape sequence that Python looks for.
const maxEscape = 16

// escape takes an escape sequence. One that is not of ISO 2022 is text.
func (s *iso2022) escape(b string, out *bytes.Buffer) (n int, ok bool) {
	switch {
	case len(b) < 2:
		return len(b), false
	case strings.HasPrefix(b, jisX0208Of1990) && !s.uses(g1):
		s.g0 = jisX0208.mark
		return len(jisX0208Of1990), true
	case strings.IndexByte("()$.&", b[1]) >= 0:
		return s.designate(b)
	case b[1] == 'N' && s.uses(g2):
		return s.charG2(b, out)
	}
	out.WriteByte(esc)
	s.foreign = true
	return 1, true
}

// designate puts a set in its place.
func (s *iso2022) designate(b string) (n int, ok bool) {
	for n = 1; n < len(b) && n < maxEscape && !endsEscape(b[n]); n++ {
	}
	switch {
	case n >= maxEscape:
		return 1, false
	case n >= len(b):
		return len(b), false
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
func (s *iso2022) charG2(b string, out *bytes.Buffer) (n int, ok bool) {
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
		_, ok = pages["iso8859-7"].start().next(string([]byte{c ^ 0x80}), out)
		return 3, ok
	case c >= 0x80:
		return 3, false
	case s.g2 == latin1G2.mark:
		out.WriteRune(rune(c) + 0x80)
	default:
		out.WriteByte(c)
	}
	return 3, true
}

func (s *iso2022) put(text string, out *bytes.Buffer) (n int, ok bool) {
	r, n := pystr.DecodeRune(text)
	if r < 0x80 {
		s.finish(out)
		out.WriteByte(byte(r))
		return n, true
	}
	for i := range s.sets {
		if b, ok := s.code(&s.sets[i], r); ok {
			s.switchTo(&s.sets[i], out)
			out.WriteString(b)
			return n, true
		}
	}
	return n, false
}

// code is the code of a character in a set, in seven bits.
func (s *iso2022) code(set *set, r rune) (b string, ok bool) {
	if set.table == nil {
		return set.romanCode(r)
	}
	b, ok = s.converter(set.table).code(r)
	b, found := strings.CutPrefix(b, set.lead)
	if !ok || !found || len(b) != set.width() {
		return "", false
	}
	code := []byte(b)
	for i := range code {
		code[i] &= 0x7F
	}
	return string(code), true
}

// switchTo writes what has to stand before a character of a set.
func (s *iso2022) switchTo(set *set, out *bytes.Buffer) {
	held, prefix := &s.g0, "("
	if set.place == g1 {
		held, prefix = &s.g1, ")"
	} else {
		s.shiftIn(out)
	}
	if *held != set.mark {
		*held = set.mark
		switch {
		case set.mark == jisX0208.mark:
			prefix = "$"
		case set.mark&twoBytes != 0:
			prefix = "$" + prefix
		}
		out.WriteString("\x1b" + prefix + string(rune(set.mark&^twoBytes)))
	}
	if set.place == g1 && !s.shifted {
		out.WriteByte(so)
		s.shifted = true
	}
}

func (s *iso2022) shiftIn(out *bytes.Buffer) {
	if s.shifted {
		out.WriteByte(si)
		s.shifted = false
	}
}

// finish goes back to ASCII.
func (s *iso2022) finish(out *bytes.Buffer) {
	if s.g0 != markASCII {
		out.WriteString("\x1b(B")
		s.g0 = markASCII
	}
	s.shiftIn(out)
}
