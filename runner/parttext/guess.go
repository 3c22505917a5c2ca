// SPDX-License-Identifier: GPL-2.0-or-later

package parttext

import (
	"strings"
	"unicode/utf8"

	"mmgen/runner/charset"
)

// Guess is what bytes of no certain charset may mean, in UTF-8: UTF-8 if they
// can be, else text in a charset that is likely. Where they are neither, for
// the sake of a few bytes, those are U+FFFD; bytes that are mostly something
// else are Latin-1, which any bytes are.
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
