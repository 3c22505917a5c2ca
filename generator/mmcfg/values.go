// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import "mmgen/generator/pyvalue"

// Value is a Python value as settings hold it; see package pyvalue.
type Value = pyvalue.Value

// Dict is a Python dict; a nil *Dict is empty.
type Dict = pyvalue.Dict

// plain makes Python's values of Go's strings, lists of them included, in
// tables and tests.
func plain(v any) Value {
	switch v := v.(type) {
	case string:
		return pyvalue.Str(v)
	case list:
		return pyvalue.NewList(plainAll(v)...)
	case tuple:
		return pyvalue.NewTuple(plainAll(v)...)
	}
	return v
}

func plainAll(vs []any) []Value {
	out := make([]Value, len(vs))
	for i, v := range vs {
		out[i] = plain(v)
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
