// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "golang.org/x/text/encoding/japanese"

// eucJP is JIS X 0208, behind the byte 0x8F JIS X 0212, and behind 0x8E the
// katakana of JIS X 0201; jis0208 is the first alone. shiftJIS has the first
// and the last, cp932 also the rows of NEC and IBM.
var (
	eucJP = table{
		enc:    japanese.EUCJP,
		legal:  append([]span{{0x8EA1, 0x8EDF}, {0x8FA2AF, 0x8FEDE3}}, jis0208.legal...),
		differ: jisDiffers,
		writes: roman,
		triple: 0x8F,
		search: []span{{0x8FA2AF, 0x8FEDE3}},
	}
	jis0208 = table{
		enc:    japanese.EUCJP,
		legal:  []span{{0xA1A1, 0xA8C0}, {0xB0A1, 0xF4A6}},
		differ: jisDiffers,
	}
	shiftJIS = table{
		enc:    japanese.ShiftJIS,
		legal:  []span{{0x8140, 0x84BE}, {0x889F, 0xEAA4}},
		differ: jisDiffers,
		writes: roman,
		single: []span{katakana},
	}
	cp932 = table{
		enc:    japanese.ShiftJIS,
		writes: cp932Writes,
		single: []span{katakana, {0x80, 0x80}, {0xA0, 0xA0}, {0xFD, 0xFF}},
	}
)

// katakana are the single bytes of JIS X 0201.
var katakana = span{0xA1, 0xDF}

// jisDiffers is where Python follows JIS's own tables and x/text Windows: wave
// dash, double vertical line, minus, cent, pound and not sign.
const jisDiffers = "\uFF5E\u301C\u2225\u2016\uFF0D\u2212\uFFE0\u00A2\uFFE1\u00A3\uFFE2\u00AC"

// roman is yen and overline, which JIS X 0201 has in the place of backslash and
// tilde; cp932Writes has JIS's characters for Windows's.
const (
	roman       = "\u00A5\\\u203E~"
	cp932Writes = "\u301C\uFF5E\u2016\u2225\u2212\uFF0D\u00A2\uFFE0\u00A3\uFFE1\u00AC\uFFE2"
)
