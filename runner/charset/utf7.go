// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"unicode/utf16"

	"mmgen/generator/pyvalue/pystr"
)

// utf7 is utf-7 (RFC 2152). It writes all optional characters directly and lets
// surrogates through.
type utf7 struct {
	section bool // within a section of base64 (written only)
	bits    uint32
	count   int // of bits that make no digit yet
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func isBase64(c byte) bool { return strings.IndexByte(base64Digits, c) >= 0 }

// next decodes a whole section of base64 at once. Where it is broken it is one
// error with the byte behind it, whatever characters it began with.
func (*utf7) next(b string, out *output) (n int, ok bool) {
	switch {
	case b[0] != '+':
		if ok = b[0] < 0x80; ok {
			out.addByte(b[0])
		}
		return 1, ok
	case strings.HasPrefix(b, "+-"):
		out.addByte('+')
		return 2, true
	}
	for n = 1; n < len(b) && isBase64(b[n]); n++ {
	}
	units, ok := sectionUnits(b[1:n])
	last := len(units) - 1
	lone := last >= 0 && 0xD800 <= units[last] && units[last] < 0xDC00
	if atEnd := n == len(b); lone && (atEnd || !ok || b[n] >= 0x80) {
		ok = false
		units = units[:last]
	}
	writeUnits(units, out)
	switch {
	case n == len(b):
		return n, ok
	case !ok || b[n] >= 0x80:
		return n + 1, false
	case b[n] == '-':
		return n + 1, true
	}
	out.addByte(b[n])
	return n + 1, true
}

// sectionUnits are the units of UTF-16 that base64 holds. ok is false where more
// than the zeros that fill up the last digit are left.
func sectionUnits(digits string) (units []rune, ok bool) {
	bits, count := uint32(0), 0
	for i := range len(digits) {
		bits = bits<<6 | uint32(strings.IndexByte(base64Digits, digits[i]))
		if count += 6; count >= 16 {
			count -= 16
			units = append(units, rune(bits>>count))
			bits &= 1<<count - 1
		}
	}
	return units, count < 6 && bits == 0
}

// writeUnits writes units of UTF-16, of which each pair is one character.
func writeUnits(units []rune, out *output) {
	for i := 0; i < len(units); i++ {
		r := units[i]
		if i+1 < len(units) {
			if pair := utf16.DecodeRune(r, units[i+1]); pair != 0xFFFD {
				r = pair
				i++
			}
		}
		out.addRune(r)
	}
}

func (u *utf7) put(text string, out *output) (n int, ok bool) {
	r, n := pystr.DecodeRune(text)
	switch {
	case directIn7(r):
		if u.section {
			u.flush(out)
			if r == '-' || isBase64(byte(r)) {
				out.addByte('-')
			}
		}
		out.addByte(byte(r))
		return n, true
	case r == '+' && !u.section:
		out.add("+-")
		return n, true
	case !u.section:
		out.addByte('+')
		u.section = true
	}
	if r > 0xFFFF {
		high, low := utf16.EncodeRune(r)
		u.unit(high, out)
		r = low
	}
	u.unit(r, out)
	return n, true
}

// directIn7 tells whether a character stands for itself when written.
func directIn7(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || ' ' <= r && r < '~' && r != '+' && r != '\\'
}

func (u *utf7) unit(r rune, out *output) {
	u.bits = u.bits<<16 | uint32(r)
	for u.count += 16; u.count >= 6; u.count -= 6 {
		out.addByte(base64Digits[u.bits>>(u.count-6)&63])
	}
	u.bits &= 1<<u.count - 1
}

// flush writes the bits that are left and leaves the section.
func (u *utf7) flush(out *output) {
	if u.count > 0 {
		out.addByte(base64Digits[u.bits<<(6-u.count)&63])
	}
	*u = utf7{}
}

func (u *utf7) finish(out *output) {
	if u.section {
		u.flush(out)
		out.addByte('-')
	}
}
