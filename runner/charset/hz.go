// SPDX-License-Identifier: GPL-2.0-or-later

package charset

// hz is hz: GB 2312 in seven bits, between `~{` and `~}` (RFC 1843).
type hz struct {
	set *set
	gb  bool
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
	}
	return h.set.next(b, out)
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

func (h *hz) put(r rune, out *output) bool {
	if r < 0x80 {
		h.finish(out)
		if r == '~' {
			out.addByte('~')
		}
		out.addByte(byte(r))
		return true
	}
	code, ok := h.set.code(r)
	if !ok {
		return false
	}
	if !h.gb {
		out.add("~{")
		h.gb = true
	}
	out.text = appendCode(out.text, code)
	return true
}

func (h *hz) finish(out *output) {
	if h.gb {
		out.add("~}")
		h.gb = false
	}
}
