// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import "math/big"

// AsInt returns an int, a bool, or a long within 64 bits as a number.
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

// AsFloat returns a number of any type as a float.
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

// AsString returns the bytes of a Str, or a Unicode in UTF-8.
func AsString(v Value) (s string, ok bool) {
	switch v := v.(type) {
	case Str:
		return string(v), true
	case Unicode:
		return string(v), true
	}
	return "", false
}

// Texts returns those items of a list or tuple that are a Str or a Unicode; nil for any
// other value.
func Texts(v Value) (texts []string) {
	items := Items(v)
	if len(items) > 0 {
		texts = make([]string, 0, len(items))
	}
	for _, item := range items {
		if s, ok := AsString(item); ok {
			texts = append(texts, s)
		}
	}
	return texts
}
