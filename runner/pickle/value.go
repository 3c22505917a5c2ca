// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import "math/big"

// Value is a Python 2 value as a pickle holds it. It is one of
//
//	nil          None
//	bool         True, False
//	int64        int
//	Long         long
//	float64      float
//	Str          str (bytes)
//	Unicode      unicode (UTF-8)
//	*List, *Tuple, *Dict, *Set, *Instance, Global
//
// The pointer types have identity: a value that two places share in the
// pickle is shared after loading, and Dump writes it once.
type Value any

// Str is a Python 2 str: bytes of no known charset.
type Str string

// Unicode is a Python 2 unicode, in UTF-8. Lone surrogates, which Python 2
// allows, are kept in their three-byte form (WTF-8).
type Unicode string

// Long is a Python long; Python 2 tells it from an int. The zero Long is 0L.
type Long struct{ *big.Int }

// Global names a class or function: `module.name`.
type Global struct{ Module, Name string }

// List is a Python list.
type List struct{ Items []Value }

// Tuple is a Python tuple.
type Tuple struct{ Items []Value }

// Set is a Python set or frozenset (Frozen).
type Set struct {
	Items  []Value
	Frozen bool
}

// Instance is an object of one of the classes that Mailman stores. State is
// what pickle's BUILD was given, mostly a *Dict of its attributes; nil for
// none. OldStyle tells a classic class, as all of Mailman's and the email
// package's are; pickle writes others in another way. Args are what a classic
// class gave for its constructor, mostly nothing.
type Instance struct {
	Class    Global
	Args     []Value
	State    Value
	OldStyle bool
}
