// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"slices"
	"testing"

	"mmgen/generator/pyvalue"
)

func TestMetadata(t *testing.T) {
	m := NewMetadata()
	m.SetStr("str", pyvalue.Str("gr\xfc\xdfe"))
	m.SetStr("unicode", pyvalue.Unicode("grüße"))
	m.SetStr("int", int64(7))
	m.SetStr("long", pyvalue.NewLong(8))
	m.SetStr("float", 1.5)
	m.SetStr("none", nil)
	m.SetStr("yes", true)
	m.Set(pyvalue.Unicode("ukey"), int64(9))
	m.SetStr("list", &pyvalue.List{Items: []pyvalue.Value{pyvalue.Str("a"), int64(1), pyvalue.Unicode("b")}})
	m.SetStr("tuple", pyvalue.NewTuple(pyvalue.Str("c")))
	m.SetStrs("strs", []string{"d", "e"})

	check := func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	check("Str(str)", m.Str("str"), "gr\xfc\xdfe")
	check("Str(unicode)", m.Str("unicode"), "grüße")
	check("Str(int)", m.Str("int"), "")
	check("Str(missing)", m.Str("missing"), "")
	check("Int(int)", m.Int("int"), int64(7))
	check("Int(long)", m.Int("long"), int64(8))
	check("Int(yes)", m.Int("yes"), int64(1))
	check("Int(ukey)", m.Int("ukey"), int64(9))
	check("Int(str)", m.Int("str"), int64(0))
	check("Float(float)", m.Float("float"), 1.5)
	check("Float(int)", m.Float("int"), 7.0)
	check("Bool(yes)", m.Bool("yes"), true)
	check("Bool(none)", m.Bool("none"), false)
	check("Bool(str)", m.Bool("str"), true)
	check("Bool(missing)", m.Bool("missing"), false)
	check("Has(none)", m.Has("none"), true)
	check("Has(missing)", m.Has("missing"), false)
	for key, want := range map[string][]string{"list": {"a", "b"}, "tuple": {"c"}, "strs": {"d", "e"}, "str": {}, "missing": {}} {
		if got := m.Strs(key); !slices.Equal(got, want) {
			t.Errorf("Strs(%s) is %q, want %q", key, got, want)
		}
	}
	if items, ok := m.List("list"); !ok || len(items) != 3 {
		t.Errorf("List(list) is %v, %v", items, ok)
	}
	if _, ok := m.List("str"); ok {
		t.Error("List(str) is said to be a list")
	}
}

func TestMetadataCopy(t *testing.T) {
	m := NewMetadata()
	m.SetStr("a", int64(1))
	c := m.Copy()
	c.SetStr("a", int64(2))
	if m.Int("a") != 1 || c.Int("a") != 2 {
		t.Errorf("original %d, copy %d", m.Int("a"), c.Int("a"))
	}
	var zero Metadata
	if zero.Has("a") || zero.Str("a") != "" || zero.Bool("a") || len(zero.Strs("a")) != 0 {
		t.Error("the zero Metadata holds something")
	}
	c = zero.Copy()
	c.SetStr("a", int64(3))
	if c.Int("a") != 3 {
		t.Error("a copy of the zero Metadata can't be written to")
	}
}
