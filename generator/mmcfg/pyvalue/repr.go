// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Repr writes v as Python 2.7's repr() does. Dicts are written in the order
// of their items.
func Repr(v Value) string { return string(appendRepr(nil, v)) }

func appendRepr(b []byte, v Value) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "None"...)
	case bool:
		if v {
			return append(b, "True"...)
		}
		return append(b, "False"...)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case *big.Int:
		return append(v.Append(b, 10), 'L')
	case float64:
		return append(b, ReprFloat(v)...)
	case string:
		return AppendReprStr(b, v)
	case Unicode:
		return AppendReprUnicode(b, string(v))
	case List:
		return append(appendReprItems(append(b, '['), v), ']')
	case Tuple:
		b = appendReprItems(append(b, '('), v)
		if len(v) == 1 {
			b = append(b, ',')
		}
		return append(b, ')')
	case *Dict:
		return appendReprDict(b, v)
	}
	return append(b, "<object>"...)
}

func appendReprItems(b []byte, vs []Value) []byte {
	for i, v := range vs {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = appendRepr(b, v)
	}
	return b
}

func appendReprDict(b []byte, d *Dict) []byte {
	b = append(b, '{')
	for i := range d.Len() {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = appendRepr(b, d.Items[i].Key)
		b = append(b, ": "...)
		b = appendRepr(b, d.Items[i].Value)
	}
	return append(b, '}')
}

// ReprFloat writes f as Python 2.7's repr() does: the shortest digits that
// read back alike, exponents below 1e-4 and from 1e16 on.
func ReprFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.ContainsRune(s, '.') {
		s += ".0"
	}
	return s
}

// quoteFor is the quote that repr() puts round s: double only where s has
// single quotes and no double ones.
func quoteFor(s string) byte {
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		return '"'
	}
	return '\''
}

const hexDigits = "0123456789abcdef"

// appendASCII writes one byte of a literal, escaped where needed; false for
// a byte that is not ASCII.
func appendASCII(b []byte, c, quote byte) ([]byte, bool) {
	switch {
	case c == quote || c == '\\':
		return append(b, '\\', c), true
	case c == '\n':
		return append(b, '\\', 'n'), true
	case c == '\r':
		return append(b, '\\', 'r'), true
	case c == '\t':
		return append(b, '\\', 't'), true
	case c < ' ' || c == 0x7f:
		return append(b, '\\', 'x', hexDigits[c>>4], hexDigits[c&15]), true
	case c < 0x80:
		return append(b, c), true
	}
	return b, false
}

// AppendReprStr writes a str literal.
func AppendReprStr(b []byte, s string) []byte {
	q := quoteFor(s)
	b = append(b, q)
	for i := 0; i < len(s); i++ {
		c := s[i]
		var ok bool
		if b, ok = appendASCII(b, c, q); !ok {
			b = append(b, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(b, q)
}

// AppendReprUnicode writes a unicode literal; s is UTF-8, lone surrogates in
// their three-byte form.
func AppendReprUnicode(b []byte, s string) []byte {
	q := quoteFor(s)
	b = append(b, 'u', q)
	for i := 0; i < len(s); {
		var ok bool
		if b, ok = appendASCII(b, s[i], q); ok {
			i++
			continue
		}
		r, n := DecodeRune(s[i:])
		i += n
		switch {
		case r < 0x100:
			b = append(b, '\\', 'x', hexDigits[r>>4&15], hexDigits[r&15])
		case r < 0x10000:
			b = appendHex(append(b, '\\', 'u'), r, 4)
		default:
			b = appendHex(append(b, '\\', 'U'), r, 8)
		}
	}
	return append(b, q)
}

func appendHex(b []byte, r rune, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, hexDigits[r>>shift&15])
	}
	return b
}

// DecodeRune is utf8.DecodeRuneInString that also knows the three-byte form
// of a lone surrogate. s is not empty.
func DecodeRune(s string) (r rune, size int) {
	r, size = utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size == 1 && len(s) >= 3 && s[0] == 0xed && s[1]&0xe0 == 0xa0 && s[2]&0xc0 == 0x80 {
		return 0xd000 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), 3
	}
	return r, size
}

// AppendRune is utf8.AppendRune that keeps lone surrogates.
func AppendRune(b []byte, r rune) []byte {
	if 0xd800 <= r && r < 0xe000 {
		return append(b, 0xe0|byte(r>>12), 0x80|byte(r>>6)&0xbf, 0x80|byte(r)&0xbf)
	}
	return utf8.AppendRune(b, r)
}
