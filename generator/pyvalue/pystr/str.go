// SPDX-License-Identifier: GPL-2.0-or-later

// Package pystr does to Go strings what the methods of Python 2's str and unicode
// do: a str is bytes, of which only those of ASCII are letters or white space (the
// C locale, in which Mailman runs); a unicode is UTF-8.
//
// Python 2 lets a unicode hold lone surrogates. Here they are in their three-byte
// form, which package unicode/utf8 refuses.
package pystr

import (
	"strings"
	"unicode/utf8"
)

// Blanks are the characters that are white space in a str: what strip() takes off
// (string.whitespace).
const Blanks = " \t\n\r\v\f"

// IsBlank is isspace() of one character of a str.
func IsBlank(r rune) bool { return r == ' ' || '\t' <= r && r <= '\r' }

// Strip is strip() of a str.
func Strip(s string) string { return strings.Trim(s, Blanks) }

// Fields is split() of a str: its words.
func Fields(s string) []string { return strings.FieldsFunc(s, IsBlank) }

// IsASCII tells whether all bytes are below 0x80.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Lower is lower() of a str. Offsets stay what they are.
func Lower(s string) string { return swapCase(s, 'A') }

// Upper is upper() of a str.
func Upper(s string) string { return swapCase(s, 'a') }

// swapCase changes the case of the 26 letters from first on. It copies only where
// there is one.
func swapCase(s string, first byte) string {
	for i := range len(s) {
		if s[i]-first >= 26 {
			continue
		}
		var b strings.Builder
		b.Grow(len(s))
		b.WriteString(s[:i])
		for ; i < len(s); i++ {
			c := s[i]
			if c-first < 26 {
				c ^= 'a' - 'A'
			}
			b.WriteByte(c)
		}
		return b.String()
	}
	return s
}

// LowerByte is lower() of one byte.
func LowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// EqualFold is s.lower() == t.lower().
func EqualFold(s, t string) bool {
	if len(s) != len(t) {
		return false
	}
	for i := range len(s) {
		if LowerByte(s[i]) != LowerByte(t[i]) {
			return false
		}
	}
	return true
}

// CutLine takes the first line off s and its line end: LF, CR or CRLF.
func CutLine(s string) (line, end, rest string) {
	i := strings.IndexAny(s, "\r\n")
	if i < 0 {
		return s, "", ""
	}
	n := 1
	if strings.HasPrefix(s[i:], "\r\n") {
		n = 2
	}
	return s[:i], s[i : i+n], s[i+n:]
}

// LineFeeds has a line feed in place of each line end of a str.
func LineFeeds(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// SplitLines is splitlines() of a str. It takes 16 bytes a line more than the text: for
// what may be long there is CutLine.
func SplitLines(s string) []string {
	s = LineFeeds(s)
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}
