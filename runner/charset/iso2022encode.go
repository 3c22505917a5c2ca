// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "strings"

func (s *iso2022) put(text string, out *strings.Builder) (int, bool) {
	r, n := nextRune(text)
	if r < 0x80 {
		s.toASCII(out)
		out.WriteByte(byte(r))
		return n, true
	}
	for i := range s.sets {
		if b, ok := s.codeIn(&s.sets[i], r); ok {
			s.switchTo(&s.sets[i], out)
			out.WriteString(b)
			return n, true
		}
	}
	return n, false
}

// codeIn is the code of a character in a set, in seven bits.
func (s *iso2022) codeIn(set *set2022, r rune) (string, bool) {
	if set.table == nil {
		code, ok := codeInRuns([][]run{set.single}, r)
		return string([]byte{byte(code)}), ok
	}
	b, ok := s.converter(set.table).code(r)
	if !ok || set.lead != 0 && (len(b) != 3 || b[0] != set.lead) {
		return "", false
	}
	b = b[len(b)-2:]
	return string([]byte{b[0] & 0x7F, b[1] & 0x7F}), true
}

// switchTo writes what has to stand before a character of a set.
func (s *iso2022) switchTo(set *set2022, out *strings.Builder) {
	place, prefix := &s.g0, "\x1b("
	if set.shift {
		place, prefix = &s.g1, "\x1b)"
	}
	if s.shifted && !set.shift {
		out.WriteByte(si)
		s.shifted = false
	}
	if *place != set.mark {
		*place = set.mark
		switch {
		case set.mark&markDouble == 0:
			out.WriteString(prefix)
		case set.mark == setJISX0208.mark:
			out.WriteString("\x1b$")
		default:
			out.WriteString("\x1b$" + prefix[1:])
		}
		out.WriteByte(set.mark &^ markDouble)
	}
	if set.shift && !s.shifted {
		out.WriteByte(so)
		s.shifted = true
	}
}

func (s *iso2022) toASCII(out *strings.Builder) {
	if s.g0 != markASCII {
		out.WriteString("\x1b(B")
		s.g0 = markASCII
	}
	if s.shifted {
		out.WriteByte(si)
		s.shifted = false
	}
}

func (s *iso2022) finish(out *strings.Builder) { s.toASCII(out) }
