// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"unicode/utf16"
)

// utf7Codec is utf-7 (RFC 2152). It writes all optional characters directly
// and lets surrogates through.
type utf7Codec struct{}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// direct7 tells whether a character stands for itself when written.
func direct7(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return true
	case '+', '\\', '~':
		return false
	}
	return ' ' <= r && r <= '~'
}

func (utf7Codec) decode(b string, mode Mode) (string, error) {
	d := utf7Decoder{b: b, mode: mode}
	for d.at < len(b) {
		if err := d.step(); err != nil {
			return "", err
		}
	}
	// A section of base64 may end with the text, but not within a character.
	if d.shifted && (d.high != 0 || d.count >= 6 || d.bits != 0) {
		if err := d.bad(); err != nil {
			return "", err
		}
	}
	return d.out.String(), nil
}

// utf7Decoder reads utf-7. Between two steps bits holds the count bits of
// base64 that make no character yet, high the first half of a pair.
type utf7Decoder struct {
	b       string
	at      int
	mode    Mode
	out     strings.Builder
	shifted bool // in a base64 section
	start   int  // where the section or the error begins
	bits    uint32
	count   int
	high    rune
}

func (d *utf7Decoder) step() error {
	c := d.b[d.at]
	digit := strings.IndexByte(base64Digits, c)
	d.at++
	switch {
	case d.shifted && digit >= 0:
		d.digit(uint32(digit))
	case d.shifted:
		return d.leave(c)
	case c == '+' && d.at < len(d.b) && d.b[d.at] == '-':
		d.at++
		d.out.WriteByte('+')
	case c == '+':
		d.start, d.shifted, d.bits, d.count = d.at-1, true, 0, 0
	case c < 0x80:
		d.out.WriteByte(c)
	default:
		d.start = d.at - 1
		return d.bad()
	}
	return nil
}

func (d *utf7Decoder) digit(v uint32) {
	d.bits = d.bits<<6 | v
	if d.count += 6; d.count < 16 {
		return
	}
	d.count -= 16
	r := rune(d.bits >> d.count)
	d.bits &= 1<<d.count - 1
	if d.high != 0 {
		if full := utf16.DecodeRune(d.high, r); full != 0xFFFD {
			d.out.WriteRune(full)
			d.high = 0
			return
		}
		d.flush()
	}
	if 0xD800 <= r && r <= 0xDBFF {
		d.high = r
		return
	}
	writeRune(&d.out, r)
}

// flush writes the first half of a pair that has no second one.
func (d *utf7Decoder) flush() {
	if d.high != 0 {
		writeRune(&d.out, d.high)
		d.high = 0
	}
}

// leave ends a base64 section with c, which stays unless it is a hyphen.
func (d *utf7Decoder) leave(c byte) error {
	d.shifted = false
	if d.count >= 6 || d.bits != 0 || c >= 0x80 {
		d.high = 0
		return d.bad()
	}
	d.flush()
	if c != '-' {
		d.out.WriteByte(c)
	}
	return nil
}

func (d *utf7Decoder) bad() error {
	return badBytes(&d.out, d.b, d.start, d.at-d.start, d.mode)
}

func (utf7Codec) encode(text string, mode Mode) (string, error) {
	var e utf7Encoder
	e.out.Grow(len(text))
	for len(text) > 0 {
		r, size := nextRune(text)
		text = text[size:]
		e.put(r)
	}
	if e.shifted {
		e.flush()
		e.out.WriteByte('-')
	}
	return e.out.String(), nil
}

type utf7Encoder struct {
	out     strings.Builder
	shifted bool
	bits    uint32
	count   int
}

func (e *utf7Encoder) put(r rune) {
	switch {
	case direct7(r):
		if e.shifted {
			e.flush()
			e.shifted = false
			if r == '-' || strings.ContainsRune(base64Digits, r) {
				e.out.WriteByte('-')
			}
		}
		e.out.WriteByte(byte(r))
		return
	case r == '+' && !e.shifted:
		e.out.WriteString("+-")
		return
	case !e.shifted:
		e.out.WriteByte('+')
		e.shifted = true
	}
	if r > 0xFFFF {
		high, low := utf16.EncodeRune(r)
		e.unit(high)
		r = low
	}
	e.unit(r)
}

func (e *utf7Encoder) unit(r rune) {
	e.bits = e.bits<<16 | uint32(r)
	for e.count += 16; e.count >= 6; e.count -= 6 {
		e.out.WriteByte(base64Digits[e.bits>>(e.count-6)&63])
	}
	e.bits &= 1<<e.count - 1
}

// flush writes the bits that are left.
func (e *utf7Encoder) flush() {
	if e.count > 0 {
		e.out.WriteByte(base64Digits[e.bits<<(6-e.count)&63])
	}
	e.bits, e.count = 0, 0
}
