// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"

	"mmgen/runner/charset"
)

// strip is s.strip() of a Python str.
func strip(s string) string { return strings.Trim(s, charset.Blanks) }

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
