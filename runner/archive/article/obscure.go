// SPDX-License-Identifier: GPL-2.0-or-later

package article

import "strings"

// Obscure puts atmark in the place of the @ of each address in a text
// (HyperArch.py: decode_headers, as_text).
func Obscure(text, atmark string) string {
	if strings.IndexByte(text, '@') < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + strings.Count(text, "@")*len(atmark))
	for {
		begin, end, ok := FindAddress(text)
		if !ok {
			b.WriteString(text)
			return b.String()
		}
		at := begin + strings.IndexByte(text[begin:], '@')
		b.WriteString(text[:at])
		b.WriteString(atmark)
		b.WriteString(text[at+1 : end])
		text = text[end:]
	}
}

// FindAddress is where the first address in a text begins and ends
// (HyperArch.py: emailpat, `[-+,.\w]+@[-+.\w]+`). The time it takes grows with the
// text, and no faster.
func FindAddress(text string) (begin, end int, ok bool) {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '@')
		if i < 0 {
			return 0, 0, false
		}
		at := from + i
		begin = at
		for begin > from && (isAddressByte(text[begin-1]) || text[begin-1] == ',') {
			begin--
		}
		for end = at + 1; end < len(text) && isAddressByte(text[end]); end++ {
		}
		if begin < at && end > at+1 {
			return begin, end, true
		}
		from = at + 1
	}
}

func isAddressByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("_-+.", c) >= 0
}
