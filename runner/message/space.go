// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"
	"unicode"

	"mmgen/runner/charset"
)

// strip is s.strip() of a Python str.
func strip(s string) string { return strings.Trim(s, pySpace) }

// isUnicodeSpace is unicode.isspace() of Python 2: Unicode's White_Space and
// the four information separators.
func isUnicodeSpace(r rune) bool {
	return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f
}

// latin1 turns UTF-8 text into bytes that are the same characters in Latin-1,
// as Python compares a unicode with a str; text that has others stays.
func latin1(s string) string {
	if charset.IsASCII(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		b = append(b, byte(r))
	}
	return string(b)
}
