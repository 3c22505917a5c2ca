// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// keyIndex finds dict keys by the value that Python compares. Text has a map
// of its own, since nearly all keys of Mailman's dicts are Str.
type keyIndex struct {
	text  map[string]int32
	other map[any]int32
}

// Normal forms of keys that are no text; each type is a class of its own.
type (
	unicodeKey string // not ASCII, so equal to no Str
	bigKey     string // a number beyond int64, its digits
	tupleKey   string // see appendKey
	setKey     string
)

// newIndex makes an index with room for n keys.
func newIndex(n int) *keyIndex { return &keyIndex{text: make(map[string]int32, n)} }

func (x *keyIndex) find(key Value) int {
	if s, ok := textKey(key); ok {
		return x.findText(s)
	}
	if i, ok := x.other[normalKey(key)]; ok {
		return int(i)
	}
	return -1
}

func (x *keyIndex) findText(s string) int {
	if i, ok := x.text[s]; ok {
		return int(i)
	}
	return -1
}

func (x *keyIndex) add(key Value, i int) {
	if s, ok := textKey(key); ok {
		x.text[s] = int32(i)
		return
	}
	if x.other == nil {
		x.other = make(map[any]int32)
	}
	x.other[normalKey(key)] = int32(i)
}

func (x *keyIndex) remove(key Value) {
	if x == nil {
		return
	}
	if s, ok := textKey(key); ok {
		delete(x.text, s)
		return
	}
	delete(x.other, normalKey(key))
}

// textKey is the key as text: a Str, or a Unicode that equals one. (Python
// finds a Unicode beyond ASCII equal to no str.)
func textKey(key Value) (string, bool) {
	switch k := key.(type) {
	case Str:
		return string(k), true
	case Unicode:
		return string(k), pystr.IsASCII(string(k))
	}
	return "", false
}

// normalKey maps keys that Python finds equal to one comparable Go value.
func normalKey(key Value) any {
	switch k := key.(type) {
	case Unicode:
		return unicodeKey(k)
	case bool:
		if k {
			return int64(1)
		}
		return int64(0)
	case float64:
		return floatKey(k)
	case Long:
		return longKey(k)
	case *Tuple:
		return tupleKey(appendKey(nil, k))
	case *Set:
		if k.Frozen {
			return setKey(appendKey(nil, k))
		}
	}
	return key
}

// floatKey is the integer that a float equals, or the float.
func floatKey(f float64) any {
	switch {
	case f != math.Trunc(f) || math.IsInf(f, 0):
		return f
	case f >= -(1<<63) && f < 1<<63:
		return int64(f)
	}
	whole, _ := big.NewFloat(f).Int(nil)
	return bigKey(whole.String())
}

func longKey(n Long) any {
	if n.Int == nil {
		return int64(0)
	}
	if n.IsInt64() {
		return n.Int64()
	}
	return bigKey(n.String())
}

// appendKey writes a key so that two writings are alike where Python finds
// the keys equal: a tag, a length, the normal form. Objects that compare by
// identity are written as a number from ids.
func appendKey(b []byte, key Value) []byte {
	switch k := normalScalar(key).(type) {
	case nil:
		return append(b, 'N')
	case string:
		return appendTagged(b, 's', k)
	case unicodeKey:
		return appendTagged(b, 'u', string(k))
	case bigKey:
		return appendTagged(b, 'l', string(k))
	case int64:
		return binary.BigEndian.AppendUint64(append(b, 'i'), uint64(k))
	case float64:
		return binary.BigEndian.AppendUint64(append(b, 'f'), math.Float64bits(k))
	case *Tuple:
		b = binary.AppendUvarint(append(b, 't'), uint64(len(k.Items)))
		for _, item := range k.Items {
			b = appendKey(b, item)
		}
		return b
	case *Set:
		if k.Frozen {
			return appendSetKey(b, k)
		}
	}
	if reflect.TypeOf(key).Kind() != reflect.Pointer {
		return appendTagged(b, 'o', fmt.Sprintf("%T%q", key, key))
	}
	return binary.BigEndian.AppendUint64(append(b, 'p'), uint64(address(key)))
}

// appendSetKey writes the items in an order of their own.
func appendSetKey(b []byte, s *Set) []byte {
	parts := make([]string, len(s.Items))
	for i, item := range s.Items {
		parts[i] = string(appendKey(nil, item))
	}
	slices.Sort(parts)
	return appendTagged(b, 'z', strings.Join(slices.Compact(parts), ""))
}

func appendTagged(b []byte, tag byte, s string) []byte {
	b = binary.AppendUvarint(append(b, tag), uint64(len(s)))
	return append(b, s...)
}

// normalScalar is normalKey for values that are not containers, with text as string.
func normalScalar(key Value) any {
	if s, ok := textKey(key); ok {
		return s
	}
	switch key.(type) {
	case *Tuple, *Set:
		return key
	}
	return normalKey(key)
}

// sameKey tells whether two keys are one to Python.
func sameKey(a, b Value) bool {
	if s, ok := a.(Str); ok {
		if t, ok := b.(Str); ok {
			return s == t
		}
	}
	s, isText := textKey(a)
	t, isText2 := textKey(b)
	if isText || isText2 {
		return isText && isText2 && s == t
	}
	return normalKey(a) == normalKey(b)
}

// Hashable tells whether Python takes v as a dict key or set item.
func Hashable(v Value) bool {
	switch v := v.(type) {
	case *List, *Dict:
		return false
	case *Set:
		return v.Frozen
	case *Tuple:
		return !slices.ContainsFunc(v.Items, func(v Value) bool { return !Hashable(v) })
	}
	return true
}

// address tells objects apart that compare by identity.
func address(v Value) uintptr { return reflect.ValueOf(v).Pointer() }
