// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"unicode/utf16"
	"unicode/utf8"

	"mmgen/generator/pyvalue/pystr"
)

// utf8Codec is Python 2's utf-8: RFC 3629, and surrogates are let through.
type utf8Codec struct{ stateless }

func (utf8Codec) next(b string, out *output) (n int, ok bool) {
	r, n := pystr.DecodeRune(b)
	if r == utf8.RuneError && n == 1 {
		return badUTF8(b), false
	}
	out.add(b[:n])
	return n, true
}

// badUTF8 is how many bytes at the head of b Python takes for one error: the
// first, and those behind it that continue it, but for the last one that could.
func badUTF8(b string) int {
	longest := 1
	switch {
	case 0xE0 <= b[0] && b[0] <= 0xEF:
		longest = 2
	case 0xF0 <= b[0] && b[0] <= 0xF4:
		longest = 3
	}
	n := 1
	for n < longest && n < len(b) && b[n]&0xC0 == 0x80 {
		n++
	}
	return n
}

func (utf8Codec) put(r rune, out *output) bool {
	out.addRune(r)
	return true
}

// joined is the character r of n bytes at the head of a text, or the one that it is a half of.
func joined(text string, r rune, n int) (rune, int) {
	if utf16.IsSurrogate(r) {
		low, size := pystr.DecodeRune(text[n:])
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, n + size
		}
	}
	return r, n
}
