// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"math"
	"strings"
	"testing"
)

// repr and str are those of Python 2.7.
func TestFloats(t *testing.T) {
	tests := []struct {
		f         float64
		repr, str string
	}{
		{0.0, "0.0", "0.0"},
		{1.0, "1.0", "1.0"},
		{-1.5, "-1.5", "-1.5"},
		{0.1, "0.1", "0.1"},
		{1794999940.013039, "1794999940.013039", "1794999940.01"},
		{1794999940.01304, "1794999940.01304", "1794999940.01"},
		{1795000000.0, "1795000000.0", "1795000000.0"},
		{1000000000000000.0, "1000000000000000.0", "1e+15"},
		{1e+16, "1e+16", "1e+16"},
		{1.2345678901234568e+17, "1.2345678901234568e+17", "1.23456789012e+17"},
		{1e+22, "1e+22", "1e+22"},
		{0.0001, "0.0001", "0.0001"},
		{1e-05, "1e-05", "1e-05"},
		{0.00012345678901234567, "0.00012345678901234567", "0.000123456789012"},
		{1e-07, "1e-07", "1e-07"},
		{999999999999.5, "999999999999.5", "1e+12"},
		{99999999999.95, "99999999999.95", "99999999999.9"},
		{100000000000.0, "100000000000.0", "1e+11"},
		{1000000000000.0, "1000000000000.0", "1e+12"},
		{100000000000.1, "100000000000.1", "1e+11"},
		{0.3333333333333333, "0.3333333333333333", "0.333333333333"},
		{0.6666666666666666, "0.6666666666666666", "0.666666666667"},
		{1e+100, "1e+100", "1e+100"},
		{5e-324, "5e-324", "4.94065645841e-324"},
		{1.7976931348623157e+308, "1.7976931348623157e+308", "1.79769313486e+308"},
		{12345.6789, "12345.6789", "12345.6789"},
		{86400.0, "86400.0", "86400.0"},
		{0.30000000000000004, "0.30000000000000004", "0.3"},
		{1.25e-10, "1.25e-10", "1.25e-10"},
		{math.Copysign(0, -1), "-0.0", "-0.0"},
		{math.Inf(1), "inf", "inf"},
		{math.Inf(-1), "-inf", "-inf"},
		{math.NaN(), "nan", "nan"},
	}
	for _, test := range tests {
		if got := FloatRepr(test.f); got != test.repr {
			t.Errorf("repr %s, want %s", got, test.repr)
		}
		if got := FloatStr(test.f); got != test.str {
			t.Errorf("str %s, want %s", got, test.str)
		}
	}
}

func TestRepr(t *testing.T) {
	within := list(int64(1))
	within.Items = append(within.Items, NewTuple(dict(Str("a"), within)))
	tests := []struct {
		v    Value
		want string
	}{
		{dict(Str("bart@example.org"), NewTuple(int64(550), Str("5.1.1 unknown"))), "{'bart@example.org': (550, '5.1.1 unknown')}"},
		{list(nil, true, false, int64(-1), NewLong(7), Long{}, 0.1), "[None, True, False, -1, 7L, 0L, 0.1]"},
		{NewTuple(), "()"},
		{NewTuple(nil), "(None,)"},
		{NewTuple(nil, nil), "(None, None)"},
		{&Set{Items: []Value{Str("a")}}, "set(['a'])"},
		{&Set{Frozen: true}, "frozenset([])"},
		{within, "[1, ({'a': [...]},)]"},
		{Str("a'b"), `"a'b"`},
		{Str(`a'b"c\`), `'a\'b"c\\'`},
		{Str("\x00\t\n\r\x1f ~\x7f\x80\xff"), `'\x00\t\n\r\x1f ~\x7f\x80\xff'`},
		{Unicode("a'é€\U0001f600\xed\xa0\xbd\n"), `u"a'\xe9\u20ac\U0001f600\ud83d\n"`},
		{Global{"email.header", "Header"}, "<class email.header.Header>"},
		{&Instance{Class: Global{"Mailman.Bouncer", "_BounceInfo"}}, "<Mailman.Bouncer._BounceInfo instance>"},
	}
	for _, test := range tests {
		if got := Repr(test.v); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestReprOfTooMuch(t *testing.T) {
	got := Repr(list(Str(strings.Repeat("x", 2*maxRepr)), Str("never written")))
	if len(got) != maxRepr+3 || !strings.HasSuffix(got, "xxx...") {
		t.Errorf("%d bytes, ends in %q", len(got), got[len(got)-10:])
	}
}

func TestEqual(t *testing.T) {
	alike := [][]Value{
		{list(), list()},
		{list(Str("a"), int64(1)), list(Unicode("a"), 1.0)},
		{NewTuple(list()), NewTuple(list())},
		{dict(Str("a"), list(), int64(1), nil), dict(1.0, nil, Unicode("a"), list())},
		{&Set{Items: []Value{Str("a"), Str("b")}}, &Set{Items: []Value{Str("b"), Str("a")}, Frozen: true}},
		{&Instance{Class: Global{"m", "C"}, State: dict()}, &Instance{Class: Global{"m", "C"}, State: dict()}},
		{endless(), endless()},
	}
	for i, pair := range alike {
		if !Equal(pair[0], pair[1]) || !Equal(pair[1], pair[0]) {
			t.Errorf("%s and %s differ", Repr(pair[0]), Repr(pair[1]))
		}
		for _, other := range alike[i+1:] {
			if Equal(pair[0], other[0]) || Equal(other[0], pair[0]) {
				t.Errorf("%s and %s are equal", Repr(pair[0]), Repr(other[0]))
			}
		}
	}
	for i, keys := range sameKeys[:21] {
		for j, others := range sameKeys[:21] {
			if got := Equal(keys[0], others[len(others)-1]); got != (i == j) {
				t.Errorf("%s == %s is %v", Repr(keys[0]), Repr(others[len(others)-1]), got)
			}
		}
	}
	for _, pair := range [][2]Value{
		{list(int64(1)), list(int64(2))},
		{list(int64(1)), list(int64(1), int64(2))},
		{list(), NewTuple()},
		{dict(Str("a"), nil), dict(Str("b"), nil)},
		{dict(Str("a"), nil), dict(Str("a"), int64(0))},
		{&Set{Items: []Value{Str("a")}}, &Set{Items: []Value{Str("b")}}},
		{&Instance{Class: Global{"m", "C"}}, &Instance{Class: Global{"m", "D"}}},
		{math.NaN(), math.NaN()},
	} {
		if Equal(pair[0], pair[1]) {
			t.Errorf("%s and %s are equal", Repr(pair[0]), Repr(pair[1]))
		}
	}
}

// endless is a list that holds itself beside an end.
func endless() *List {
	l := list(Str("end"))
	l.Items = append(l.Items, l)
	return l
}

func TestTruth(t *testing.T) {
	for _, v := range []Value{nil, false, int64(0), Long{}, NewLong(0), 0.0, Str(""), Unicode(""), list(), NewTuple(), dict(), &Set{}} {
		if Truth(v) {
			t.Errorf("%s is true", Repr(v))
		}
	}
	for _, v := range []Value{true, int64(-1), NewLong(1), 0.1, math.NaN(), Str("0"), Unicode(" "), list(nil), NewTuple(nil),
		dict(nil, nil), &Set{Items: []Value{nil}}, &Instance{}, Global{}} {
		if !Truth(v) {
			t.Errorf("%s is false", Repr(v))
		}
	}
}

func TestConversions(t *testing.T) {
	big := Long{exact(1e300)}
	tests := []struct {
		v     Value
		n     int64
		isInt bool
		f     float64
		isNum bool
	}{
		{int64(-7), -7, true, -7, true},
		{true, 1, true, 1, true},
		{false, 0, true, 0, true},
		{NewLong(5), 5, true, 5, true},
		{Long{}, 0, true, 0, true},
		{big, 0, false, 1e300, true},
		{1.5, 0, false, 1.5, true},
		{Str("1"), 0, false, 0, false},
		{nil, 0, false, 0, false},
		{list(), 0, false, 0, false},
	}
	for _, test := range tests {
		if n, ok := AsInt(test.v); n != test.n || ok != test.isInt {
			t.Errorf("AsInt(%s) = %d, %v", Repr(test.v), n, ok)
		}
		if f, ok := AsFloat(test.v); f != test.f || ok != test.isNum {
			t.Errorf("AsFloat(%s) = %g, %v", Repr(test.v), f, ok)
		}
	}
	if got := Repr(Strings("anne", "bart")); got != "['anne', 'bart']" {
		t.Errorf("Strings made %s", got)
	}
	if s, ok := AsString(Str("\xff")); s != "\xff" || !ok {
		t.Errorf("AsString of a Str: %q, %v", s, ok)
	}
	if s, ok := AsString(Unicode("é")); s != "é" || !ok {
		t.Errorf("AsString of a Unicode: %q, %v", s, ok)
	}
	if s, ok := AsString(nil); s != "" || ok {
		t.Errorf("AsString of None: %q, %v", s, ok)
	}
}
