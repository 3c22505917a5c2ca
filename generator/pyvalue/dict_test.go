// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// Keys of one line are one key to Python.
var sameKeys = [][]Value{
	{nil},
	{Str("a"), Unicode("a")},
	{Str(""), Unicode("")},
	{Str("é")},
	{Unicode("é")},
	{int64(0), false, 0.0, math.Copysign(0, -1), NewLong(0), Long{}},
	{int64(1), true, 1.0, NewLong(1)},
	{Str("1")},
	{1.5},
	{int64(math.MaxInt64), NewLong(math.MaxInt64)},
	{float64(1 << 63), Long{new(big.Int).Lsh(big.NewInt(1), 63)}},
	{float64(-1 << 63), int64(math.MinInt64)},
	{math.Inf(1)},
	{math.Inf(-1)},
	{1e300, Long{exact(1e300)}},
	{NewTuple()},
	{NewTuple(int64(1), Str("a")), NewTuple(true, Unicode("a"))},
	{NewTuple(Str("1a"))},
	{NewTuple(NewTuple(int64(1)), Str("a"))},
	{NewTuple(Unicode("é"), nil, 1.5)},
	{NewTuple(Str("é"), nil, 1.5)},
	{&Set{Frozen: true}},
	{&Set{Items: []Value{int64(1), int64(2)}, Frozen: true}, &Set{Items: []Value{2.0, true}, Frozen: true}},
	{NewTuple(&Set{Items: []Value{int64(1)}, Frozen: true})},
	{Global{"email.header", "Header"}},
	{NewTuple(Global{"email.header", "Header"})},
	{&Instance{Class: Global{"Mailman.UserDesc", "UserDesc"}}},
	{&Instance{Class: Global{"Mailman.UserDesc", "UserDesc"}}},
	{NewTuple(&Instance{Class: Global{"Mailman.UserDesc", "UserDesc"}})},
}

func exact(f float64) *big.Int {
	n, _ := big.NewFloat(f).Int(nil)
	return n
}

// fillers makes a dict big enough to have an index, or small.
func padded(n int) *Dict {
	d := &Dict{}
	for i := range n {
		d.SetStr(fmt.Sprintf("padding %d", i), nil)
	}
	return d
}

func TestDictKeys(t *testing.T) {
	for _, padding := range []int{0, 100} {
		d := padded(padding)
		for i, keys := range sameKeys {
			for _, key := range keys {
				d.Set(key, int64(i))
			}
		}
		if got, want := d.Len(), padding+len(sameKeys); got != want {
			t.Errorf("%d keys, want %d", got, want)
		}
		for i, keys := range sameKeys {
			for _, key := range keys {
				if v, ok := d.Get(key); !ok || v != Value(int64(i)) {
					t.Errorf("with %d others, %s gives %v, want %d", padding, Repr(key), v, i)
				}
			}
			if got := d.Entries()[padding+i].Key; Repr(got) != Repr(keys[0]) {
				t.Errorf("the key became %s, was %s", Repr(got), Repr(keys[0]))
			}
		}
		for i, keys := range sameKeys {
			d.Delete(keys[len(keys)-1])
			if d.Has(keys[0]) {
				t.Errorf("%s is still there", Repr(keys[0]))
			}
			if got, want := d.Len(), padding+len(sameKeys)-i-1; got != want {
				t.Errorf("%d keys after deleting, want %d", got, want)
			}
		}
	}
}

// model is a dict as slices, to compare with.
type model struct{ keys, values []int64 }

func (m *model) set(k, v int64) {
	if i := slices.Index(m.keys, k); i >= 0 {
		m.values[i] = v
		return
	}
	m.keys, m.values = append(m.keys, k), append(m.values, v)
}

func (m *model) delete(k int64) {
	if i := slices.Index(m.keys, k); i >= 0 {
		m.keys, m.values = slices.Delete(m.keys, i, i+1), slices.Delete(m.values, i, i+1)
	}
}

func TestDictAgainstModel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int64{5, 17, 200} {
		var d Dict
		var m model
		for step := range int64(5000) {
			k := r.Int64N(size)
			switch r.IntN(5) {
			case 0, 1:
				d.Set(k, step)
				m.set(k, step)
			case 2:
				d.Delete(k)
				m.delete(k)
			case 3:
				v, ok := d.Get(k)
				i := slices.Index(m.keys, k)
				if ok != (i >= 0) || ok && v != Value(m.values[i]) {
					t.Fatalf("step %d: Get(%d) is %v, %v", step, k, v, ok)
				}
			case 4:
				if step%50 == 0 {
					d = *d.Copy()
				}
			}
			if d.Len() != len(m.keys) {
				t.Fatalf("step %d: %d keys, want %d", step, d.Len(), len(m.keys))
			}
			if step%10 > 0 {
				continue
			}
			for i, e := range d.Entries() {
				if e.Key != Value(m.keys[i]) || e.Value != Value(m.values[i]) {
					t.Fatalf("step %d: entry %d is %v, want %d: %d", step, i, e, m.keys[i], m.values[i])
				}
			}
		}
	}
}

func TestDictChangedWhileRead(t *testing.T) {
	d := padded(100)
	seen := 0
	for k := range d.All() {
		seen++
		d.Delete(k)
		d.Delete(Str(fmt.Sprintf("padding %d", 99-seen/2)))
		d.SetStr(fmt.Sprintf("new %d", seen), nil)
	}
	if seen != 100 {
		t.Errorf("%d keys seen, want 100", seen)
	}
	if d.Len() != 100 || d.Has(Str("padding 50")) || !d.Has(Str("new 100")) {
		t.Errorf("%d keys afterwards: %s", d.Len(), Repr(d))
	}
}

// What is appended twice is there once, wherever one looks first.
func TestDictAppendedTwice(t *testing.T) {
	for _, n := range []int{5, 50} {
		load := func() *Dict {
			d := &Dict{}
			for i := range 2 * n {
				d.Append(int64(i%n), int64(i))
			}
			return d
		}
		last := int64(2*n - 1)
		if got := load().Len(); got != n {
			t.Errorf("Len %d, want %d", got, n)
		}
		if got := len(load().Entries()); got != n {
			t.Errorf("%d entries, want %d", got, n)
		}
		if v, _ := load().Get(int64(n - 1)); v != Value(last) {
			t.Errorf("got %v, want %d", v, last)
		}
		d := load()
		d.Delete(int64(n - 1))
		if d.Has(int64(n-1)) || d.Len() != n-1 {
			t.Errorf("deleted, but %s", Repr(d))
		}
		d = load()
		d.Set(int64(n), nil)
		if d.Len() != n+1 || d.Entries()[n].Key != Value(int64(n)) {
			t.Errorf("added, but %s", Repr(d))
		}
	}
}

func TestDictNil(t *testing.T) {
	var d *Dict
	d.Delete(nil)
	if d.Len() != 0 || d.Entries() != nil || d.GetStr("a") != nil || d.Has(nil) || len(d.Keys()) != 0 {
		t.Error("a nil dict is not empty")
	}
	if c := d.Copy(); c == nil || c.Len() != 0 {
		t.Errorf("its copy is %v", c)
	}
}

func TestDictCopyAndUpdate(t *testing.T) {
	for _, n := range []int{3, 30} {
		d := padded(n)
		c := d.Copy()
		c.SetStr("padding 1", int64(1))
		c.SetStr("new", nil)
		if d.GetStr("padding 1") != nil || d.Has(Str("new")) || d.Len() != n {
			t.Errorf("the copy changed the dict: %s", Repr(d))
		}
		d.Update(c)
		if !Equal(d, c) || d.Entries()[n].Key != Value(Str("new")) {
			t.Errorf("updated: %s", Repr(d))
		}
		d.Clear()
		if d.Len() != 0 || c.Len() != n+1 {
			t.Errorf("cleared: %s", Repr(d))
		}
	}
}
