// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"unicode/utf8"
)

// utf8Codec is Python 2's utf-8: RFC 3629, and surrogates are let through.
type utf8Codec struct{}

func (utf8Codec) decode(b string, mode Mode) (string, error) {
	if utf8.ValidString(b) {
		return b, nil
	}
	var out strings.Builder
	out.Grow(len(b))
	for at := 0; at < len(b); {
		r, size := nextRune(b[at:])
		if r != utf8.RuneError || size > 1 {
			out.WriteString(b[at : at+size])
			at += size
			continue
		}
		n := badUTF8(b[at:])
		if err := badBytes(&out, b, at, n, mode); err != nil {
			return "", err
		}
		at += n
	}
	return out.String(), nil
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

func (utf8Codec) encode(text string, mode Mode) (string, error) {
	if utf8.ValidString(text) {
		return text, nil
	}
	var out strings.Builder
	out.Grow(len(text))
	for len(text) > 0 {
		r, size := nextRune(text)
		text = text[size:]
		if 0xD800 <= r && r < 0xDC00 { // a pair is one character
			if r2, size2 := nextRune(text); 0xDC00 <= r2 && r2 < 0xE000 {
				r = 0x10000 + (r-0xD800)<<10 + (r2 - 0xDC00)
				text = text[size2:]
			}
		}
		writeRune(&out, r)
	}
	return out.String(), nil
}

// utf8SigCodec is utf-8-sig: a byte order mark in front.
type utf8SigCodec struct{}

const utf8Mark = "\xEF\xBB\xBF"

func (utf8SigCodec) decode(b string, mode Mode) (string, error) {
	return utf8Codec{}.decode(strings.TrimPrefix(b, utf8Mark), mode)
}

func (utf8SigCodec) encode(text string, mode Mode) (string, error) {
	b, err := utf8Codec{}.encode(text, mode)
	return utf8Mark + b, err
}
