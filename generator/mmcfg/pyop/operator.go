// SPDX-License-Identifier: GPL-2.0-or-later

package pyop

import (
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
)

// Binary is a op b for the arithmetic operators; % of text is pyvalue.Format.
func Binary(op string, a, b Value) (Value, error) {
	switch {
	case op == "+" && Size(a) >= 0:
		return concat(a, b)
	case op == "*" && Size(a) >= 0:
		return repeat(a, b)
	case op == "*" && Size(b) >= 0:
		return repeat(b, a)
	}
	return arithmetic(op, a, b)
}

// concat is a + b for two texts, lists or tuples.
func concat(a, b Value) (Value, error) {
	switch {
	case pyvalue.TypeName(a) != pyvalue.TypeName(b):
		return nil, unsupported("+", a, b)
	case Size(a)+Size(b) > MaxText:
		return nil, refuse("a value of %d items or bytes", Size(a)+Size(b))
	}
	if s, isText := a.(pyvalue.Str); isText {
		return s + b.(pyvalue.Str), nil
	}
	return like(a, slices.Concat(pyvalue.Items(a), pyvalue.Items(b))), nil
}

// like makes a tuple of items if v is a tuple, else a list.
func like(v Value, items []Value) Value {
	if _, isTuple := v.(*pyvalue.Tuple); isTuple {
		return pyvalue.NewTuple(items...)
	}
	return pyvalue.NewList(items...)
}

// repeat is seq * times.
func repeat(seq, times Value) (Value, error) {
	n, ok := whole(times)
	if !ok {
		return nil, unsupported("*", seq, times)
	}
	if n = max(n, 0); n > MaxItems || int64(Size(seq))*n > MaxItems {
		return nil, refuse("a value of %d times %d items or bytes", n, Size(seq))
	}
	if s, isText := seq.(pyvalue.Str); isText {
		return pyvalue.Str(strings.Repeat(string(s), int(n))), nil
	}
	return like(seq, slices.Repeat(pyvalue.Items(seq), int(n))), nil
}

// Compare is a op b for == != < <= > >=. Neither may hold an object.
func Compare(op string, a, b Value) (bool, error) {
	if op == "==" || op == "!=" {
		return pyvalue.Equal(a, b) == (op == "=="), nil
	}
	order, ok := pyvalue.Compare(a, b)
	if !ok {
		return false, refuse("the order of a %s and a %s", pyvalue.TypeName(a), pyvalue.TypeName(b))
	}
	switch op {
	case "<":
		return order < 0, nil
	case "<=":
		return order <= 0, nil
	case ">":
		return order > 0, nil
	}
	return order >= 0, nil
}

// Position is an index into n items; a negative one counts from the end.
func Position(index Value, n int) (int, error) {
	i, ok := whole(index)
	if !ok {
		return 0, refuse("an index that is a %s", pyvalue.TypeName(index))
	}
	if i < 0 {
		i += int64(n)
	}
	if i < 0 || i >= int64(n) {
		return 0, raise("IndexError", "index out of range")
	}
	return int(i), nil
}

// Item is seq[index].
func Item(seq, index Value) (Value, error) {
	n := Size(seq)
	if n < 0 {
		return nil, refuse("an item of a %s", pyvalue.TypeName(seq))
	}
	i, err := Position(index, n)
	if err != nil {
		return nil, err
	}
	if s, isText := seq.(pyvalue.Str); isText {
		return s[i : i+1], nil
	}
	return pyvalue.Items(seq)[i], nil
}

// Slice is seq[lo:hi]; nil is an end that is not given.
func Slice(seq, lo, hi Value) (Value, error) {
	n := Size(seq)
	if n < 0 {
		return nil, refuse("a slice of a %s", pyvalue.TypeName(seq))
	}
	i, j, err := Bounds(lo, hi, n)
	if err != nil {
		return nil, err
	}
	if s, isText := seq.(pyvalue.Str); isText {
		return s[i:j], nil
	}
	return like(seq, slices.Clone(pyvalue.Items(seq)[i:j])), nil
}

// Bounds are the indexes at which a slice of n items begins and ends.
func Bounds(lo, hi Value, n int) (i, j int, err error) {
	if i, err = bound(lo, 0, n); err == nil {
		j, err = bound(hi, n, n)
	}
	return i, max(i, j), err
}

// bound is one end of a slice; a negative one counts from n.
func bound(v Value, otherwise, n int) (int, error) {
	if v == nil {
		return otherwise, nil
	}
	i, ok := whole(v)
	if !ok {
		return 0, refuse("a slice index that is a %s", pyvalue.TypeName(v))
	}
	if i < 0 {
		i += int64(n)
	}
	return int(max(0, min(i, int64(n)))), nil
}
