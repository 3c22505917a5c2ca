// SPDX-License-Identifier: GPL-2.0-or-later

package pyop

import (
	"errors"
	"math"
	"testing"

	"mmgen/generator/pyvalue"
)

// outcome shows a result as a test has it: its repr, the class of an exception,
// or ?.
func outcome(v Value, err error) string {
	var raised *Raise
	switch {
	case errors.As(err, &raised):
		return raised.Class
	case err != nil:
		return "?"
	}
	return pyvalue.Repr(v)
}

const large, small = int64(math.MaxInt64), int64(math.MinInt64)

// TestBinary: what Python 2.7.18 says; a result that is a long is refused.
func TestBinary(t *testing.T) {
	str, uni := pyvalue.Str("ab"), pyvalue.Unicode("ü")
	list, tuple := pyvalue.NewList(int64(1)), pyvalue.NewTuple(int64(2))
	for _, c := range []struct {
		op   string
		a, b Value
		want string
	}{
		{"/", int64(-7), int64(2), "-4"}, {"%", int64(-7), int64(3), "2"}, {"%", int64(7), int64(-3), "-2"},
		{"//", int64(7), int64(2), "3"}, {"/", int64(1), int64(0), "ZeroDivisionError"}, {"/", small, int64(-1), "?"},
		{"+", large, int64(1), "?"}, {"+", small, int64(-1), "?"}, {"-", small, int64(1), "?"}, {"-", int64(0), small, "?"},
		{"*", large, int64(2), "?"}, {"*", small, int64(1), "-9223372036854775808"}, {"*", int64(1 << 31), int64(1 << 31), "4611686018427387904"},
		{"**", int64(2), int64(62), "4611686018427387904"}, {"**", int64(2), int64(63), "?"}, {"**", int64(2), int64(-1), "?"},
		{"**", int64(-2), int64(3), "-8"}, {"**", int64(5), int64(0), "1"},
		{"<<", int64(1), int64(62), "4611686018427387904"}, {"<<", int64(1), int64(63), "?"}, {">>", int64(-1), int64(63), "-1"}, {">>", int64(1), int64(99), "?"},
		{"<<", int64(1), int64(-1), "?"}, {"&", true, false, "?"}, {"|", true, int64(2), "3"}, {"^", int64(6), int64(3), "5"},
		{"+", 1.5, true, "2.5"}, {"/", int64(1), 0.0, "ZeroDivisionError"}, {"%", 7.5, int64(2), "?"}, {"&", 1.0, int64(1), "?"},
		{"+", str, str, "'abab'"}, {"+", str, uni, "?"}, {"+", pyvalue.Str("\xfc"), uni, "?"}, {"+", str, int64(1), "TypeError"},
		{"*", str, int64(2), "'abab'"}, {"*", int64(-1), str, "''"}, {"*", str, large, "?"}, {"*", str, str, "TypeError"},
		{"+", list, list, "[1, 1]"}, {"+", tuple, tuple, "(2, 2)"}, {"+", list, tuple, "TypeError"}, {"*", list, true, "[1]"},
		{"-", str, str, "TypeError"}, {"+", pyvalue.NewLong(1), int64(1), "?"}, {"+", nil, int64(1), "TypeError"},
	} {
		v, err := Binary(c.op, c.a, c.b)
		if got := outcome(v, err); got != c.want {
			t.Errorf("%s %s %s is %s, want %s", pyvalue.Repr(c.a), c.op, pyvalue.Repr(c.b), got, c.want)
		}
	}
}

// TestParts: items and slices, counted from the end too.
func TestParts(t *testing.T) {
	s, l := pyvalue.Str("abc"), pyvalue.NewList(int64(1), int64(2))
	for _, c := range []struct {
		seq, at Value
		want    string
	}{
		{s, int64(-1), "'c'"}, {s, int64(3), "IndexError"}, {s, nil, "?"}, {l, true, "2"}, {l, int64(-3), "IndexError"},
		{pyvalue.Unicode("ü"), int64(0), "?"}, {int64(1), int64(0), "?"}, {l, pyvalue.NewLong(0), "?"},
	} {
		if got := outcome(Item(c.seq, c.at)); got != c.want {
			t.Errorf("%s[%s] is %s, want %s", pyvalue.Repr(c.seq), pyvalue.Repr(c.at), got, c.want)
		}
	}
	for _, c := range []struct {
		seq, lo, hi Value
		want        string
	}{
		{s, int64(1), nil, "'bc'"}, {s, nil, int64(-1), "'ab'"}, {s, int64(2), int64(1), "''"}, {l, nil, nil, "[1, 2]"},
		{s, int64(-9), int64(9), "'abc'"}, {s, pyvalue.Str("1"), nil, "?"}, {pyvalue.NewTuple(s), int64(0), int64(1), "('abc',)"},
	} {
		if got := outcome(Slice(c.seq, c.lo, c.hi)); got != c.want {
			t.Errorf("%s[%s:%s] is %s, want %s", pyvalue.Repr(c.seq), pyvalue.Repr(c.lo), pyvalue.Repr(c.hi), got, c.want)
		}
	}
}

// TestPaths: what posixpath.py says.
func TestPaths(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"join", []string{"/a", "b", "c"}, "'/a/b/c'"}, {"join", []string{"/a/", "/b"}, "'/b'"}, {"join", []string{"", "b"}, "'b'"},
		{"dirname", []string{"/a/b"}, "'/a'"}, {"dirname", []string{"/a"}, "'/'"}, {"dirname", []string{"//a"}, "'//'"}, {"basename", []string{"/a/b/"}, "''"},
		{"split", []string{"/a//b"}, "('/a', 'b')"},
		{"normpath", []string{"//a/../b/."}, "'//b'"}, {"normpath", []string{""}, "'.'"}, {"abspath", []string{"a"}, "?"}, {"dirname", []string{"a", "b"}, "?"},
	} {
		var args []Value
		for _, a := range c.args {
			args = append(args, pyvalue.Str(a))
		}
		if got := outcome(PathFunctions[c.name](args)); got != c.want {
			t.Errorf("os.path.%s(%q) is %s, want %s", c.name, c.args, got, c.want)
		}
	}
}
