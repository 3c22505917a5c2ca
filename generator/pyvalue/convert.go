// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"math/big"
	"unicode/utf8"
)

// AsInt is an int, a bool or a long within 64 bits as a number.
func AsInt(v Value) (n int64, ok bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case Long:
		if v.Int == nil {
			return 0, true
		}
		if v.IsInt64() {
			return v.Int64(), true
		}
	}
	return 0, false
}

// AsFloat is any number as a float.
func AsFloat(v Value) (f float64, ok bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case Long:
		if v.Int != nil {
			f, _ := new(big.Float).SetInt(v.Int).Float64()
			return f, true
		}
	}
	n, ok := AsInt(v)
	return float64(n), ok
}

// AsString is the bytes of a Str or the UTF-8 of a Unicode.
func AsString(v Value) (s string, ok bool) {
	switch v := v.(type) {
	case Str:
		return string(v), true
	case Unicode:
		return string(v), true
	}
	return "", false
}

// IsASCII tells whether s has no byte beyond ASCII.
func IsASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Runes goes through the characters of a Unicode, lone surrogates included,
// each with where it begins.
func Runes(s string) func(yield func(int, rune) bool) {
	return func(yield func(int, rune) bool) {
		for i := 0; i < len(s); {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 && len(s)-i >= 3 && s[i] == 0xed {
				r, n = 0xd000|rune(s[i+1]&0x3f)<<6|rune(s[i+2]&0x3f), 3
			}
			if !yield(i, r) {
				return
			}
			i += n
		}
	}
}

// AppendRune is utf8.AppendRune that writes surrogates in three bytes.
func AppendRune(b []byte, r rune) []byte {
	if r >= 0xd800 && r < 0xe000 {
		return append(b, 0xed, 0x80|byte(r>>6&0x3f), 0x80|byte(r&0x3f))
	}
	return utf8.AppendRune(b, r)
}
