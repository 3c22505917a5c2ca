// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "strings"

// What Python 2 does with a str, of which only the ASCII letters have case and
// only ASCII has blanks.

// Strip is s.strip() of a Python str.
func Strip(s string) string { return strings.Trim(s, Blanks) }

// Lower is str.lower: letters of ASCII only.
func Lower(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// EqualFold compares as s.lower() == t.lower() does for a Python str in the C
// locale: only ASCII letters have case.
func EqualFold(s, t string) bool {
	if len(s) != len(t) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] != t[i] && lowerByte(s[i]) != lowerByte(t[i]) {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
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
