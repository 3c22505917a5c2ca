// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"math"
	"math/big"
	"testing"
)

// TestRepr compares with what Python 2.7's repr() wrote.
func TestRepr(t *testing.T) {
	for _, c := range []struct {
		v    Value
		want string
	}{
		{nil, "None"}, {true, "True"}, {int64(-7), "-7"}, {big.NewInt(7), "7L"},
		{0.1, "0.1"}, {5.0, "5.0"}, {1e16, "1e+16"}, {123456789012345680.0, "1.2345678901234568e+17"}, {1e15, "1000000000000000.0"},
		{0.0001, "0.0001"}, {0.00001, "1e-05"}, {1e100, "1e+100"}, {math.Inf(-1), "-inf"}, {math.NaN(), "nan"}, {math.Copysign(0, -1), "-0.0"},
		{"a'b", `"a'b"`}, {`a"b`, `'a"b'`}, {`a'"b`, `'a\'"b'`}, {"\x00\n\t\r\\\x7f\xff", `'\x00\n\t\r\\\x7f\xff'`}, {"é", `'\xc3\xa9'`},
		{Unicode("é€😀"), `u'\xe9\u20ac\U0001f600'`}, {Unicode("\xed\xa0\x80"), `u'\ud800'`}, {Unicode("it's"), `u"it's"`},
		{List{}, "[]"}, {List{int64(1), "a"}, "[1, 'a']"}, {Tuple{}, "()"}, {Tuple{nil}, "(None,)"}, {Tuple{int64(1), List{}}, "(1, [])"},
		{&Dict{}, "{}"}, {NewDict(Item{"b", int64(1)}, Item{"a", nil}), "{'b': 1, 'a': None}"},
	} {
		if got := Repr(c.v); got != c.want {
			t.Errorf("got %s, Python %s", got, c.want)
		}
	}
}

// TestJSON compares with json.dumps(.., indent=1, sort_keys=True).
func TestJSON(t *testing.T) {
	for _, c := range []struct {
		v    Value
		want string
	}{
		{nil, "null"}, {false, "false"}, {int64(3), "3"}, {new(big.Int).Lsh(big.NewInt(1), 70), "1180591620717411303424"},
		{2.0, "2.0"}, {math.Inf(1), "Infinity"},
		{"a\"\\\n\x01/é😀", `"a\"\\\n\u0001/\u00e9\ud83d\ude00"`}, {Unicode("é"), `"\u00e9"`},
		{"\xff", "{\n \"b\": \"ff\"\n}"}, {List{}, "[]"}, {&Dict{}, "{}"}, {Tuple{}, "{\n \"t\": []\n}"},
		{List{int64(1), List{int64(2)}}, "[\n 1,\n [\n  2\n ]\n]"},
		{NewDict(Item{"b", int64(1)}, Item{"a", Tuple{"x"}}), "{\n \"a\": {\n  \"t\": [\n   \"x\"\n  ]\n },\n \"b\": 1\n}"},
		{NewDict(Item{"a", int64(1)}, Item{int64(5), nil}, Item{nil, true}), "{\n \"d\": [\n  [\n   null,\n   true\n  ],\n  [\n   5,\n   null\n  ],\n  [\n   \"a\",\n   1\n  ]\n ]\n}"},
	} {
		if got := string(AppendJSON(nil, c.v, 0)); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", Repr(c.v), got, c.want)
		}
	}
}

func TestDict(t *testing.T) {
	d := &Dict{}
	d.Set("a", int64(1))
	d.Set("b", int64(2))
	d.Set("a", int64(3))
	if v, ok := d.Get("a"); !ok || v != int64(3) || d.Len() != 2 {
		t.Errorf("%s", Repr(d))
	}
	if _, ok := d.Get("c"); ok {
		t.Error("c is there")
	}
	c := Clone(List{d, Tuple{d}}).(List)
	c[0].(*Dict).Set("a", "changed")
	if v, _ := d.Get("a"); v != int64(3) {
		t.Error("a clone shares")
	}
	var none *Dict
	if _, ok := none.Get("a"); ok || none.Len() != 0 || Repr(none) != "{}" || Clone(none).(*Dict).Len() != 0 {
		t.Error("a nil dict is not empty")
	}
}

func TestTruth(t *testing.T) {
	for _, v := range []Value{nil, false, int64(0), 0.0, new(big.Int), "", Unicode(""), List{}, Tuple{}, &Dict{}, (*Dict)(nil)} {
		if Truth(v) {
			t.Errorf("%s is true", Repr(v))
		}
	}
	for _, v := range []Value{true, int64(-1), 0.1, big.NewInt(1), "0", Unicode("x"), List{nil}, Tuple{nil}, NewDict(Item{nil, nil})} {
		if !Truth(v) {
			t.Errorf("%s is false", Repr(v))
		}
	}
}
