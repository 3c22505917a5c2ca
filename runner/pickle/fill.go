// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import "slices"

// While a pickle is loaded each container is wrapped in a type of this file,
// which has the methods gopickle calls and what translate must know of it.
// plain takes the wrapping off when the value gets its place in another.

// filler is a value that gets its content from a REDUCE.
type filler interface{ fill(args []any) error }

type (
	listFiller struct {
		List
		size       int  // how many items will come
		weight     int  // of them; see the function weight
		unhashable bool // holds what cannot be a set's item
	}
	dictFiller struct {
		Dict
		size int
	}
	tupleFiller struct {
		Tuple
		weight     int
		unhashable bool
	}
	setFiller struct {
		Set
		from   interface{ contents() []Value }
		weight int
	}
	instanceFiller struct {
		Instance
		built bool // BUILD was seen
	}
	globalFiller struct {
		Global
		class   class
		machine *machine
	}
	// noneFiller stands for None in the simulated stack and memo, where nil
	// means nothing.
	noneFiller struct{}
)

// plain is the value without its wrapping.
func plain(v any) Value {
	switch v := v.(type) {
	case *listFiller:
		return &v.List
	case *dictFiller:
		return &v.Dict
	case *tupleFiller:
		return &v.Tuple
	case *instanceFiller:
		return &v.Instance
	case *setFiller:
		return &v.Set
	case *globalFiller:
		return v.Global
	}
	return v
}

// Append is gopickle's APPEND and APPENDS.
func (l *listFiller) Append(v any) {
	if l.Items == nil {
		l.Items = make([]Value, 0, l.size)
	}
	l.Items = append(l.Items, plain(v))
}

func (l *listFiller) fill(args []any) error {
	l.Items = roomFor(l.Items, len(args))
	for _, v := range args {
		l.Append(v)
	}
	return nil
}

// Set is gopickle's SETITEM and SETITEMS.
func (d *dictFiller) Set(key, v any) {
	if d.Appended() == nil {
		d.Grow(d.size)
	}
	d.Append(plain(key), plain(v))
}

func (d *dictFiller) fill(args []any) error {
	d.Grow(len(args) / 2)
	for i := 0; i+1 < len(args); i += 2 {
		d.Set(args[i], args[i+1])
	}
	return nil
}

// roomFor makes room for n more, and for as many as are there already.
func roomFor[T any](s []T, n int) []T {
	if cap(s)-len(s) >= n {
		return s
	}
	return slices.Grow(s, max(n, len(s)))
}

func (t *tupleFiller) fill(args []any) error {
	for i, v := range args {
		t.Items[i] = plain(v)
	}
	return nil
}

// fill takes the items from the argument of set(..) or frozenset(..).
func (s *setFiller) fill() {
	var seen Dict
	for _, item := range s.from.contents() {
		seen.Set(item, nil)
	}
	s.Items = seen.Keys()
}

func (l *listFiller) contents() []Value  { return l.Items }
func (t *tupleFiller) contents() []Value { return t.Items }

// fill takes the arguments of the constructor.
func (i *instanceFiller) fill(args []any) error {
	for n, v := range args {
		i.Args[n] = plain(v)
	}
	return nil
}

// PySetState is gopickle's BUILD.
func (i *instanceFiller) PySetState(state any) error {
	i.State = plain(state)
	return nil
}

// Call makes an instance; which one, translate has decided.
func (g *globalFiller) Call(args ...any) (any, error) { return g.machine.Call(args...) }
