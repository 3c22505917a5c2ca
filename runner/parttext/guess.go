// SPDX-License-Identifier: GPL-2.0-or-later

package parttext

import (
	"strings"
	"unicode/utf8"

	"mmgen/runner/charset"
)

// Guess is the likely meaning of bytes whose charset is not certain, in UTF-8: they are
// taken for UTF-8 if they can be, else for a likely charset. If only a few bytes fit
// neither, those become U+FFFD; if most do not fit, all are taken for Latin-1, which
// fits any bytes.
func Guess(s, likely string) string {
	if utf8.ValidString(s) {
		return s
	}
	if text, err := charset.Decode(s, likely, charset.Strict); err == nil {
		return text
	}
	for _, cs := range []string{"utf-8", likely} {
		if text, err := charset.DecodeLenient(s, cs); err == nil && isMostly(text) {
			return text
		}
	}
	text, err := charset.Decode(s, "iso-8859-1", charset.Strict)
	if err != nil {
		return s
	}
	return text
}

// isMostly tells whether a decoded text has more characters beyond ASCII than
// places that could not be decoded.
func isMostly(text string) bool {
	broken := strings.Count(text, string(utf8.RuneError))
	foreign := -broken
	for _, r := range text {
		if r >= utf8.RuneSelf {
			foreign++
		}
	}
	return foreign > broken
}
