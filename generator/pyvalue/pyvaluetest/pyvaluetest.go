// SPDX-License-Identifier: GPL-2.0-or-later

// Package pyvaluetest makes Python's values for tests, from Go's strings and slices.
package pyvaluetest

import "mmgen/generator/pyvalue"

// List and Tuple are Python's, of values that Of takes.
type (
	List  []any
	Tuple []any
)

// Of is a str for a string, and a list or a tuple for a List or a Tuple. Any other value
// is Python's already.
func Of(v any) pyvalue.Value {
	switch v := v.(type) {
	case string:
		return pyvalue.Str(v)
	case List:
		return pyvalue.NewList(all(v)...)
	case Tuple:
		return pyvalue.NewTuple(all(v)...)
	}
	return v
}

func all(vs []any) []pyvalue.Value {
	out := make([]pyvalue.Value, len(vs))
	for i, v := range vs {
		out[i] = Of(v)
	}
	return out
}
