// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"mmgen/generator/pyvalue/pystr"
)

// charsets has what this package converts, by Python's names. It is made when first asked
// for: not at each start of the program.
var charsets = sync.OnceValue(func() map[string]kind {
	return map[string]kind{
		"utf-7":     {func() codec { return &utf7{} }, nil, false},
		"utf-8":     {func() codec { return utf8Codec{} }, utf8.ValidString, true},
		"utf-16":    {func() codec { return &utf16Codec{mark: true} }, nil, false},
		"utf-16-le": {func() codec { return &utf16Codec{} }, nil, false},
		"utf-16-be": {func() codec { return &utf16Codec{bigEndian: true} }, nil, false},

		"ascii":      page(encoding.Replacement, nil), // no other byte is a character
		"iso8859-1":  latin1.kind(),
		"iso8859-2":  iso(charmap.ISO8859_2, nil),
		"iso8859-3":  iso(charmap.ISO8859_3, nil),
		"iso8859-4":  iso(charmap.ISO8859_4, nil),
		"iso8859-5":  iso(charmap.ISO8859_5, nil),
		"iso8859-6":  iso(charmap.ISO8859_6, nil),
		"iso8859-7":  iso(charmap.ISO8859_7, nil),
		"iso8859-8":  iso(charmap.ISO8859_8, nil),
		"iso8859-9":  iso(charmap.ISO8859_9, nil),
		"iso8859-10": iso(charmap.ISO8859_10, nil),
		"iso8859-11": iso(charmap.Windows874, nil),
		"iso8859-13": iso(charmap.ISO8859_13, nil),
		"iso8859-14": iso(charmap.ISO8859_14, nil),
		"iso8859-15": iso(charmap.ISO8859_15, nil),
		"iso8859-16": iso(charmap.ISO8859_16, nil),
		"tis-620":    iso(charmap.Windows874, pairs{{'\u00A0', '\uFFFD'}}),
		"koi8-r":     page(charmap.KOI8R, nil),
		"koi8-u":     page(charmap.KOI8U, pairs{{'\u045E', '\u255D'}, {'\u040E', '\u256C'}}), // without the letter of Belarusian
		"cp437":      page(charmap.CodePage437, nil),
		"cp850":      page(charmap.CodePage850, nil),
		"cp852":      page(charmap.CodePage852, nil),
		"cp866":      page(charmap.CodePage866, nil),
		"cp874":      page(charmap.Windows874, nil),
		"cp1250":     page(charmap.Windows1250, nil),
		"cp1251":     page(charmap.Windows1251, nil),
		"cp1252":     page(charmap.Windows1252, nil),
		"cp1253":     page(charmap.Windows1253, nil),
		"cp1254":     page(charmap.Windows1254, nil),
		"cp1255":     page(charmap.Windows1255, pairs{{'\u05BA', '\uFFFD'}}),
		"cp1256":     page(charmap.Windows1256, nil),
		"cp1257":     page(charmap.Windows1257, nil),
		"cp1258":     page(charmap.Windows1258, nil),
		"mac-roman":  page(charmap.Macintosh, nil),

		"big5":      big5.kind(),
		"cp950":     cp950.kind(),
		"big5hkscs": hkscs.kind(),
		"gb2312":    gb2312.kind(),
		"gbk":       gbk.kind(),
		"gb18030":   gb18030.kind(),
		"hz":        {func() codec { return &hz{set: &gb2312G0} }, nil, false},

		"euc_jp":         eucJP.kind(),
		"shift_jis":      shiftJIS.kind(),
		"cp932":          cp932.kind(),
		"iso2022_jp":     {newISO2022(jisX0208, jisRoman, jisX0208Old), nil, false},
		"iso2022_jp_1":   {newISO2022(jisX0208, jisX0212, jisRoman, jisX0208Old), nil, false},
		"iso2022_jp_2":   {newISO2022(jisX0208, jisX0212, ksX1001G0, gb2312G0, jisRoman, jisX0208Old, latin1G2, greekG2), nil, false},
		"iso2022_jp_ext": {newISO2022(jisX0208, jisX0212, jisRoman, jisKatakana, jisX0208Old), nil, false},

		"euc_kr":     {func() codec { return &eucKR{ksX1001} }, pystr.IsASCII, false},
		"cp949":      cp949.kind(),
		"iso2022_kr": {newISO2022(ksX1001G1), nil, false},
	}
})

// page is a charset of one byte a character.
func page(enc encoding.Encoding, differ pairs) kind {
	t := &table{enc: enc, codes: []span{{0x80, 0xFF}}, differ: differ}
	return t.kind()
}

// iso is a page of ISO 8859, or of the same form.
func iso(enc encoding.Encoding, differ pairs) kind {
	t := &table{enc: enc, codes: []span{{0x80, 0xFF}}, c1: true, differ: differ}
	return t.kind()
}

// Those of ISO 8859 that others have within them. Greek is that of 1987 there, without the
// euro, drachma and iota subscript.
var (
	latin1  = &table{enc: charmap.ISO8859_1, codes: []span{{0x80, 0xFF}}}
	greek87 = &table{enc: charmap.ISO8859_7, codes: []span{{0xA0, 0xFF}}, differ: pairs{{'\u20AC', '\uFFFD'}, {'\u20AF', '\uFFFD'}, {'\u037A', '\uFFFD'}}}
)

// hkscs is big5hkscs, Big5 with all that ETEN and Hong Kong added; big5 and cp950, that of
// Windows, are parts of it. Letters and signs of Big5 itself are written in its own codes,
// not in those of Hong Kong.
var (
	hkscs = &table{
		enc: traditionalchinese.Big5,
		codes: []span{
			{0xA440, 0xC67E}, {0xA241, 0xA3FE}, {0xA140, 0xA240}, {0xC940, 0xF9FE},
			{0xC6A1, 0xC8FE}, {0x8740, 0xA0FE}, {0xFA40, 0xFEFE},
		},
		differ: big5Differs,
	}
	big5 = &table{
		enc:    traditionalchinese.Big5,
		codes:  []span{{0xA440, 0xC67E}, {0xA241, 0xA3BF}, {0xA140, 0xA240}, {0xC940, 0xF9D5}, {0xC6A1, 0xC8D3}},
		differ: big5Differs,
	}
	cp950 = &table{
		enc: traditionalchinese.Big5,
		codes: []span{
			{0xA440, 0xC67E}, {0xA241, 0xA3BF}, {0xA3E1, 0xA3FE}, {0xA140, 0xA240}, {0xC940, 0xF9FE}, {0xC6A1, 0xC8D3},
		},
		differ: pairs{{'\uFFED', '\u2593'}},
	}
)

// big5Differs is where x/text follows cp950.
var big5Differs = pairs{
	{'\u2027', '\u2022'}, {'\uFE51', '\uFF64'}, {'\u00AF', '\u203E'}, {'\uFF5E', '\u223C'}, {'\u2295', '\u2641'}, {'\u2299', '\u2609'},
	{'\u2215', '\uFF0F'}, {'\uFE68', '\uFF3C'}, {'\uFFE5', '\u00A5'}, {'\uFFE0', '\u00A2'}, {'\uFFE1', '\u00A3'},
}

// gb2312 is GB 2312, as gb2312 (euc-cn) has it; gbk and gb18030 extend it.
var (
	gb2312 = &table{
		enc:  simplifiedchinese.GBK,
		grid: true,
		codes: []span{
			{0xA1A1, 0xA1FE}, {0xA2B1, 0xA2E2}, {0xA2E5, 0xA2FC}, {0xA3A1, 0xA6D8}, {0xA7A1, 0xA7F1},
			{0xA8A1, 0xA8BA}, {0xA8C5, 0xA8E9}, {0xA9A4, 0xA9EF}, {0xB0A1, 0xD7F9}, {0xD8A1, 0xF7FE},
		},
		differ: pairs{{'\u00B7', '\u30FB'}, {'\u2014', '\u2015'}},
	}
	gbk = &table{
		enc:   simplifiedchinese.GBK,
		codes: []span{{0x8140, 0xA2E2}, {0xA2E5, 0xA2FC}, {0xA3A1, 0xA8BE}, {0xA8C0, 0xA988}, {0xA996, 0xFE4F}},
	}
	gb18030 = &table{enc: simplifiedchinese.GB18030, codes: []span{{0x8140, 0xFEFE}}, quad: true}
)

// eucJP is JIS X 0208, behind the byte 0x8E the katakana of JIS X 0201, and behind 0x8F
// JIS X 0212; jis0208 is the first alone, and jisExtended has the rows of NEC and IBM
// besides. shiftJIS has the first two, and cp932 also those rows.
var (
	jis0208 = &table{
		enc:    japanese.EUCJP,
		grid:   true,
		codes:  []span{{0xA1A1, 0xA8C0}, {0xB0A1, 0xF4A6}},
		differ: jisDiffers,
	}
	jisExtended = &table{enc: japanese.EUCJP, grid: true, codes: []span{{0xA1A1, 0xFEFE}}, differ: jisDiffers}
	eucJP       = &table{
		enc:    japanese.EUCJP,
		grid:   true,
		codes:  []span{{0xA1A1, 0xA8C0}, {0xB0A1, 0xF4A6}, {0x8EA1, 0x8EDF}, {0x8FA2AF, 0x8FEDE3}},
		differ: jisDiffers,
		writes: roman,
		triple: 0x8F,
	}
	shiftJIS = &table{
		enc:    japanese.ShiftJIS,
		codes:  []span{{0xA1, 0xDF}, {0x8140, 0x84BE}, {0x889F, 0xEAA4}},
		differ: jisDiffers,
		writes: roman,
	}
	cp932 = &table{
		enc: japanese.ShiftJIS,
		codes: []span{
			{0x80, 0x80}, {0xA0, 0xDF}, {0xFD, 0xFF},
			{0x8140, 0x9FFC}, {0xE040, 0xEAA4}, {0xED40, 0xEEFC}, {0xFA40, 0xFC4B}, {0xEAA5, 0xFC4B},
		},
		writes: pairs{{'\u301C', '\uFF5E'}, {'\u2016', '\u2225'}, {'\u2212', '\uFF0D'}, {'\u00A2', '\uFFE0'}, {'\u00A3', '\uFFE1'}, {'\u00AC', '\uFFE2'}},
	}
)

// jisDiffers is where Python follows JIS's own tables and x/text Windows: wave dash, double
// vertical line, minus, cent, pound and not sign.
var jisDiffers = pairs{{'\uFF5E', '\u301C'}, {'\u2225', '\u2016'}, {'\uFF0D', '\u2212'}, {'\uFFE0', '\u00A2'}, {'\uFFE1', '\u00A3'}, {'\uFFE2', '\u00AC'}}

// roman is yen and overline, which JIS X 0201 has in the place of backslash and tilde.
var roman = pairs{{'\u00A5', '\\'}, {'\u203E', '~'}}

// romanLetters is the reverse of roman.
var romanLetters = pairs{{'\\', '\u00A5'}, {'~', '\u203E'}}

// ksX1001 is KS X 1001, cp949 its extension by Windows.
var (
	ksX1001 = &table{enc: korean.EUCKR, grid: true, codes: []span{{0xA1A1, 0xFEFE}}}
	cp949   = &table{enc: korean.EUCKR, codes: []span{{0x8141, 0xFEFE}}}
)
