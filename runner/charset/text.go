// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const replacement = "\uFFFD"

// IsASCII tells whether all bytes are below 0x80.
func IsASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// nextRune returns the first character of text and its length in bytes. Unlike
// package utf8 it knows lone surrogates. A byte that is of no character is
// U+FFFD, one byte long.
func nextRune(text string) (r rune, size int) {
	r, size = utf8.DecodeRuneInString(text)
	if r == utf8.RuneError && size == 1 && isSurrogateForm(text) {
		return 0xD000 | rune(text[1]&0x3F)<<6 | rune(text[2]&0x3F), 3
	}
	return r, size
}

// isSurrogateForm tells whether s begins with the three bytes that would be a
// surrogate, were it allowed in UTF-8.
func isSurrogateForm(s string) bool {
	return len(s) >= 3 && s[0] == 0xED && s[1]&0xE0 == 0xA0 && s[2]&0xC0 == 0x80
}

// writeRune appends a character, a surrogate in its three-byte form.
func writeRune(b *strings.Builder, r rune) {
	if 0xD800 <= r && r <= 0xDFFF {
		b.WriteByte(0xED)
		b.WriteByte(0x80 | byte(r>>6)&0x3F)
		b.WriteByte(0x80 | byte(r)&0x3F)
		return
	}
	b.WriteRune(r)
}

// badByte is the error for bytes that a codec can't decode.
func badByte(b byte, at int) error {
	return fmt.Errorf("byte 0x%02x at offset %d: %w", b, at, ErrUnicode)
}

// badRune is the error for a character, the first of text, that a charset lacks.
func badRune(text string, at int) error {
	r, _ := nextRune(text)
	return fmt.Errorf("character U+%04X at offset %d: %w", r, at, ErrUnicode)
}

// RuneOffset is where the character n of text begins, its length where it has no
// more than n.
func RuneOffset(text string, n int) int {
	at := 0
	for ; n > 0 && at < len(text); n-- {
		_, size := nextRune(text[at:])
		at += size
	}
	return at
}

// RuneCount is how many characters text has, of which lone surrogates are some.
func RuneCount(text string) int {
	n := 0
	for at := 0; at < len(text); n++ {
		_, size := nextRune(text[at:])
		at += size
	}
	return n
}

// Runes returns the characters of text, of which lone surrogates are some.
func Runes(text string) []rune {
	runes := make([]rune, 0, len(text))
	for len(text) > 0 {
		r, size := nextRune(text)
		runes = append(runes, r)
		text = text[size:]
	}
	return runes
}

// FromRunes is the text of those characters.
func FromRunes(runes []rune) string {
	var b strings.Builder
	b.Grow(len(runes))
	for _, r := range runes {
		writeRune(&b, r)
	}
	return b.String()
}
