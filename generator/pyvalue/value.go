// SPDX-License-Identifier: GPL-2.0-or-later

// Package pyvalue is the values of Python 2.7: what settings files set, what
// Mailman's pickles hold, and what templates are filled with.
//
// A Value is one of
//
//	nil          None
//	bool         True, False
//	int64        int
//	Long         long
//	float64      float
//	Str          str (bytes of no known charset)
//	Unicode      unicode (UTF-8)
//	*List, *Tuple, *Dict, *Set
//	Object       anything else; its package knows more of it
//
// The pointer types have identity: a list that two places share is one list,
// as in Python.
//
// What Python does with values is here once: truth (Truth), equality (Equal),
// repr() and str() (Repr, Text), the % operator (Format), the order in which
// Python lists a dict's keys (Dict.HashOrder), and text and numbers as Go has
// them (AsString, AsInt, AsFloat).
package pyvalue

import "math/big"

// Value is a Python value; the package comment lists its types.
type Value any

// Str is a Python 2 str: bytes of no known charset.
type Str string

// Unicode is a Python 2 unicode, in UTF-8. Lone surrogates, which Python 2
// allows, are kept in their three-byte form (WTF-8).
type Unicode string

// Long is a Python long; Python 2 tells it from an int. The zero Long is 0L.
type Long struct{ *big.Int }

// NewLong is a Python long.
func NewLong(n int64) Long { return Long{big.NewInt(n)} }

// List is a Python list.
type List struct{ Items []Value }

// NewList makes a list of items.
func NewList(items ...Value) *List { return &List{Items: items} }

// Strings makes a list of Str.
func Strings(items ...string) *List {
	l := &List{Items: make([]Value, len(items))}
	for i, s := range items {
		l.Items[i] = Str(s)
	}
	return l
}

// Tuple is a Python tuple.
type Tuple struct{ Items []Value }

// NewTuple makes a tuple of items.
func NewTuple(items ...Value) *Tuple { return &Tuple{Items: items} }

// Set is a Python set or frozenset (Frozen).
type Set struct {
	Items  []Value
	Frozen bool
}

// Object is a value that another package defines, such as an instance of a
// class. Objects are true, and can be keys of dicts. As keys they are compared
// by identity where they are pointers, else as Go compares them.
type Object interface {
	// TypeName is what Python calls the type.
	TypeName() string
	// Repr is repr() of the object.
	Repr() string
	// EqualTo is Python's ==. What the object holds is compared with equal.
	EqualTo(other Value, equal func(a, b Value) bool) bool
}

// Items returns the items of a list or a tuple; nil for any other value.
func Items(v Value) []Value {
	switch v := v.(type) {
	case *List:
		return v.Items
	case *Tuple:
		return v.Items
	}
	return nil
}

// TypeName is what Python calls the type of v (type(v).__name__).
func TypeName(v Value) string {
	switch v := v.(type) {
	case nil:
		return "NoneType"
	case bool:
		return "bool"
	case int64:
		return "int"
	case Long:
		return "long"
	case float64:
		return "float"
	case Str:
		return "str"
	case Unicode:
		return "unicode"
	case *List:
		return "list"
	case *Tuple:
		return "tuple"
	case *Dict:
		return "dict"
	case *Set:
		if v.Frozen {
			return "frozenset"
		}
		return "set"
	case Object:
		return v.TypeName()
	}
	return "value of unknown type"
}

// Truth is Python's bool(v).
func Truth(v Value) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int64:
		return v != 0
	case Long:
		return v.Int != nil && v.Sign() != 0
	case float64:
		return v != 0
	case Str:
		return v != ""
	case Unicode:
		return v != ""
	case *List:
		return len(v.Items) > 0
	case *Tuple:
		return len(v.Items) > 0
	case *Set:
		return len(v.Items) > 0
	case *Dict:
		return v.Len() > 0
	}
	return true
}

// Clone returns a copy of v that shares no list, dict or set with it. v must
// not hold itself.
func Clone(v Value) Value {
	switch v := v.(type) {
	case *List:
		return &List{cloneAll(v.Items)}
	case *Tuple:
		return &Tuple{cloneAll(v.Items)}
	case *Set:
		return &Set{cloneAll(v.Items), v.Frozen}
	case *Dict:
		d := &Dict{}
		for key, value := range v.All() {
			d.Set(Clone(key), Clone(value))
		}
		return d
	}
	return v
}

func cloneAll(items []Value) []Value {
	out := make([]Value, len(items))
	for i, v := range items {
		out[i] = Clone(v)
	}
	return out
}
