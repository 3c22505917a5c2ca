// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "strings"

// iso2022 is the stepper of the iso-2022 family: seven bits, and escape
// sequences that say which charset follows (Python's _codecs_iso2022.c).
type iso2022 struct {
	sets  []set2022
	flags flags2022

	g0, g1, g2 byte // the set that each place holds
	shifted    bool // g1 is in use
	through    bool // in an escape sequence that is none of ours

	converters map[*table]*converter
}

type flags2022 int

const (
	noShift flags2022 = 1 << iota // SO and SI are characters
	useG2                         // ESC N takes a character from g2
	useExt                        // ESC & @ before ESC $ B
)

// set2022 is a charset that a codec can switch to. Its mark is the last byte
// of the escape sequence, with markDouble for two bytes a character.
type set2022 struct {
	mark   byte
	shift  bool   // it stands in g1
	high   bool   // it stands in g2, and is never written
	table  *table // of two bytes
	lead   byte   // before the two bytes in the table
	single []run  // of one byte
}

const (
	markASCII  = 'B'
	markDouble = 0x80
)

var (
	setJISX0208    = set2022{mark: 'B' | markDouble, table: &jis0208}
	setJISX0208Old = set2022{mark: '@' | markDouble, table: &jis0208}
	setJISX0212    = set2022{mark: 'D' | markDouble, table: &jis, lead: 0x8F}
	setGB2312      = set2022{mark: 'A' | markDouble, table: &gb2312}
	setKSX1001     = set2022{mark: 'C' | markDouble, table: &ksX1001}
	setKSX1001G1   = set2022{mark: 'C' | markDouble, table: &ksX1001, shift: true}
	setRoman       = set2022{mark: 'J', single: []run{romanYen, romanLine, {0x20, 0x20, 0x3C}, {0x5D, 0x5D, 0x21}, {0x7F, 0x7F, 1}}}
	setKatakana    = set2022{mark: 'I', single: []run{{0x21, '\uFF61', 63}}}
	setLatin1      = set2022{mark: 'A', high: true}
	setGreek       = set2022{mark: 'F', high: true}
)

func newISO2022(flags flags2022, sets ...set2022) func() stepper {
	return func() stepper {
		return &iso2022{
			sets: sets, flags: flags, g0: markASCII, g1: markASCII, g2: markASCII,
			converters: map[*table]*converter{},
		}
	}
}

func iso2022Of(canonical string) codec {
	const jp = noShift | useExt
	switch canonical {
	case "iso2022_kr":
		return multibyte{newISO2022(0, setKSX1001G1), false}
	case "iso2022_jp":
		return multibyte{newISO2022(jp, setJISX0208, setRoman, setJISX0208Old), false}
	case "iso2022_jp_1":
		return multibyte{newISO2022(jp, setJISX0208, setJISX0212, setRoman, setJISX0208Old), false}
	case "iso2022_jp_2":
		return multibyte{newISO2022(jp|useG2, setJISX0208, setJISX0212, setKSX1001, setGB2312,
			setRoman, setJISX0208Old, setLatin1, setGreek), false}
	case "iso2022_jp_ext":
		return multibyte{newISO2022(jp, setJISX0208, setJISX0212, setRoman, setKatakana, setJISX0208Old), false}
	}
	return nil
}

const (
	esc = 0x1B
	so  = 0x0E
	si  = 0x0F
)

func (s *iso2022) next(b string, out *strings.Builder) (int, bool) {
	c := b[0]
	switch {
	case s.through:
		out.WriteRune(rune(c))
		s.through = !endsEscape(c)
		return 1, true
	case c == esc:
		return s.escape(b, out)
	case c == si && s.flags&noShift == 0, c == so && s.flags&noShift == 0:
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
	return s.char(mark, b, out)
}

// char decodes a character of a set.
func (s *iso2022) char(mark byte, b string, out *strings.Builder) (int, bool) {
	set := s.find(mark)
	if set.table == nil {
		r, ok := charInRuns([][]run{set.single}, uint32(b[0]))
		if ok {
			out.WriteRune(r)
		}
		return 1, ok
	}
	if len(b) < 2 {
		return len(b), false
	}
	if b[1] >= 0x80 {
		return 2, false
	}
	code := string([]byte{set.lead, b[0] | 0x80, b[1] | 0x80})
	if set.lead == 0 {
		code = code[1:]
	}
	text, ok := s.converter(set.table).char(code)
	if ok {
		out.Write(text)
	}
	return 2, ok
}

func (s *iso2022) find(mark byte) *set2022 {
	for i := range s.sets {
		if s.sets[i].mark == mark {
			return &s.sets[i]
		}
	}
	return nil
}

func (s *iso2022) converter(t *table) *converter {
	c := s.converters[t]
	if c == nil {
		c = t.converter()
		s.converters[t] = c
	}
	return c
}

func endsEscape(c byte) bool { return '@' <= c && c <= 'Z' }

// maxEscape is the longest escape sequence that Python looks for.
const maxEscape = 16

// escape takes an escape sequence. One that is none of ISO 2022 is text.
func (s *iso2022) escape(b string, out *strings.Builder) (int, bool) {
	switch {
	case len(b) < 2:
		return len(b), false
	case strings.IndexByte("()$.&", b[1]) >= 0:
		return s.designate(b)
	case b[1] == 'N' && s.flags&useG2 != 0:
		return s.charG2(b, out)
	}
	out.WriteByte(esc)
	s.through = true
	return 1, true
}

// designate puts a set in its place.
func (s *iso2022) designate(b string) (int, bool) {
	n := 0
	for i := 1; n == 0; i++ {
		switch {
		case i >= maxEscape:
			return 1, false
		case i >= len(b):
			return len(b), false
		case endsEscape(b[i]):
			n = i + 1
		case s.flags&useExt != 0 && strings.HasPrefix(b[i:], "&@"):
			i += 2
		}
	}
	mark, place := s.parse(b[1:n])
	if place == nil || mark != markASCII && s.find(mark) == nil {
		return n, false
	}
	*place = mark
	return n, true
}

// parse reads what stands behind ESC; place is nil for what Python lacks.
func (s *iso2022) parse(seq string) (mark byte, place *byte) {
	last := seq[len(seq)-1]
	switch {
	case len(seq) == 2 && seq[0] == '$', len(seq) == 3 && seq[:2] == "$(":
		return last | markDouble, &s.g0
	case len(seq) == 3 && seq[:2] == "$)":
		return last | markDouble, &s.g1
	case len(seq) == 2 && seq[0] == '(':
		return last, &s.g0
	case len(seq) == 2 && seq[0] == ')':
		return last, &s.g1
	case len(seq) == 2 && seq[0] == '.' && s.flags&useG2 != 0:
		return last, &s.g2
	case len(seq) == 5 && seq[2:] == "\x1b$B" && s.flags&useExt != 0:
		return 'B' | markDouble, &s.g0
	}
	return 0, nil
}

// charG2 decodes a character behind ESC N.
func (s *iso2022) charG2(b string, out *strings.Builder) (int, bool) {
	if len(b) < 3 {
		return len(b), false
	}
	c := b[2]
	if s.g2 == setGreek.mark {
		// As it was in 1987, without the euro, drachma and iota subscript.
		text, err := codecOf("iso8859-7").decode(string([]byte{c ^ 0x80}), Strict)
		if err != nil || c == '$' || c == '%' || c == '*' {
			return 3, false
		}
		out.WriteString(text)
		return 3, true
	}
	if c >= 0x80 {
		return 3, false
	}
	if s.g2 == setLatin1.mark {
		out.WriteRune(rune(c) + 0x80)
	} else {
		out.WriteByte(c)
	}
	return 3, true
}
