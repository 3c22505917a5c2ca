// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import "unicode"

// wide tells whether letters are those of Unicode. With LOCALE, which in the C locale means
// ASCII, they are not, even where UNICODE is set too (sre_compile.py: _compile).
func wide(flags Flags) bool { return flags&(Unicode|Locale) == Unicode }

// lower is _sre.getlower.
func lower(r rune, flags Flags) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r < 0x80 || !wide(flags):
		return r
	}
	return unicode.ToLower(r)
}

// alike has the lower case letters that share an upper case letter; where case is ignored,
// Python takes them for the same (sre_compile.py: _equivalences).
var alike = [][]rune{
	{'i', 'ı'}, {'s', 'ſ'}, {'µ', 'μ'}, {'\u0345', 'ι', '\u1fbe'}, {'β', 'ϐ'}, {'ε', 'ϵ'}, {'θ', 'ϑ'},
	{'κ', 'ϰ'}, {'π', 'ϖ'}, {'ρ', 'ϱ'}, {'ς', 'σ'}, {'φ', 'ϕ'}, {'ṡ', 'ẛ'},
}
