// SPDX-License-Identifier: GPL-2.0-or-later

package eval

func builtinSorted(ev *Interp, _ any, a *args) (any, error) {
	if len(a.pos) == 0 {
		return nil, ev.raise(excTypeError, "Required argument 'iterable' (pos 1) not found")
	}
	items, u, err := ev.iterate(a.pos[0])
	if u != nil || err != nil {
		return u, err
	}
	out, u, err := ev.sorted(items, &args{pos: a.pos[1:], names: a.names, kw: a.kw})
	if u != nil || err != nil {
		return u, err
	}
	return newList(out...), nil
}

// itemsOf are the items of the only argument.
func (ev *Interp) itemsOf(a *args, name string) ([]any, *Unknown, error) {
	if err := ev.take(a, name, 1, 1); err != nil {
		return nil, nil, err
	}
	return ev.iterate(a.pos[0])
}

// columns are the items of each argument.
func (ev *Interp) columns(vs []any) (cols [][]any, u *Unknown, err error) {
	for _, v := range vs {
		items, u, err := ev.iterate(v)
		if u != nil || err != nil {
			return nil, u, err
		}
		cols = append(cols, items)
	}
	return cols, nil, nil
}

func builtinZip(ev *Interp, _ any, a *args) (any, error) {
	cols, u, err := ev.columns(a.pos)
	if u != nil || err != nil {
		return u, err
	}
	out := newList()
	if len(cols) == 0 {
		return out, nil
	}
	for i := 0; ; i++ {
		row := make([]any, len(cols))
		for k, c := range cols {
			if i >= len(c) {
				return out, ev.grow(32 * len(out.items))
			}
			row[k] = c[i]
		}
		out.items = append(out.items, newTuple(row...))
	}
}

func builtinMap(ev *Interp, _ any, a *args) (any, error) {
	if len(a.pos) < 2 {
		return nil, ev.raise(excTypeError, "map() requires at least two args")
	}
	cols, u, err := ev.columns(a.pos[1:])
	if err != nil {
		return nil, err
	}
	if u != nil {
		return u, ev.handedOver(u, a.pos[0])
	}
	n := 0
	for _, c := range cols {
		n = max(n, len(c))
	}
	out := newList()
	for i := range n {
		row := make([]any, len(cols))
		for k, c := range cols {
			if i < len(c) {
				row[k] = c[i]
			}
		}
		var v any
		switch {
		case a.pos[0] != nil:
			if v, err = ev.call(a.pos[0], &args{pos: row}); err != nil {
				return nil, err
			}
		case len(row) == 1:
			v = row[0]
		default:
			v = newTuple(row...)
		}
		out.items = append(out.items, v)
	}
	return out, ev.grow(16 * n)
}

func builtinFilter(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.takeTuple(a, "filter", 2, 2); err != nil {
		return nil, err
	}
	items, u, err := ev.iterate(a.pos[1])
	if err != nil {
		return nil, err
	}
	if u != nil {
		return u, ev.handedOver(u, a.pos[0])
	}
	var kept []any
	for _, it := range items {
		v := it
		if a.pos[0] != nil && a.pos[0] != any(typeBool) {
			if v, err = ev.call(a.pos[0], &args{pos: []any{it}}); err != nil {
				return nil, err
			}
		}
		t, u := truth(v)
		if u != nil {
			return u, nil
		}
		if t {
			kept = append(kept, it)
		}
	}
	switch a.pos[1].(type) {
	case *tuple:
		return newTuple(kept...), nil
	case string, unicode:
		sep := any("")
		if _, ok := a.pos[1].(unicode); ok {
			sep = unicode("")
		}
		return textJoin(ev, sep, &args{pos: []any{newList(kept...)}})
	}
	return newList(kept...), nil
}

func builtinReduce(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.takeTuple(a, "reduce", 2, 3); err != nil {
		return nil, err
	}
	items, u, err := ev.iterate(a.pos[1])
	if err != nil {
		return nil, err
	}
	if u != nil {
		return u, ev.handedOver(u, a.pos[0])
	}
	if len(a.pos) == 3 {
		items = append([]any{a.pos[2]}, items...)
	}
	if len(items) == 0 {
		return nil, ev.raise(excTypeError, "reduce() of empty sequence with no initial value")
	}
	acc := items[0]
	for _, it := range items[1:] {
		if acc, err = ev.call(a.pos[0], &args{pos: []any{acc, it}}); err != nil {
			return nil, err
		}
	}
	return acc, nil
}

func builtinIter(ev *Interp, _ any, a *args) (any, error) {
	items, u, err := ev.itemsOf(a, "iter")
	if u != nil || err != nil {
		return u, err
	}
	return &iterator{items: items}, nil
}

func builtinNext(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.takeTuple(a, "next", 1, 2); err != nil {
		return nil, err
	}
	if u := unknownOf(a.pos[0]); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	var it iteration
	switch o := a.pos[0].(type) {
	case *iterator:
		it = o
	case *file:
		it = &fileSteps{o}
	default:
		return nil, ev.raise(excTypeError, "%s object is not an iterator", typeName(o))
	}
	v, ok, err := it.next(ev)
	if err != nil || ok {
		return v, err
	}
	if len(a.pos) == 2 {
		return a.pos[1], nil
	}
	return nil, ev.raiseArgs(excStopIteration)
}
