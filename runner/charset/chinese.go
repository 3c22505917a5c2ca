// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// gb2312 is GB 2312, as gb2312 (euc-cn) has it.
var gb2312 = table{
	enc:  simplifiedchinese.GBK,
	grid: true,
	legal: []span{
		{0xA1A1, 0xA1FE}, {0xA2B1, 0xA2E2}, {0xA2E5, 0xA2FC}, {0xA3A1, 0xA6D8}, {0xA7A1, 0xA7F1},
		{0xA8A1, 0xA8BA}, {0xA8C5, 0xA8E9}, {0xA9A4, 0xA9EF}, {0xB0A1, 0xD7F9}, {0xD8A1, 0xF7FE},
	},
	runs: [][]run{{{0xA1A4, '\u30FB', 1}, {0xA1AA, '\u2015', 1}}},
}

var gbk = table{
	enc: simplifiedchinese.GBK,
	legal: []span{
		{0x8140, 0xA2E2}, {0xA2E5, 0xA2FC}, {0xA3A1, 0xA8BE}, {0xA8C0, 0xA988}, {0xA996, 0xFE4F},
	},
}

// gb18030 is GB 18030-2000. Its characters for private use have two bytes.
var gb18030 = table{
	enc:   simplifiedchinese.GB18030,
	legal: []span{{0x8140, 0xFEFE}, {0x81308130, 0xFE39FE39}},
	runs: [][]run{{
		{0x8431A437, '\uFFFD', 1},
		{0xA140, 0xE4C6, 63}, {0xA180, 0xE505, 33}, {0xA240, 0xE526, 63}, {0xA280, 0xE565, 33},
		{0xA2AB, 0xE766, 6}, {0xA2E4, 0xE76D, 1}, {0xA2EF, 0xE76E, 2}, {0xA2FD, 0xE770, 2},
		{0xA340, 0xE586, 63}, {0xA380, 0xE5C5, 33}, {0xA440, 0xE5E6, 63}, {0xA480, 0xE625, 33},
		{0xA4F4, 0xE772, 11}, {0xA540, 0xE646, 63}, {0xA580, 0xE685, 33}, {0xA5F7, 0xE77D, 8},
		{0xA640, 0xE6A6, 63}, {0xA680, 0xE6E5, 33}, {0xA6B9, 0xE785, 8}, {0xA6D9, 0xE78D, 7},
		{0xA6EC, 0xE794, 2}, {0xA6F3, 0xE796, 1}, {0xA6F6, 0xE797, 9}, {0xA740, 0xE706, 63},
		{0xA780, 0xE745, 33}, {0xA7C2, 0xE7A0, 15}, {0xA7F2, 0xE7AF, 13}, {0xA896, 0xE7BC, 11},
		{0xA8BC, 0xE7C7, 1}, {0xA8C1, 0xE7C9, 4}, {0xA8EA, 0xE7CD, 21}, {0xA958, 0xE7E2, 1},
		{0xA95B, 0xE7E3, 1}, {0xA95D, 0xE7E4, 3}, {0xA997, 0xE7F4, 13}, {0xA9F0, 0xE801, 15},
		{0xAAA1, 0xE000, 94}, {0xABA1, 0xE05E, 94}, {0xACA1, 0xE0BC, 94}, {0xADA1, 0xE11A, 94},
		{0xAEA1, 0xE178, 94}, {0xAFA1, 0xE1D6, 94}, {0xD7FA, 0xE810, 5}, {0xF8A1, 0xE234, 94},
		{0xF9A1, 0xE292, 94}, {0xFAA1, 0xE2F0, 94}, {0xFBA1, 0xE34E, 94}, {0xFCA1, 0xE3AC, 94},
		{0xFDA1, 0xE40A, 94}, {0xFE51, 0xE816, 3}, {0xFE59, 0xE81E, 1}, {0xFE61, 0xE826, 1},
		{0xFE66, 0xE82B, 2}, {0xFE6C, 0xE831, 2}, {0xFE76, 0xE83B, 1}, {0xFE7E, 0xE843, 1},
		{0xFE90, 0xE854, 2}, {0xFEA0, 0xE864, 1}, {0xFEA1, 0xE468, 94},
	}},
}

func newGB2312() stepper { return &double{converter: gb2312.converter()} }
func newGBK() stepper    { return &double{converter: gbk.converter()} }

func newGB18030() stepper {
	return &double{converter: gb18030.converter(), length: func(b string) int {
		if len(b) >= 2 && '0' <= b[1] && b[1] <= '9' {
			return 4
		}
		return 2
	}}
}

// hz is hz: GB 2312 in seven bits, between `~{` and `~}`.
type hz struct {
	*converter
	gb bool
}

func newHZ() stepper { return &hz{converter: gb2312.converter()} }

func (h *hz) next(b string, out *strings.Builder) (int, bool) {
	c := b[0]
	switch {
	case c == '~':
		return h.escape(b, out)
	case c >= 0x80:
		return 1, false
	case !h.gb:
		out.WriteByte(c)
		return 1, true
	case len(b) < 2:
		return 1, false
	}
	text, ok := h.char(string([]byte{c | 0x80, b[1] | 0x80}))
	if ok = ok && b[1] < 0x80; ok {
		out.Write(text)
	}
	return 2, ok
}

func (h *hz) escape(b string, out *strings.Builder) (int, bool) {
	if len(b) < 2 {
		return 1, false
	}
	switch {
	case b[1] == '~' && !h.gb:
		out.WriteByte('~')
	case b[1] == '{' && !h.gb:
		h.gb = true
	case b[1] == '}' && h.gb:
		h.gb = false
	case b[1] == '\n' && !h.gb:
	default:
		return 2, false
	}
	return 2, true
}

func (h *hz) put(text string, out *strings.Builder) (int, bool) {
	r, n := nextRune(text)
	if r < 0x80 {
		h.finish(out)
		if r == '~' {
			out.WriteByte('~')
		}
		out.WriteByte(byte(r))
		return n, true
	}
	b, ok := h.code(r)
	if !ok {
		return n, false
	}
	if !h.gb {
		out.WriteString("~{")
		h.gb = true
	}
	out.WriteByte(b[0] & 0x7F)
	out.WriteByte(b[1] & 0x7F)
	return n, true
}

func (h *hz) finish(out *strings.Builder) {
	if h.gb {
		out.WriteString("~}")
		h.gb = false
	}
}
