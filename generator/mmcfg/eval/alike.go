// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "math/big"

// alike compares values by type and contents, without Python's notions of
// equality (1 is not True here). left bounds the work; what is not compared
// in time is not alike.
func alike(a, b any, depth int, left *int) bool {
	if *left--; *left < 0 || depth > 50 {
		return false
	}
	switch x := a.(type) {
	case *big.Int:
		y, ok := b.(*big.Int)
		return ok && x.Cmp(y) == 0
	case *tuple:
		y, ok := b.(*tuple)
		return ok && (x == y || itemsAlike(x.items, y.items, depth, left))
	case *list:
		y, ok := b.(*list)
		return ok && (x == y || x.unknown == nil && y.unknown == nil && itemsAlike(x.items, y.items, depth, left))
	case *dict:
		y, ok := b.(*dict)
		return ok && (x == y || x.unknown == nil && y.unknown == nil && dictsAlike(x, y, depth, left))
	case *structure:
		y, ok := b.(*structure)
		return ok && (x == y || itemsAlike(x.items, y.items, depth, left))
	case *Unknown:
		y, ok := b.(*Unknown)
		return ok && x == y
	}
	return a == b
}

func itemsAlike(xs, ys []any, depth int, left *int) bool {
	if len(xs) != len(ys) {
		return false
	}
	for i := range xs {
		if !alike(xs[i], ys[i], depth+1, left) {
			return false
		}
	}
	return true
}

func dictsAlike(x, y *dict, depth int, left *int) bool {
	if x.used != y.used {
		return false
	}
	xs, ys := x.live(), y.live()
	for i := range xs {
		if !alike(xs[i].key, ys[i].key, depth+1, left) || !alike(xs[i].val, ys[i].val, depth+1, left) {
			return false
		}
	}
	return true
}

// The contents of each mutable type, for the journal.

type listState struct {
	items []any
	mark  mark
}

func (l *list) save() any { return listState{append([]any(nil), l.items...), l.mark} }

func (l *list) size() int { return len(l.items) }

func (l *list) load(saved any) {
	s := saved.(listState)
	l.items, l.mark = append([]any(nil), s.items...), s.mark
}

func (l *list) same(ev *Interp, a, b any) bool {
	x, y := a.(listState), b.(listState)
	left := 10_000
	same := x.mark.unknown == y.mark.unknown && itemsAlike(x.items, y.items, 0, &left)
	ev.steps += (10_000 - left) >> 2
	return same
}

func (l *list) blur(u *Unknown) { l.items, l.unknown = nil, u }

type dictState struct {
	table table
	mark  mark
}

func (d *dict) save() any { return dictState{d.table.clone(), d.mark} }

func (d *dict) size() int { return len(d.slots) }

func (d *dict) load(saved any) {
	s := saved.(dictState)
	d.table, d.mark = s.table.clone(), s.mark
}

func (d *dict) same(ev *Interp, a, b any) bool {
	x, y := a.(dictState), b.(dictState)
	if x.mark.unknown != y.mark.unknown {
		return false
	}
	left := 10_000
	same := dictsAlike(&dict{table: x.table}, &dict{table: y.table}, 0, &left)
	ev.steps += (10_000 - left) >> 2
	return same
}

func (d *dict) blur(u *Unknown) { d.table, d.unknown = table{}, u }

type posState struct {
	pos  int
	mark mark
}

func (f *file) save() any      { return posState{f.pos, f.mark} }
func (f *file) load(saved any) { s := saved.(posState); f.pos, f.mark = s.pos, s.mark }
func (f *file) size() int      { return 1 }
func (f *file) same(_ *Interp, a, b any) bool {
	return a.(posState).pos == b.(posState).pos
}
func (f *file) blur(u *Unknown) { f.unknown = u }

func (it *iterator) save() any      { return posState{it.pos, it.mark} }
func (it *iterator) load(saved any) { s := saved.(posState); it.pos, it.mark = s.pos, s.mark }
func (it *iterator) size() int      { return 1 }
func (it *iterator) same(_ *Interp, a, b any) bool {
	return a.(posState).pos == b.(posState).pos
}
func (it *iterator) blur(u *Unknown) { it.unknown = u }
