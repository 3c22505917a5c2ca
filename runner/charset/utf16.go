// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "unicode/utf16"

const byteOrderMark = 0xFEFF

// utf16Codec is utf-16. With mark it writes a byte order mark in front, and looks for one
// when it reads; a text without such a mark is little-endian, as on the machines that Mailman
// runs on. Lone surrogates are written, but not read. x/text replaces surrogates in both
// directions.
type utf16Codec struct {
	bigEndian bool
	mark      bool
	begun     bool
}

func (u *utf16Codec) next(b string, out *output) (n int, ok bool) {
	if len(b) < 2 {
		return len(b), false
	}
	if u.takeMark(b) {
		return 2, true
	}
	r, n := firstUTF16(b, u.bigEndian)
	switch {
	case !utf16.IsSurrogate(r):
		out.addRune(r)
		return n, true
	case len(b) < 4:
		return len(b), false
	}
	return 2, false
}

// takeMark tells whether b, the head of a text, is a byte order mark, and takes
// on the order that it says.
func (u *utf16Codec) takeMark(b string) bool {
	if !u.mark || u.begun {
		return false
	}
	u.begun = true
	u.bigEndian = b[:2] == "\xFE\xFF"
	return unitUTF16(b, u.bigEndian) == byteOrderMark
}

func (u *utf16Codec) put(r rune, out *output) bool {
	u.finish(out)
	out.text = appendUTF16(out.text, r, u.bigEndian)
	return true
}

// finish writes the byte order mark, if nothing has been written yet.
func (u *utf16Codec) finish(out *output) {
	if u.mark && !u.begun {
		out.text = appendUTF16(out.text, byteOrderMark, u.bigEndian)
	}
	u.begun = true
}

func unitUTF16(b string, bigEndian bool) rune {
	if bigEndian {
		return rune(b[0])<<8 | rune(b[1])
	}
	return rune(b[1])<<8 | rune(b[0])
}

// firstUTF16 is the character at the head of b, which is two or four bytes long: a
// surrogate where it is not one of a pair.
func firstUTF16(b string, bigEndian bool) (r rune, n int) {
	r = unitUTF16(b, bigEndian)
	if utf16.IsSurrogate(r) && len(b) >= 4 {
		if pair := utf16.DecodeRune(r, unitUTF16(b[2:], bigEndian)); pair != 0xFFFD {
			return pair, 4
		}
	}
	return r, 2
}

func appendUTF16(b []byte, r rune, bigEndian bool) []byte {
	if r > 0xFFFF {
		high, low := utf16.EncodeRune(r)
		return appendUTF16(appendUTF16(b, high, bigEndian), low, bigEndian)
	}
	if bigEndian {
		return append(b, byte(r>>8), byte(r))
	}
	return append(b, byte(r), byte(r>>8))
}
