// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"encoding/binary"
	"unicode/utf16"

	"mmgen/generator/pyvalue/pystr"
)

var littleEndian, bigEndian binary.ByteOrder = binary.LittleEndian, binary.BigEndian

const byteOrderMark = 0xFEFF

// utf16Codec is utf-16. With mark it writes a byte order mark in front and looks for
// one when reading; without such a mark the text is little-endian, as on the machines
// Mailman runs on. Lone surrogates are written, but not read.
type utf16Codec struct {
	order binary.ByteOrder
	mark  bool
	begun bool
}

func (u *utf16Codec) next(b string, out *output) (n int, ok bool) {
	if len(b) < 2 {
		return len(b), false
	}
	if u.takeMark(b) {
		return 2, true
	}
	r := u.unit(b)
	if !utf16.IsSurrogate(r) {
		out.addRune(r)
		return 2, true
	}
	if len(b) < 4 {
		return len(b), false
	}
	if r = utf16.DecodeRune(r, u.unit(b[2:])); r == 0xFFFD {
		return 2, false
	}
	out.addRune(r)
	return 4, true
}

// takeMark tells whether b, the head of a text, is a byte order mark, and takes
// on the order that it says.
func (u *utf16Codec) takeMark(b string) bool {
	if !u.mark || u.begun {
		return false
	}
	u.begun = true
	if b[:2] == "\xFE\xFF" {
		u.order = bigEndian
	}
	return u.unit(b) == byteOrderMark
}

func (u *utf16Codec) unit(b string) rune { return rune(u.order.Uint16([]byte(b[:2]))) }

func (u *utf16Codec) put(text string, out *output) (n int, ok bool) {
	u.finish(out)
	r, n := pystr.DecodeRune(text)
	if r > 0xFFFF {
		high, low := utf16.EncodeRune(r)
		u.write(high, out)
		r = low
	}
	u.write(r, out)
	return n, true
}

// finish writes the byte order mark, if nothing has been written yet.
func (u *utf16Codec) finish(out *output) {
	if u.mark && !u.begun {
		u.write(byteOrderMark, out)
	}
	u.begun = true
}

func (u *utf16Codec) write(r rune, out *output) {
	var unit [2]byte
	u.order.PutUint16(unit[:], uint16(r))
	out.addBytes(unit[:])
}
