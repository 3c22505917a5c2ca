// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"
)

func listSort(ev *Interp, recv any, a *args) (any, error) {
	l := recv.(*list)
	items, u, err := ev.sorted(l.items, a)
	if err != nil {
		return nil, err
	}
	ev.change(l)
	if u != nil {
		l.blur(u)
		return nil, nil
	}
	l.items = items
	return nil, nil
}

// sorted sorts a copy of items by the arguments cmp, key and reverse of sort()
// and sorted().
func (ev *Interp) sorted(items []any, a *args) ([]any, *Unknown, error) {
	cmpFn, key, reverse, err := ev.sortArgs(a)
	if err != nil {
		return nil, nil, err
	}
	s := sorter{ev: ev, cmpFn: cmpFn, items: slices.Clone(items), keys: slices.Clone(items)}
	if key != nil {
		for i, it := range items {
			if s.keys[i], err = ev.call(key, &args{pos: []any{it}}); err != nil {
				return nil, nil, err
			}
		}
	}
	if reverse { // keeps the order of equals, as CPython does
		slices.Reverse(s.items)
		slices.Reverse(s.keys)
	}
	s.run()
	if reverse {
		slices.Reverse(s.items)
	}
	return s.items, s.unknown, s.err
}

func (ev *Interp) sortArgs(a *args) (cmpFn, key any, reverse bool, err error) {
	vals := [3]any{}
	copy(vals[:], a.pos)
	for i, name := range []string{"cmp", "key", "reverse"} {
		if v, ok := a.keyword(name); ok {
			vals[i] = v
		}
	}
	if len(a.pos) > 3 || len(a.names) > 0 {
		return nil, nil, false, ev.raise(excTypeError, "sort() takes at most 3 arguments (%d given)", len(a.pos)+len(a.names))
	}
	reverse, _ = truth(vals[2])
	return vals[0], vals[1], reverse, nil
}

type sorter struct {
	ev      *Interp
	cmpFn   any
	items   []any
	keys    []any
	unknown *Unknown
	err     error
}

// run sorts by merging, which is stable and compares no more than need be.
func (s *sorter) run() {
	order := make([]int, len(s.items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if s.err != nil || s.unknown != nil {
			return 0
		}
		return s.compare(s.keys[i], s.keys[j])
	})
	items := make([]any, len(order))
	for k, i := range order {
		items[k] = s.items[i]
	}
	s.items = items
}

func (s *sorter) compare(x, y any) int {
	if s.cmpFn == nil {
		c, u, err := s.ev.cmp(x, y, false)
		s.unknown, s.err = u, err
		return c
	}
	v, err := s.ev.call(s.cmpFn, &args{pos: []any{x, y}})
	if err != nil {
		s.err = err
		return 0
	}
	n, ok := intOf(v)
	if !ok {
		if s.unknown = unknownOf(v); s.unknown == nil {
			s.err = s.ev.raise(excTypeError, "comparison function must return int, not %s", typeName(v))
		}
	}
	return n
}
