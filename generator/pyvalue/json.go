// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"mmgen/generator/pyvalue/pystr"
)

// AppendJSON writes v as JSON, one space of indentation a level, keys sorted,
// all in ASCII:
//
//	str, unicode   a string; a str that is not UTF-8 is {"b": "hex"}
//	list           an array
//	tuple          {"t": [..]}
//	dict           an object; with a key that is not a string {"d": [[key, value], ..]}
//	int, long      a number without fraction; float: a number with one
//
// depth is how far the first line is indented already.
func AppendJSON(b []byte, v Value, depth int) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case Long:
		return append(b, v.Digits()...)
	case float64:
		return append(b, jsonFloat(v)...)
	case Str:
		if utf8.ValidString(string(v)) {
			return appendJSONString(b, string(v))
		}
		return appendJSONObject(b, []Entry{{Str("b"), Str(hex.EncodeToString([]byte(v)))}}, depth)
	case Unicode:
		return appendJSONString(b, string(v))
	case *List:
		return appendJSONArray(b, v.Items, depth)
	case *Tuple:
		return appendJSONObject(b, []Entry{{Str("t"), NewList(v.Items...)}}, depth)
	case *Dict:
		return appendJSONDict(b, v, depth)
	}
	return append(b, "null"...)
}

// jsonFloat writes a float as Python's json module does.
func jsonFloat(f float64) string {
	switch s := FloatRepr(f); s {
	case "nan":
		return "NaN"
	case "inf":
		return "Infinity"
	case "-inf":
		return "-Infinity"
	default:
		return s
	}
}

func appendIndent(b []byte, depth int) []byte {
	b = append(b, '\n')
	for range depth {
		b = append(b, ' ')
	}
	return b
}

func appendJSONArray(b []byte, vs []Value, depth int) []byte {
	if len(vs) == 0 {
		return append(b, "[]"...)
	}
	b = append(b, '[')
	for i, v := range vs {
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendJSON(appendIndent(b, depth+1), v, depth+1)
	}
	return append(appendIndent(b, depth), ']')
}

// appendJSONObject writes items whose keys are strings, in their order.
func appendJSONObject(b []byte, items []Entry, depth int) []byte {
	if len(items) == 0 {
		return append(b, "{}"...)
	}
	b = append(b, '{')
	for i, it := range items {
		if i > 0 {
			b = append(b, ',')
		}
		key, _ := AsString(it.Key)
		b = appendJSONString(appendIndent(b, depth+1), key)
		b = AppendJSON(append(b, ": "...), it.Value, depth+1)
	}
	return append(appendIndent(b, depth), '}')
}

// AppendJSONObject writes a top-level object of items in their order.
func AppendJSONObject(b []byte, items []Entry) []byte { return appendJSONObject(b, items, 0) }

func appendJSONDict(b []byte, d *Dict, depth int) []byte {
	if d.Len() == 0 {
		return append(b, "{}"...)
	}
	items := slices.Clone(d.Entries())
	slices.SortStableFunc(items, func(x, y Entry) int { return compareKeys(x.Key, y.Key) })
	for _, it := range items {
		if s, ok := AsString(it.Key); !ok || !utf8.ValidString(s) {
			pairs := &List{}
			for _, it := range items {
				pairs.Items = append(pairs.Items, NewList(it.Key, it.Value))
			}
			return appendJSONObject(b, []Entry{{Str("d"), pairs}}, depth)
		}
	}
	return appendJSONObject(b, items, depth)
}

// compareKeys orders keys about as Python 2 orders mixed values: None, then
// numbers, then text and the rest by what they look like.
func compareKeys(x, y Value) int {
	if rx, ry := keyRank(x), keyRank(y); rx != ry {
		return rx - ry
	}
	if fx, ok := AsFloat(x); ok {
		fy, _ := AsFloat(y)
		switch {
		case fx < fy:
			return -1
		case fx > fy:
			return 1
		}
		return 0
	}
	if sx, ok := AsString(x); ok {
		sy, _ := AsString(y)
		return strings.Compare(sx, sy)
	}
	return strings.Compare(Repr(x), Repr(y))
}

func keyRank(v Value) int {
	switch v.(type) {
	case nil:
		return 0
	case bool, int64, Long, float64:
		return 1
	case Str, Unicode:
		return 2
	}
	return 3
}

// appendJSONString writes a string as Python's json module does: ASCII only.
func appendJSONString(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range pystr.Each(s) {
		if r < utf8.RuneSelf {
			b = appendJSONByte(b, byte(r))
			continue
		}
		if r >= 0x10000 {
			hi, lo := utf16.EncodeRune(r)
			b = appendHex(append(b, '\\', 'u'), hi, 4)
			r = lo
		}
		b = appendHex(append(b, '\\', 'u'), r, 4)
	}
	return append(b, '"')
}

func appendJSONByte(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	}
	if c < ' ' {
		return appendHex(append(b, '\\', 'u'), rune(c), 4)
	}
	return append(b, c)
}

func appendHex(b []byte, r rune, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, hexDigit[r>>shift&15])
	}
	return b
}
