// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// utf16Codec is utf-16, utf-16-le or utf-16-be. With mark it writes a byte
// order mark in front and looks for one when reading; without such a mark the
// text is little-endian, as on the machines Mailman runs on.
type utf16Codec struct {
	order binary.ByteOrder
	mark  bool
}

func (c utf16Codec) decode(b string, mode Mode) (string, error) {
	at := 0
	if c.mark && len(b) >= 2 {
		switch b[:2] {
		case "\xFF\xFE":
			at = 2
		case "\xFE\xFF":
			at, c.order = 2, binary.BigEndian
		}
	}
	var out strings.Builder
	out.Grow(len(b))
	for at < len(b) {
		r, n, ok := c.next(b[at:])
		if ok {
			writeRune(&out, r)
		} else if err := badBytes(&out, b, at, n, mode); err != nil {
			return "", err
		}
		at += n
	}
	return out.String(), nil
}

// next takes a character or, where ok is false, one error off b. A surrogate
// at the very end is one together with what is behind it.
func (c utf16Codec) next(b string) (r rune, n int, ok bool) {
	if len(b) < 2 {
		return 0, len(b), false
	}
	r = c.unit(b)
	switch {
	case !utf16.IsSurrogate(r):
		return r, 2, true
	case len(b) < 4:
		return 0, len(b), false
	}
	if low := c.unit(b[2:]); r < 0xDC00 && 0xDC00 <= low && low <= 0xDFFF {
		return utf16.DecodeRune(r, low), 4, true
	}
	return 0, 2, false
}

func (c utf16Codec) unit(b string) rune { return rune(c.order.Uint16([]byte(b[:2]))) }

func (c utf16Codec) encode(text string, mode Mode) (string, error) {
	out := make([]byte, 0, 2*len(text)+2)
	put := func(r rune) {
		if c.order == binary.BigEndian {
			out = append(out, byte(r>>8), byte(r))
		} else {
			out = append(out, byte(r), byte(r>>8))
		}
	}
	if c.mark {
		put(0xFEFF)
	}
	for len(text) > 0 {
		r, size := nextRune(text)
		text = text[size:]
		if r > 0xFFFF {
			high, low := utf16.EncodeRune(r)
			put(high)
			r = low
		}
		put(r)
	}
	return string(out), nil
}

// utf32Codec is utf-32, utf-32-le or utf-32-be, with byte order and mark as in
// utf16Codec. Surrogates pass both ways.
type utf32Codec struct {
	order binary.ByteOrder
	mark  bool
}

func (c utf32Codec) decode(b string, mode Mode) (string, error) {
	at := 0
	if c.mark && len(b) >= 4 {
		switch b[:4] {
		case "\xFF\xFE\x00\x00":
			at = 4
		case "\x00\x00\xFE\xFF":
			at, c.order = 4, binary.BigEndian
		}
	}
	var out strings.Builder
	out.Grow(len(b) / 2)
	for at < len(b) {
		n := min(4, len(b)-at)
		r := rune(-1)
		if n == 4 {
			r = rune(c.order.Uint32([]byte(b[at : at+4])))
		}
		if 0 <= r && r <= 0x10FFFF {
			writeRune(&out, r)
		} else if err := badBytes(&out, b, at, n, mode); err != nil {
			return "", err
		}
		at += n
	}
	return out.String(), nil
}

func (c utf32Codec) encode(text string, mode Mode) (string, error) {
	out := make([]byte, 0, 4*len(text)+4)
	put := func(r rune) {
		var u [4]byte
		c.order.PutUint32(u[:], uint32(r))
		out = append(out, u[:]...)
	}
	if c.mark {
		put(0xFEFF)
	}
	for len(text) > 0 {
		r, size := nextRune(text)
		text = text[size:]
		put(r)
	}
	return string(out), nil
}
