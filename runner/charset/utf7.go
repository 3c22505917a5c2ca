// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"encoding/base64"
	"strings"
)

// utf7 is utf-7 (RFC 2152), for which x/text has nothing. It writes all optional characters
// directly and lets surrogates through.
type utf7 struct {
	section bool   // within a section of base64 (written only)
	pending []byte // the bytes of the section that are not written yet
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func isBase64(c byte) bool { return strings.IndexByte(base64Digits, c) >= 0 }

// next decodes a whole section of base64 at once. A broken section is one error together with
// the byte behind it, and the characters that it begins with are decoded.
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
	units, ok := section(b[1:n])
	complete := ok && n < len(b) && b[n] < 0x80
	if last := len(units) - 2; !complete && last >= 0 && units[last]&0xFC == 0xD8 {
		ok = false // the first half of a pair
		units = units[:last]
	}
	for len(units) > 0 {
		r, size := firstUTF16(units, true)
		out.addRune(r)
		units = units[size:]
	}
	switch {
	case n == len(b):
		return n, ok
	case !complete:
		return n + 1, false
	case b[n] != '-':
		out.addByte(b[n])
	}
	return n + 1, true
}

// section is the UTF-16 that base64 holds. ok is false where more bits are left than the zeros
// that fill up the last digit.
func section(digits string) (units string, ok bool) {
	b, _ := base64.RawStdEncoding.DecodeString(digits)
	whole := len(digits) / 4
	ok = len(b)%2 == 0 && base64.RawStdEncoding.EncodeToString(b[3*whole:]) == digits[4*whole:]
	return string(b[:len(b)&^1]), ok
}

func (u *utf7) put(r rune, out *output) bool {
	switch {
	case directIn7(r):
		if u.leave(out) && (r == '-' || isBase64(byte(r))) {
			out.addByte('-')
		}
		out.addByte(byte(r))
		return true
	case r == '+' && !u.section:
		out.add("+-")
		return true
	case !u.section:
		out.addByte('+')
		u.section = true
	}
	u.pending = appendUTF16(u.pending, r, true)
	if len(u.pending)%3 == 0 {
		u.flush(out)
	}
	return true
}

// directIn7 tells whether a character stands for itself when written.
func directIn7(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || ' ' <= r && r < '~' && r != '+' && r != '\\'
}

func (u *utf7) flush(out *output) {
	out.text = base64.RawStdEncoding.AppendEncode(out.text, u.pending)
	u.pending = u.pending[:0]
}

// leave ends a section, and tells whether there was one.
func (u *utf7) leave(out *output) (was bool) {
	u.flush(out)
	was, u.section = u.section, false
	return was
}

func (u *utf7) finish(out *output) {
	if u.leave(out) {
		out.addByte('-')
	}
}
