// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"

	"golang.org/x/text/encoding/traditionalchinese"
)

// big5 is Big5 with ETEN's kana, Cyrillic letters and numbers; cp950 is that
// of Windows, big5hkscs that of Hong Kong.
var (
	big5 = table{
		enc:        traditionalchinese.Big5,
		legal:      []span{{0xA140, 0xA3BF}, {0xA440, 0xC7FC}, {0xC940, 0xF9D5}},
		runs:       [][]run{big5Runs, etenRuns},
		encodeOnly: [][]run{big5Doubles, boxDoubles},
	}
	cp950 = table{
		enc:        traditionalchinese.Big5,
		legal:      []span{{0xA140, 0xA3BF}, {0xA3E1, 0xC7FC}, {0xC940, 0xF9FE}},
		runs:       [][]run{etenRuns, {{0xF9FE, '\u2593', 1}}},
		encodeOnly: [][]run{cp950Only, big5Doubles, boxDoubles},
	}
)

// etenRuns is where ETEN's characters stand, which Hong Kong has elsewhere.
var etenRuns = []run{
	{0xC6A1, '\u30FE', 1}, {0xC6A2, '\u309D', 2}, {0xC6A4, '\u3005', 1}, {0xC6A5, '\u3041', 83},
	{0xC6F8, '\u30A1', 7}, {0xC740, '\u30A8', 63}, {0xC7A1, '\u30E7', 16}, {0xC7B1, '\u0414', 2},
	{0xC7B3, '\u0401', 1}, {0xC7B4, '\u0416', 7}, {0xC7BB, '\u0423', 19}, {0xC7CE, '\u0451', 1},
	{0xC7CF, '\u0436', 26}, {0xC7E9, '\u2460', 10}, {0xC7F3, '\u2474', 10},
}

// big5Runs is where x/text follows cp950 and not Big5.
var big5Runs = []run{
	{0xA145, '\u2022', 1}, {0xA14E, '\uFF64', 1}, {0xA1C2, '\u203E', 1}, {0xA1E3, '\u223C', 1},
	{0xA1F2, '\u2641', 1}, {0xA1F3, '\u2609', 1}, {0xA241, '\uFF0F', 1}, {0xA242, '\uFF3C', 1},
	{0xA244, '\u00A5', 1}, {0xA246, '\u00A2', 2},
}

// cp950Only is the part of big5Runs that cp950 writes and does not read.
var cp950Only = []run{
	{0xA145, '\u2022', 1}, {0xA14E, '\uFF64', 1}, {0xA1C2, '\u203E', 1}, {0xA1E3, '\u223C', 1},
	{0xA1F2, '\u2641', 1}, {0xA1F3, '\u2609', 1}, {0xA244, '\u00A5', 1}, {0xA246, '\u00A2', 2},
}

// big5Doubles are characters that x/text writes with codes of Hong Kong's
// older sets, boxDoubles those with two codes, of which x/text takes the other.
var (
	big5Doubles = []run{
		{0xA1B2, '\u3003', 1}, {0xA260, '\u74E9', 1}, {0xA2CD, '\u5344', 1}, {0xA55D, '\u5305', 1},
		{0xA7FB, '\u675E', 1}, {0xADC5, '\u5029', 1}, {0xADEB, '\u537F', 1}, {0xB0B0, '\u507D', 1},
		{0xB440, '\u5A77', 1}, {0xB4B8, '\u6674', 1}, {0xB4E4, '\u6E2F', 1}, {0xB4FC, '\u6E1D', 1},
		{0xB54E, '\u716E', 1}, {0xB7EC, '\u745C', 1}, {0xBCB5, '\u6490', 1}, {0xC9DB, '\u5E75', 1},
		{0xCB58, '\u6C9C', 1}, {0xCFF1, '\u7809', 1}, {0xD8F4, '\u5F58', 1},
	}
	boxDoubles = []run{
		{0xA27E, '\u256D', 1}, {0xA2A1, '\u256E', 1}, {0xA2A2, '\u2570', 1}, {0xA2A3, '\u256F', 1},
		{0xA2A4, '\u2550', 1}, {0xA2A5, '\u255E', 1}, {0xA2A6, '\u256A', 1}, {0xA2A7, '\u2561', 1},
	}
)

func newBig5() stepper  { return &double{converter: big5.converter()} }
func newCP950() stepper { return &double{converter: cp950.converter()} }

// hkscs is big5hkscs, Hong Kong's supplementary character set of 2004.
var hkscs = table{
	enc:   traditionalchinese.Big5,
	legal: hkscsLegal,
	runs:  [][]run{big5Runs},
	encodeOnly: [][]run{big5Doubles, {
		{0x8FB6, '\u880F', 1}, {0x90C4, '\u96B6', 1}, {0x91BE, '\u9F17', 1}, {0x9242, '\u8503', 1},
		{0x9361, '\u5F0C', 1}, {0x9455, '\u7250', 1}, {0x947A, '\u7468', 1}, {0x9975, '\u732A', 1},
		{0x9DEF, '\u5605', 1}, {0x9DFB, '\u5ED0', 1}, {0xA0DC, '\u60A4', 1},
	}},
}

// hkscsLegal are the codes that Python has. The gaps are characters that are
// compatible with others, or younger.
var hkscsLegal = []span{
	{0x8740, 0x8779}, {0x8840, 0x8E68}, {0x8E6A, 0x8E6E}, {0x8E70, 0x8E7D}, {0x8EA1, 0x8EAA},
	{0x8EAC, 0x8EB3}, {0x8EB5, 0x8ECC}, {0x8ECE, 0x8ECF}, {0x8ED1, 0x8F56}, {0x8F58, 0x8F68},
	{0x8F6A, 0x8F6D}, {0x8F6F, 0x8FCA}, {0x8FCD, 0x8FFD}, {0x9040, 0x906C}, {0x906E, 0x9079},
	{0x907B, 0x90DB}, {0x90DD, 0x90F0}, {0x90F2, 0x91BE}, {0x91C0, 0x9243}, {0x9245, 0x92AE},
	{0x92B3, 0x92C7}, {0x92C9, 0x92D0}, {0x92D2, 0x9446}, {0x9448, 0x94C9}, {0x94CB, 0x95D8},
	{0x95DA, 0x9643}, {0x9645, 0x96EC}, {0x96EE, 0x96FB}, {0x96FD, 0x9B75}, {0x9B77, 0x9B77},
	{0x9B79, 0x9B7A}, {0x9B7C, 0x9BC5}, {0x9BC7, 0x9BDD}, {0x9BDF, 0x9BEB}, {0x9BED, 0x9BF5},
	{0x9BF7, 0x9C41}, {0x9C43, 0x9C52}, {0x9C54, 0x9C61}, {0x9C63, 0x9C67}, {0x9C69, 0x9C6A},
	{0x9C6C, 0x9C76}, {0x9C78, 0x9CBB}, {0x9CBE, 0x9CCF}, {0x9CD1, 0x9D56}, {0x9D58, 0x9D59},
	{0x9D5B, 0x9DC3}, {0x9DC5, 0x9EA8}, {0x9EAA, 0x9EEE}, {0x9EF0, 0x9EFC}, {0x9EFE, 0x9F5F},
	{0x9F61, 0x9F65}, {0x9F67, 0x9FCA}, {0x9FCC, 0x9FD7}, {0x9FD9, 0xA061}, {0xA064, 0xA076},
	{0xA078, 0xA0D4}, {0xA0D6, 0xA0DE}, {0xA0E0, 0xA0E3}, {0xA0E5, 0xA3BF}, {0xA440, 0xC6CE},
	{0xC6D0, 0xC6D2}, {0xC6D4, 0xC6D4}, {0xC6D6, 0xC6D6}, {0xC6D8, 0xC6DD}, {0xC6E0, 0xFA5E},
	{0xFA60, 0xFA65}, {0xFA67, 0xFABC}, {0xFABE, 0xFAC4}, {0xFAC6, 0xFAD4}, {0xFAD6, 0xFB47},
	{0xFB49, 0xFBB7}, {0xFBB9, 0xFBF2}, {0xFBF4, 0xFBF8}, {0xFBFA, 0xFC4E}, {0xFC50, 0xFC6B},
	{0xFC6D, 0xFCB8}, {0xFCBA, 0xFCE1}, {0xFCE3, 0xFCF0}, {0xFCF2, 0xFDB6}, {0xFDB9, 0xFDBA},
	{0xFDBC, 0xFDF0}, {0xFDF2, 0xFE51}, {0xFE53, 0xFE6E}, {0xFE70, 0xFEA9}, {0xFEAB, 0xFEDC},
	{0xFEDE, 0xFEFE},
}

// hkscsPairs are the letters with two accents that have one code.
var hkscsPairs = []struct{ text, code string }{
	{"\u00CA\u0304", "\x88\x62"}, {"\u00CA\u030C", "\x88\x64"},
	{"\u00EA\u0304", "\x88\xA3"}, {"\u00EA\u030C", "\x88\xA5"},
}

type big5HKSCS struct{ double }

func newHKSCS() stepper { return &big5HKSCS{double{converter: hkscs.converter()}} }

func (h *big5HKSCS) put(text string, out *strings.Builder) (int, bool) {
	for _, p := range hkscsPairs {
		if strings.HasPrefix(text, p.text) {
			out.WriteString(p.code)
			return len(p.text), true
		}
	}
	return h.double.put(text, out)
}
