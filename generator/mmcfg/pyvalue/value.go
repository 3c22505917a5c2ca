// SPDX-License-Identifier: GPL-2.0-or-later

// Package pyvalue holds Python 2 values as a settings file makes them, and
// the two ways in which they are shown: as Python writes them (Repr) and as
// JSON (AppendJSON).
//
// A Value is one of
//
//	nil                None
//	bool               True, False
//	int64              int
//	*big.Int           long
//	float64            float
//	string             str: bytes of no known charset
//	Unicode            unicode, in UTF-8
//	List, Tuple, *Dict list, tuple, dict
//
// Values are trees: what two places share in Python is repeated.
package pyvalue

import "math/big"

// Value is a Python value; the package comment lists its types.
type Value any

// Unicode is a Python 2 unicode value, in UTF-8. A lone surrogate, which
// Python 2 allows, is kept in its three-byte form.
type Unicode string

// List is a Python list.
type List []Value

// Tuple is a Python tuple.
type Tuple []Value

// Item is one key of a dict and its value.
type Item struct{ Key, Value Value }

// Dict is a Python dict. Items keep the order in which Python 2.7 on a 64-bit
// machine would list them. A nil *Dict is empty.
type Dict struct{ Items []Item }

// NewDict returns a dict of items.
func NewDict(items ...Item) *Dict { return &Dict{Items: items} }

// Len returns the number of keys.
func (d *Dict) Len() int {
	if d == nil {
		return 0
	}
	return len(d.Items)
}

// Get returns the value of a str (or ASCII unicode) key; ok is false where it
// is not there.
func (d *Dict) Get(key string) (v Value, ok bool) {
	if d == nil {
		return nil, false
	}
	for _, it := range d.Items {
		if s, isText := Text(it.Key); isText && s == key {
			return it.Value, true
		}
	}
	return nil, false
}

// Set gives a str key a value, at the end where it is new.
func (d *Dict) Set(key string, v Value) {
	for i, it := range d.Items {
		if s, isText := Text(it.Key); isText && s == key {
			d.Items[i].Value = v
			return
		}
	}
	d.Items = append(d.Items, Item{key, v})
}

// Text returns the text of a str or unicode value.
func Text(v Value) (s string, ok bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case Unicode:
		return string(v), true
	}
	return "", false
}

// Items returns what a list or tuple holds.
func Items(v Value) (items []Value, ok bool) {
	switch v := v.(type) {
	case List:
		return v, true
	case Tuple:
		return v, true
	}
	return nil, false
}

// Number returns an int, long, bool or float as a float.
func Number(v Value) (f float64, ok bool) {
	switch v := v.(type) {
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case int64:
		return float64(v), true
	case *big.Int:
		f, _ := new(big.Float).SetInt(v).Float64()
		return f, true
	case float64:
		return v, true
	}
	return 0, false
}

// Truth is what Python's `if` makes of v.
func Truth(v Value) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int64:
		return v != 0
	case *big.Int:
		return v.Sign() != 0
	case float64:
		return v != 0
	case string:
		return v != ""
	case Unicode:
		return v != ""
	case List:
		return len(v) > 0
	case Tuple:
		return len(v) > 0
	case *Dict:
		return v.Len() > 0
	}
	return true
}

// TypeName is Python's name of v's type.
func TypeName(v Value) string {
	switch v.(type) {
	case nil:
		return "None"
	case bool:
		return "bool"
	case int64:
		return "int"
	case *big.Int:
		return "long"
	case float64:
		return "float"
	case string:
		return "str"
	case Unicode:
		return "unicode"
	case List:
		return "list"
	case Tuple:
		return "tuple"
	case *Dict:
		return "dict"
	}
	return "object"
}

// Clone returns a copy that shares no list or dict with v.
func Clone(v Value) Value {
	switch v := v.(type) {
	case List:
		return List(cloneAll(v))
	case Tuple:
		return Tuple(cloneAll(v))
	case *Dict:
		if v == nil {
			return v
		}
		items := make([]Item, len(v.Items))
		for i, it := range v.Items {
			items[i] = Item{Clone(it.Key), Clone(it.Value)}
		}
		return &Dict{Items: items}
	}
	return v
}

func cloneAll(vs []Value) []Value {
	out := make([]Value, len(vs))
	for i, v := range vs {
		out[i] = Clone(v)
	}
	return out
}
