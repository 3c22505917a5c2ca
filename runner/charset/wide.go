// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"encoding/binary"
	"unicode/utf16"

	"mmgen/generator/pyvalue/pystr"
)

var littleEndian, bigEndian binary.ByteOrder = binary.LittleEndian, binary.BigEndian

const byteOrderMark = 0xFEFF

// wide is utf-16 or utf-32: units of 2 or 4 bytes. With mark it writes a byte
// order mark in front and looks for one when reading; without such a mark the
// text is little-endian, as on the machines Mailman runs on. Lone surrogates
// pass in utf-32, and in utf-16 when written.
type wide struct {
	order binary.ByteOrder
	size  int
	mark  bool
	begun bool
}

func (w *wide) next(b string, out *output) (n int, ok bool) {
	if len(b) < w.size {
		return len(b), false
	}
	if w.takeMark(b) {
		return w.size, true
	}
	r := w.unit(b)
	if w.size == 2 && utf16.IsSurrogate(r) {
		if len(b) < 4 {
			return len(b), false
		}
		if r = utf16.DecodeRune(r, w.unit(b[2:])); r == 0xFFFD {
			return 2, false
		}
		out.addRune(r)
		return 4, true
	}
	if r < 0 || r > 0x10FFFF {
		return 4, false
	}
	out.addRune(r)
	return w.size, true
}

// takeMark tells whether b, the head of a text, is a byte order mark, and takes
// on the order that it says.
func (w *wide) takeMark(b string) bool {
	if !w.mark || w.begun {
		return false
	}
	w.begun = true
	if w.unit(b) == byteOrderMark {
		return true
	}
	w.order = bigEndian
	if w.unit(b) == byteOrderMark {
		return true
	}
	w.order = littleEndian
	return false
}

func (w *wide) unit(b string) rune {
	if w.size == 2 {
		return rune(w.order.Uint16([]byte(b[:2])))
	}
	return rune(w.order.Uint32([]byte(b[:4])))
}

func (w *wide) put(text string, out *output) (n int, ok bool) {
	w.finish(out)
	r, n := pystr.DecodeRune(text)
	if w.size == 2 && r > 0xFFFF {
		high, low := utf16.EncodeRune(r)
		w.write(high, out)
		r = low
	}
	w.write(r, out)
	return n, true
}

// finish writes the byte order mark, if nothing has been written yet.
func (w *wide) finish(out *output) {
	if w.mark && !w.begun {
		w.write(byteOrderMark, out)
	}
	w.begun = true
}

func (w *wide) write(r rune, out *output) {
	var unit [4]byte
	if w.size == 2 {
		w.order.PutUint16(unit[:], uint16(r))
	} else {
		w.order.PutUint32(unit[:], uint32(r))
	}
	out.addBytes(unit[:w.size])
}
