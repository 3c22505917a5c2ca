// SPDX-License-Identifier: GPL-2.0-or-later

// Package subject is the list's subject_prefix within subjects: what
// CookHeaders.py (prefix_subject) and Archiver/HyperArch.py (strip_subject) do
// alike to find it there.
//
// A prefix may have a place for the number of the post: `[List %d]`, `[List
// %05d]`.
package subject

import (
	"regexp"
	"strings"

	"mmgen/runner/charset"
	"mmgen/runner/i18n"
)

// NumberAt is where the first %d (or %05d) begins in s, and where it ends.
func NumberAt(s string) (begin, end int, ok bool) {
	for i := range len(s) {
		if s[i] != '%' {
			continue
		}
		end = i + 1
		for end < len(s) && '0' <= s[end] && s[end] <= '9' {
			end++
		}
		if end < len(s) && s[end] == 'd' {
			return i, end + 1, true
		}
	}
	return 0, 0, false
}

// CutPrefix takes the prefix out of a subject, wherever and as often as it
// stands there, with any number in place of a %d where numbered is true. A
// prefix that is a str of other characters than ASCII is compared as Python
// compares it, as Latin-1.
func CutPrefix(text string, prefix i18n.Text, numbered bool) string {
	if !prefix.Unicode {
		prefix.S, _ = charset.Decode(prefix.S, "iso-8859-1", charset.Replace)
	}
	if !numbered {
		return strings.ReplaceAll(text, prefix.S, "")
	}
	const number = "[\t-\r ]*[0-9]+[\t-\r ]*"
	var pattern strings.Builder
	for rest := prefix.S; ; {
		begin, end, ok := NumberAt(rest)
		if !ok {
			pattern.WriteString(regexp.QuoteMeta(rest))
			break
		}
		pattern.WriteString(regexp.QuoteMeta(rest[:begin]) + number)
		rest = rest[end:]
	}
	re, err := regexp.Compile(pattern.String())
	if err != nil {
		return text // half a surrogate pair in the prefix
	}
	return re.ReplaceAllLiteralString(text, "")
}
