// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"unicode"
)

// Blanks are the characters that are white space in a Python str: what strip()
// takes off, and string.whitespace has in it.
const Blanks = " \t\n\r\v\f"

// IsSpace is isspace() of one character of a Python unicode: Unicode's
// White_Space and the four information separators.
func IsSpace(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

// IsLineBreak tells whether a character ends a line of a Python unicode (splitlines).
func IsLineBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// SplitLines is splitlines() of a Python str.
func SplitLines(s string) []string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}
