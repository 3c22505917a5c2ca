// SPDX-License-Identifier: GPL-2.0-or-later

package pystr

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// IsSpace is isspace() of one character of a unicode: Unicode's White_Space and the
// four information separators.
func IsSpace(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

// IsLineBreak tells whether a character ends a line of a unicode (splitlines).
func IsLineBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// DecodeRune returns the first character of text and its length in bytes, as
// utf8.DecodeRuneInString does, but knows lone surrogates. A byte that is of no
// character is U+FFFD, one byte long.
func DecodeRune(text string) (r rune, size int) {
	r, size = utf8.DecodeRuneInString(text)
	if r == utf8.RuneError && size == 1 && isSurrogate(text) {
		return 0xD000 | rune(text[1]&0x3F)<<6 | rune(text[2]&0x3F), 3
	}
	return r, size
}

// isSurrogate tells whether s begins with the three bytes that would be a
// surrogate, were it allowed in UTF-8.
func isSurrogate(s string) bool {
	return len(s) >= 3 && s[0] == 0xED && s[1]&0xE0 == 0xA0 && s[2]&0xC0 == 0x80
}

// AppendRune is utf8.AppendRune that writes surrogates in three bytes.
func AppendRune(b []byte, r rune) []byte {
	if 0xD800 <= r && r <= 0xDFFF {
		return append(b, 0xED, 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
	}
	return utf8.AppendRune(b, r)
}

// Valid tells whether text is what Python 2's UTF-8 codec reads: UTF-8, and
// surrogates in three bytes.
func Valid(text string) bool {
	if utf8.ValidString(text) {
		return true
	}
	for len(text) > 0 {
		r, size := DecodeRune(text)
		if r == utf8.RuneError && size == 1 {
			return false
		}
		text = text[size:]
	}
	return true
}

// Each goes through the characters of text, each with where it begins.
func Each(text string) iter.Seq2[int, rune] {
	return func(yield func(int, rune) bool) {
		for at := 0; at < len(text); {
			r, size := DecodeRune(text[at:])
			if !yield(at, r) {
				return
			}
			at += size
		}
	}
}

// Runes returns the characters of text.
func Runes(text string) []rune {
	runes := make([]rune, 0, len(text))
	for _, r := range Each(text) {
		runes = append(runes, r)
	}
	return runes
}

// FromRunes is the text of those characters.
func FromRunes(runes []rune) string {
	b := make([]byte, 0, len(runes))
	for _, r := range runes {
		b = AppendRune(b, r)
	}
	return string(b)
}

// RuneCount is len() of a unicode: how many characters the text has.
func RuneCount(text string) int {
	n := 0
	for range Each(text) {
		n++
	}
	return n
}

// RuneOffset returns the offset of character n of a text; the length of the text where it
// has no more than n characters.
func RuneOffset(text string, n int) int {
	for at := range Each(text) {
		if n <= 0 {
			return at
		}
		n--
	}
	return len(text)
}
