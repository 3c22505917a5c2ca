// SPDX-License-Identifier: GPL-2.0-or-later

package charset

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

// width is how many bytes a character of a set has.
func (s *set) width() int {
	if s.mark&twoBytes != 0 {
		return 2
	}
	return 1
}
