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

// SplitLines is splitlines() of a Python str.
func SplitLines(s string) []string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}
