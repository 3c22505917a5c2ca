// SPDX-License-Identifier: GPL-2.0-or-later

// Package marshal reads and writes Python 2's marshal format, in which Mailman keeps
// the databases of its archives (Archiver/HyperDatabase.py: DumbBTree).
//
// # Format
//
// A value is a byte that names its type, and its content. Numbers are little endian.
//
//	N T F         None, True, False
//	i             int: 4 bytes
//	I             int: 8 bytes
//	l             long: the number of its digits (4 bytes, negative for a negative
//	              long), then the digits, the lowest first: 15 bits each, in 2 bytes
//	s             str: its length (4 bytes) and its bytes
//	t             str that is interned: the same, and it gets the next number, from 0
//	R             the interned str of that number (4 bytes)
//	u             unicode: the length of its UTF-8 (4 bytes) and the UTF-8
//	( [           tuple, list: how many items (4 bytes), then the items
//	{             dict: each key and its value, then 0
//
// Versions 0, 1 and 2 of the format differ in nothing else that a database holds:
// version 0 has no interned str, and floats are of no use here. Python reads what is
// written here by any version. Floats, complex numbers, sets and code are errors.
//
// # Reading what may be damaged
//
// Nothing is trusted: lengths are compared with the bytes that are there, so that the values
// take no more memory than a small multiple of these, and nesting is bounded. Texts are parts
// of the data and are not copied.
package marshal

import "errors"

// ErrTruncated says that the data end within a value.
var ErrTruncated = errors.New("marshal: the data end within a value")

// Kind is the type of an Item.
type Kind byte

// The kinds of items. List, Tuple and Dict are only the beginning of a value.
const (
	None Kind = iota
	Bool
	Int
	Long
	Str
	Unicode
	List
	Tuple
	Dict
	End // the end of a dict
)

var kindNames = [...]string{"None", "bool", "int", "long", "str", "unicode", "list", "tuple", "dict", "end of a dict"}

// String is the name of the type in Python.
func (k Kind) String() string { return kindNames[k] }
