// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"

	"golang.org/x/text/encoding/japanese"
)

// jis is JIS X 0208 and, behind the byte 0x8F, JIS X 0212, as euc-jp has them.
// What Unicode has no single answer for, Python takes from JIS's own tables
// and x/text from Windows.
var jis = table{
	enc:   japanese.EUCJP,
	legal: []span{{0xA1A1, 0xA8C0}, {0xB0A1, 0xF4A6}, {0x8FA2AF, 0x8FEDE3}},
	runs: [][]run{{
		{0xA1C1, '\u301C', 1}, {0xA1C2, '\u2016', 1}, {0xA1DD, '\u2212', 1},
		{0xA1F1, '\u00A2', 2}, {0xA2CC, '\u00AC', 1}, {0x8FA2B7, '~', 1},
	}},
	hidden: span{0x8FA2AF, 0x8FEDE3},
}

// jis0208 is JIS X 0208 alone.
var jis0208 = table{enc: jis.enc, legal: jis.legal[:2], runs: jis.runs}

// shiftJIS is JIS X 0208 as shift_jis has it.
var shiftJIS = table{
	enc:   japanese.ShiftJIS,
	legal: []span{{0x8140, 0x84BE}, {0x889F, 0xEAA4}},
	runs: [][]run{{
		{0x8160, '\u301C', 1}, {0x8161, '\u2016', 1}, {0x817C, '\u2212', 1},
		{0x8191, '\u00A2', 2}, {0x81CA, '\u00AC', 1},
	}},
}

// windows31J is cp932. Rows 0xF0 to 0xF9 are for private use.
var windows31J = table{
	enc: japanese.ShiftJIS,
	encodeOnly: [][]run{{
		{0x8160, '\u301C', 1}, {0x8161, '\u2016', 1}, {0x817C, '\u2212', 1},
		{0x8191, '\u00A2', 2}, {0x81CA, '\u00AC', 1},
	}},
	runs: [][]run{{
		{0xF040, 0xE000, 63}, {0xF080, 0xE03F, 125}, {0xF140, 0xE0BC, 63}, {0xF180, 0xE0FB, 125},
		{0xF240, 0xE178, 63}, {0xF280, 0xE1B7, 125}, {0xF340, 0xE234, 63}, {0xF380, 0xE273, 125},
		{0xF440, 0xE2F0, 63}, {0xF480, 0xE32F, 125}, {0xF540, 0xE3AC, 63}, {0xF580, 0xE3EB, 125},
		{0xF640, 0xE468, 63}, {0xF680, 0xE4A7, 125}, {0xF740, 0xE524, 63}, {0xF780, 0xE563, 125},
		{0xF840, 0xE5E0, 63}, {0xF880, 0xE61F, 125}, {0xF940, 0xE69C, 63}, {0xF980, 0xE6DB, 125},
	}},
}

// romanYen and romanLine are the characters that JIS X 0201 has in the place of
// backslash and tilde. They are written so, but not read.
var romanYen, romanLine = run{'\\', '\u00A5', 1}, run{'~', '\u203E', 1}

// katakana are the single bytes of JIS X 0201.
var katakana = run{0xA1, '\uFF61', 63}

func newShiftJIS() stepper {
	return &double{converter: shiftJIS.converter(), single: []run{katakana, romanYen, romanLine}}
}

func newCP932() stepper {
	single := []run{katakana, {0x80, 0x80, 1}, {0xA0, 0xF8F0, 1}, {0xFD, 0xF8F1, 3}}
	return &double{converter: windows31J.converter(), single: single}
}

// eucJP is euc-jp: katakana stand behind the byte 0x8E.
type eucJP struct{ double }

func newEUCJP() stepper {
	return &eucJP{double{
		converter: jis.converter(),
		single:    []run{romanYen, romanLine},
		length: func(b string) int {
			if b[0] == 0x8F {
				return 3
			}
			return 2
		},
	}}
}

func (e *eucJP) next(b string, out *strings.Builder) (int, bool) {
	if b[0] == 0x8E && len(b) >= 2 {
		i := int(b[1]) - int(katakana.code)
		if i < 0 || i >= katakana.n {
			return 2, false
		}
		out.WriteRune(katakana.first + rune(i))
		return 2, true
	}
	return e.double.next(b, out)
}

func (e *eucJP) put(text string, out *strings.Builder) (int, bool) {
	r, n := nextRune(text)
	if i := int(r - katakana.first); 0 <= i && i < katakana.n {
		out.WriteByte(0x8E)
		out.WriteByte(byte(int(katakana.code) + i))
		return n, true
	}
	return e.double.put(text, out)
}
