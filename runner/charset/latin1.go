// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "strings"

// direct is a charset whose bytes are the first characters of Unicode, as
// many as its value says.
type direct rune

const (
	asciiCodec  direct = 0x80
	latin1Codec direct = 0x100
)

func (limit direct) decode(b string, mode Mode) (string, error) {
	if IsASCII(b) {
		return b, nil
	}
	var out strings.Builder
	out.Grow(len(b) + len(b)/2)
	for at := 0; at < len(b); at++ {
		if rune(b[at]) < rune(limit) {
			out.WriteRune(rune(b[at]))
		} else if err := badBytes(&out, b, at, 1, mode); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

func (limit direct) encode(text string, mode Mode) (string, error) {
	if IsASCII(text) {
		return text, nil
	}
	var out strings.Builder
	out.Grow(len(text))
	for at := 0; at < len(text); {
		r, size := nextRune(text[at:])
		switch {
		case r < rune(limit):
			out.WriteByte(byte(r))
		case mode == Replace:
			out.WriteByte('?')
		case mode == Strict:
			return "", badRune(r, at)
		}
		at += size
	}
	return out.String(), nil
}
