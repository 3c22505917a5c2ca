// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

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

func (s *iso2022) put(text string, out *output) (n int, ok bool) {
	r, n := pystr.DecodeRune(text)
	if r < 0x80 {
		s.finish(out)
		out.addByte(byte(r))
		return n, true
	}
	for i := range s.sets {
		if b, ok := s.code(&s.sets[i], r); ok {
			s.switchTo(&s.sets[i], out)
			out.add(b)
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
func (s *iso2022) switchTo(set *set, out *output) {
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
		out.add("\x1b" + prefix + string(rune(set.mark&^twoBytes)))
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
	if s.g0 != markASCII {
		out.add("\x1b(B")
		s.g0 = markASCII
	}
	s.shiftIn(out)
}
