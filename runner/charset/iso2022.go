// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"slices"
	"strings"
)

// iso2022 is the iso-2022 family: seven bits, and escape sequences that say which
// charset follows (Python's _codecs_iso2022.c; RFC 1468, 1554, 1557). x/text knows only
// iso-2022-jp, and takes other bytes of it for errors.
type iso2022 struct {
	sets    []set
	held    [3]*set // the set in each place; nil is ASCII
	shifted bool    // the set in g1 is in use
	foreign bool    // within an escape sequence that is not one of ISO 2022
}

// set is a charset that a codec can switch to, by an escape sequence.
type set struct {
	place  place
	escape string // the sequence that is written, without ESC; the last byte says which charset it is
	width  int    // bytes of a character
	table  *table // nil: ASCII, but for the two letters of roman
	lead   uint32 // the byte that the codes of the set begin with in the table
}

type place byte

// The places where sets stand. The set in g1 is used between SO and SI, the set in g2 for
// the character behind ESC N. Nothing is written with g2.
const (
	g0 place = iota
	g1
	g2
)

var (
	jisX0208    = set{escape: "$B", width: 2, table: jis0208}
	jisX0208Old = set{escape: "$@", width: 2, table: jis0208}
	jisX0212    = set{escape: "$(D", width: 2, table: eucJP, lead: 0x8F}
	gb2312G0    = set{escape: "$(A", width: 2, table: gb2312}
	ksX1001G0   = set{escape: "$(C", width: 2, table: ksX1001}
	ksX1001G1   = set{escape: "$)C", width: 2, table: ksX1001, place: g1}
	jisRoman    = set{escape: "(J", width: 1}
	jisKatakana = set{escape: "(I", width: 1, table: eucJP, lead: 0x8E}
	latin1G2    = set{escape: ".A", width: 1, table: latin1, place: g2}
	greekG2     = set{escape: ".F", width: 1, table: greek87, place: g2}
)

const (
	esc = 0x1B
	so  = 0x0E
	si  = 0x0F
)

// newISO2022 makes codecs that write a character in the first of the sets that
// has it.
func newISO2022(sets ...set) func() codec {
	return func() codec { return &iso2022{sets: sets} }
}

// next decodes a character of the set.
func (s *set) next(b string, out *output) (n int, ok bool) {
	if len(b) < s.width {
		return len(b), false
	}
	if s.table == nil {
		out.addRune(romanLetters.of(rune(b[0])))
		return 1, true
	}
	code := s.lead
	for i := range s.width {
		code = code<<8 | uint32(b[i]|0x80)
	}
	r, ok := s.table.char(code)
	if ok = ok && b[s.width-1] < 0x80; ok {
		out.addRune(r)
	}
	return s.width, ok
}

// code is the code of a character in the set, in seven bits.
func (s *set) code(r rune) (code uint32, ok bool) {
	switch {
	case s.place == g2:
		return 0, false
	case s.table == nil:
		letter := roman.of(r)
		return uint32(letter), letter != r
	}
	code, ok = s.table.code(r)
	bits := 8 * s.width
	return code & (1<<bits - 1) & 0x7F7F, ok && code>>bits == s.lead
}

// has tells whether one of the sets stands in a place.
func (s *iso2022) has(p place) bool {
	return slices.ContainsFunc(s.sets, func(set set) bool { return set.place == p })
}

func (s *iso2022) next(b string, out *output) (n int, ok bool) {
	c := b[0]
	switch {
	case s.foreign:
		out.addRune(rune(c))
		s.foreign = !endsEscape(c)
		return 1, true
	case c == esc:
		return s.escape(b, out)
	case (c == si || c == so) && s.has(g1):
		s.shifted = c == so
		return 1, true
	case c >= 0x80:
		return 1, false
	case c == '\n':
		s.shifted = false
	}
	set := s.held[g0]
	if s.shifted {
		set = s.held[g1]
	}
	switch {
	case c < ' ' || set == nil:
		out.addByte(c)
		return 1, true
	case set.place == g2:
		return 1, false
	}
	return set.next(b, out)
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
	case b[1] == 'N' && s.has(g2):
		return s.nextG2(b, out)
	}
	out.addByte(esc)
	s.foreign = true
	return 1, true
}

// nextG2 decodes a character behind ESC N.
func (s *iso2022) nextG2(b string, out *output) (n int, ok bool) {
	if len(b) < 3 {
		return len(b), false
	}
	if set := s.held[g2]; set != nil {
		_, ok = set.next(b[2:], out)
		return 3, ok
	}
	if ok = b[2] < 0x80; ok {
		out.addByte(b[2])
	}
	return 3, ok
}

// designate puts a set in its place. The sequence of JIS X 0208 may have ESC & @ in front, of
// which Python looks at the length only (_codecs_iso2022.c: iso2022processesc).
func (s *iso2022) designate(b string) (n int, ok bool) {
	japanese := !s.has(g1)
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
		return n + 1, s.hold(g0, 'B', 2)
	}
	switch b[1:n] {
	case "$", "$(":
		ok = s.hold(g0, b[n], 2)
	case "$)":
		ok = s.hold(g1, b[n], 2)
	case "(":
		ok = s.hold(g0, b[n], 1)
	case ")":
		ok = s.hold(g1, b[n], 1)
	case ".":
		ok = s.has(g2) && s.hold(g2, b[n], 1)
	}
	return n + 1, ok
}

// hold puts the set whose escape sequence ends with that byte in a place; ok is false where
// there is none.
func (s *iso2022) hold(p place, final byte, width int) (ok bool) {
	if final == 'B' && width == 1 {
		s.held[p] = nil // ASCII
		return true
	}
	i := slices.IndexFunc(s.sets, func(set set) bool { return set.width == width && strings.HasSuffix(set.escape, string(final)) })
	if i >= 0 {
		s.held[p] = &s.sets[i]
	}
	return i >= 0
}

func (s *iso2022) put(r rune, out *output) bool {
	if r < 0x80 {
		s.finish(out)
		out.addByte(byte(r))
		return true
	}
	for i := range s.sets {
		if code, ok := s.sets[i].code(r); ok {
			s.switchTo(&s.sets[i], out)
			out.text = appendCode(out.text, code)
			return true
		}
	}
	return false
}

// switchTo writes what has to stand before a character of a set.
func (s *iso2022) switchTo(set *set, out *output) {
	if set.place == g0 {
		s.shiftIn(out)
	}
	if s.held[set.place] != set {
		s.held[set.place] = set
		out.addByte(esc)
		out.add(set.escape)
	}
	if set.place == g1 && !s.shifted {
		out.addByte(so)
		s.shifted = true
	}
}

func (s *iso2022) shiftIn(out *output) {
	if s.shifted {
		out.addByte(si)
		s.shifted = false
	}
}

// finish goes back to ASCII.
func (s *iso2022) finish(out *output) {
	if s.held[g0] != nil {
		out.add("\x1b(B")
		s.held[g0] = nil
	}
	s.shiftIn(out)
}
