// SPDX-License-Identifier: GPL-2.0-or-later

package stock

import "mmgen/generator/pyvalue"

// Value is a Python value.
type Value = pyvalue.Value

// Python makes Python's values of Go's strings, lists of them included, in
// tables and tests.
func Python(v any) Value {
	switch v := v.(type) {
	case string:
		return pyvalue.Str(v)
	case List:
		return pyvalue.NewList(plainAll(v)...)
	case Tuple:
		return pyvalue.NewTuple(plainAll(v)...)
	}
	return v
}

func plainAll(vs []any) []Value {
	out := make([]Value, len(vs))
	for i, v := range vs {
		out[i] = Python(v)
	}
	return out
}

// isSequence says whether v is a list or a tuple.
func isSequence(v Value) bool {
	switch v.(type) {
	case *pyvalue.List, *pyvalue.Tuple:
		return true
	}
	return false
}
