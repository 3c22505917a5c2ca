// SPDX-License-Identifier: GPL-2.0-or-later

// Package pyop is what operators, methods of text and functions of os.path make
// of values in Python 2.7: plain functions that know of no names or files.
//
// Each result is exactly Python's. Where Python raises an exception that a settings file may
// catch, the error is a *Raise. What settings files have no use for (long numbers, methods of
// unicode, operands of the wrong types, results beyond a bound) is a Refused, so that nothing
// here takes much time or memory. Exceptions have Python's types; their texts are for people.
//
// It answers to CPython 2.7's Objects/intobject.c, floatobject.c,
// stringobject.c, listobject.c and Lib/posixpath.py.
package pyop

import (
	"fmt"

	"mmgen/generator/pyvalue"
)

// Value is a Python value.
type Value = pyvalue.Value

// Bounds of a result.
const (
	MaxText  = 1 << 20 // bytes of a string, or items of a list that is added up
	MaxItems = 100_000 // items of a list
)

// Raise is a Python exception.
type Raise struct{ Class, Msg string }

func (r *Raise) Error() string { return r.Class + ": " + r.Msg }

// Refused is why an operation is not followed.
type Refused string

func (r Refused) Error() string { return string(r) }

func raise(class, format string, args ...any) error {
	return &Raise{class, fmt.Sprintf(format, args...)}
}

func refuse(format string, args ...any) error { return Refused(fmt.Sprintf(format, args...)) }

// unsupported is the error of an operator that two values do not have. Whether the types that
// are not followed have it is not known here.
func unsupported(op string, a, b Value) error {
	for _, v := range [...]Value{a, b} {
		switch v.(type) {
		case bool, pyvalue.Long, pyvalue.Unicode, pyvalue.Object:
			return refuse("%s of a %s and a %s", op, pyvalue.TypeName(a), pyvalue.TypeName(b))
		}
	}
	return raise("TypeError", "unsupported operand type(s) for %s: '%s' and '%s'", op, pyvalue.TypeName(a), pyvalue.TypeName(b))
}

// Size is how many bytes or items a str, a list or a tuple has, -1 for anything else.
func Size(v Value) int {
	switch v := v.(type) {
	case pyvalue.Str:
		return len(v)
	case *pyvalue.List:
		return len(v.Items)
	case *pyvalue.Tuple:
		return len(v.Items)
	}
	return -1
}
