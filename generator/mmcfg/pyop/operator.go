// SPDX-License-Identifier: GPL-2.0-or-later

package pyop

import (
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
)

// Binary is a op b for the arithmetic operators; % of text is pyvalue.Format.
func Binary(op string, a, b Value) (Value, error) {
	switch {
	case isNumber(a) && isNumber(b):
		return arithmetic(op, a, b)
	case isObject(a) || isObject(b):
		return nil, refuse("%s of a %s and a %s", op, pyvalue.TypeName(a), pyvalue.TypeName(b))
	case op == "+" && Size(a) >= 0:
		return concat(a, b)
	case op == "*" && Size(a) >= 0:
		return repeat(a, b)
	case op == "*" && Size(b) >= 0:
		return repeat(b, a)
	}
	return nil, raise("TypeError", "unsupported operand type(s) for %s: '%s' and '%s'", op, pyvalue.TypeName(a), pyvalue.TypeName(b))
}

// concat is a + b for sequences.
func concat(a, b Value) (Value, error) {
	s, isText := pyvalue.AsString(a)
	t, otherText := pyvalue.AsString(b)
	switch {
	case isText && otherText:
		return joined(a, b, s+t)
	case isText || otherText || pyvalue.TypeName(a) != pyvalue.TypeName(b):
		return nil, raise("TypeError", "cannot concatenate '%s' and '%s' objects", pyvalue.TypeName(a), pyvalue.TypeName(b))
	case Size(a)+Size(b) > MaxItems:
		return nil, refuse("a list of more than %d items", MaxItems)
	}
	return like(a, slices.Concat(pyvalue.Items(a), pyvalue.Items(b))), nil
}

// joined is a text made of two; where one is unicode, the other must be ASCII
// for that to be sure.
func joined(a, b Value, s string) (Value, error) {
	if len(s) > MaxText {
		return nil, refuse("a string of more than %d bytes", MaxText)
	}
	for _, v := range [...]Value{a, b} {
		if part, _ := pyvalue.AsString(v); isUnicode(a) != isUnicode(b) && !isUnicode(v) && !pystr.IsASCII(part) {
			return nil, refuse("bytes beyond ASCII beside unicode")
		}
	}
	return texts{unicode: isUnicode(a) || isUnicode(b)}.wrap(s), nil
}

// alike says whether two texts are both str, both unicode, or both ASCII.
func alike(a, b Value) bool {
	s, _ := pyvalue.AsString(a)
	t, _ := pyvalue.AsString(b)
	return pyvalue.TypeName(a) == pyvalue.TypeName(b) || pystr.IsASCII(s) && pystr.IsASCII(t)
}

// like is a list of items, or a tuple where v is one.
func like(v Value, items []Value) Value {
	if _, isTuple := v.(*pyvalue.Tuple); isTuple {
		return pyvalue.NewTuple(items...)
	}
	return pyvalue.NewList(items...)
}

// repeat is seq * times.
func repeat(seq, times Value) (Value, error) {
	n, ok := pyvalue.AsInt(times)
	if !ok {
		return nil, wrong(times, "can't multiply sequence by non-int of type '%s'", pyvalue.TypeName(times))
	}
	if n = max(n, 0); n > 0 && int64(Size(seq)) > MaxItems/n {
		return nil, refuse("a value of %d times %d items or bytes", n, Size(seq))
	}
	if Size(seq) == 0 {
		n = 0
	}
	switch s := seq.(type) {
	case pyvalue.Str:
		return pyvalue.Str(strings.Repeat(string(s), int(n))), nil
	case pyvalue.Unicode:
		return pyvalue.Unicode(strings.Repeat(string(s), int(n))), nil
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

// HasText is item in s, for a text s.
func HasText(s, item Value) (bool, error) {
	text, _ := pyvalue.AsString(s)
	part, ok := pyvalue.AsString(item)
	switch {
	case !ok:
		return false, wrong(item, "'in <string>' requires string as left operand, not %s", pyvalue.TypeName(item))
	case !alike(s, item):
		return false, refuse("text beyond ASCII of two kinds")
	}
	return strings.Contains(text, part), nil
}

// Position is an index of a sequence of n items, counted from its end where it
// is negative.
func Position(index Value, n int) (int, error) {
	i, ok := pyvalue.AsInt(index)
	if _, isLong := index.(pyvalue.Long); isLong {
		return 0, refuse("an index that is a long")
	}
	if !ok {
		return 0, wrong(index, "indices must be integers, not %s", pyvalue.TypeName(index))
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
	text, isText := pyvalue.AsString(seq)
	if n < 0 {
		return nil, wrong(seq, "'%s' object has no attribute '__getitem__'", pyvalue.TypeName(seq))
	}
	i, err := Position(index, n)
	if isText && !pystr.IsASCII(text) && pyvalue.TypeName(seq) == "unicode" {
		return nil, refuse("a character of text beyond ASCII")
	}
	switch {
	case err != nil:
		return nil, err
	case isText:
		return texts{unicode: isUnicode(seq)}.wrap(text[i : i+1]), nil
	}
	return pyvalue.Items(seq)[i], nil
}

func isUnicode(v Value) bool {
	_, ok := v.(pyvalue.Unicode)
	return ok
}

// Slice is seq[lo:hi]; nil is an end that is not given.
func Slice(seq, lo, hi Value) (Value, error) {
	n := Size(seq)
	text, isText := pyvalue.AsString(seq)
	switch {
	case n < 0:
		return nil, refuse("a slice of a %s", pyvalue.TypeName(seq))
	case isUnicode(seq) && !pystr.IsASCII(text):
		return nil, refuse("a part of text beyond ASCII")
	}
	i, j, err := Bounds(lo, hi, n)
	switch {
	case err != nil:
		return nil, err
	case isText:
		return texts{unicode: isUnicode(seq)}.wrap(text[i:j]), nil
	}
	return like(seq, slices.Clone(pyvalue.Items(seq)[i:j])), nil
}

// Bounds are where a slice of n items begins and ends.
func Bounds(lo, hi Value, n int) (i, j int, err error) {
	if i, err = bound(lo, 0, n); err == nil {
		j, err = bound(hi, n, n)
	}
	return i, max(i, j), err
}

// bound is an end of a slice, counted from n where it is negative.
func bound(v Value, otherwise, n int) (int, error) {
	if v == nil {
		return otherwise, nil
	}
	i, ok := pyvalue.AsInt(v)
	if _, isLong := v.(pyvalue.Long); isLong {
		return 0, refuse("a slice index that is a long")
	}
	if !ok {
		return 0, wrong(v, "slice indices must be integers or None or have an __index__ method")
	}
	if i < 0 {
		i += int64(n)
	}
	return int(max(0, min(i, int64(n)))), nil
}
