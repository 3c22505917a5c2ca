// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"golang.org/x/text/encoding/simplifiedchinese"

	"mmgen/generator/pyvalue/pystr"
)

// gb2312 is GB 2312, as gb2312 (euc-cn) has it; gbk and gb18030 extend it.
var (
	gb2312 = table{
		enc:  simplifiedchinese.GBK,
		grid: true,
		legal: []span{
			{0xA1A1, 0xA1FE}, {0xA2B1, 0xA2E2}, {0xA2E5, 0xA2FC}, {0xA3A1, 0xA6D8}, {0xA7A1, 0xA7F1},
			{0xA8A1, 0xA8BA}, {0xA8C5, 0xA8E9}, {0xA9A4, 0xA9EF}, {0xB0A1, 0xD7F9}, {0xD8A1, 0xF7FE},
		},
		differ: "\u00B7\u30FB\u2014\u2015",
	}
	gbk = table{
		enc:   simplifiedchinese.GBK,
		legal: []span{{0x8140, 0xA2E2}, {0xA2E5, 0xA2FC}, {0xA3A1, 0xA8BE}, {0xA8C0, 0xA988}, {0xA996, 0xFE4F}},
	}
	gb18030 = table{
		enc:   simplifiedchinese.GB18030,
		legal: []span{{0x8140, 0xFEFE}, {0x81308130, 0xFE39FE39}},
		quad:  true,
		own:   "\x84\x31\xA4\x37",
	}
)

// hz is hz: GB 2312 in seven bits, between `~{` and `~}` (RFC 1843).
type hz struct {
	*converter
	gb bool
}

func (h *hz) next(b string, out *output) (n int, ok bool) {
	switch {
	case b[0] == '~':
		return h.escape(b, out)
	case b[0] >= 0x80:
		return 1, false
	case !h.gb:
		out.addByte(b[0])
		return 1, true
	case len(b) < 2:
		return 1, false
	case b[1] >= 0x80:
		return 2, false
	}
	text, ok := h.char(string([]byte{b[0] | 0x80, b[1] | 0x80}))
	if ok {
		out.addBytes(text)
	}
	return 2, ok
}

func (h *hz) escape(b string, out *output) (n int, ok bool) {
	if len(b) < 2 {
		return 1, false
	}
	switch {
	case b[1] == '}' && h.gb:
		h.gb = false
	case h.gb:
		return 2, false
	case b[1] == '~':
		out.addByte('~')
	case b[1] == '{':
		h.gb = true
	default:
		return 2, b[1] == '\n'
	}
	return 2, true
}

func (h *hz) put(text string, out *output) (n int, ok bool) {
	r, n := pystr.DecodeRune(text)
	if r < 0x80 {
		h.finish(out)
		if r == '~' {
			out.addByte('~')
		}
		out.addByte(byte(r))
		return n, true
	}
	b, ok := h.code(r)
	if !ok {
		return n, false
	}
	if !h.gb {
		out.add("~{")
		h.gb = true
	}
	out.addBytes([]byte{b[0] & 0x7F, b[1] & 0x7F})
	return n, true
}

func (h *hz) finish(out *output) {
	if h.gb {
		out.add("~}")
		h.gb = false
	}
}
