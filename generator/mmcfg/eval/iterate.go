// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/pyvalue"

// Iterate is what a loop over v goes through; u is why that can't be known.
func (ev *Interp) Iterate(v Value) (items []Value, u *Unknown, err error) {
	if u := ev.UnknownOf(v); u != nil {
		ev.Touched(u)
		return nil, u, nil
	}
	switch v := v.(type) {
	case *pyvalue.List, *pyvalue.Tuple, *Record:
		return itemsOf(v), nil, nil
	case pyvalue.Str:
		for i := range len(v) {
			items = append(items, v[i:i+1])
		}
		return items, nil, ev.Grow(16 * len(v))
	case *pyvalue.Dict:
		entries, u := ev.Entries(v)
		for _, e := range entries {
			items = append(items, e.Key)
		}
		if u != nil {
			ev.Touched(u)
		}
		return items, u, ev.Grow(16 * len(items))
	case *File:
		lines, err := ev.Lines(v)
		return lines, nil, err
	case pyvalue.Unicode, pyvalue.Object:
		return nil, ev.Refuse("what a loop over a %s goes through", pyvalue.TypeName(v)), nil
	}
	return nil, nil, ev.Raise("TypeError", "'%s' object is not iterable", pyvalue.TypeName(v))
}

// Entries are those of a dict in Python's order.
func (ev *Interp) Entries(d *pyvalue.Dict) ([]pyvalue.Entry, *Unknown) {
	m := ev.markOf(d)
	switch {
	case m.unknown != nil:
		return nil, m.unknown
	case d.Len() <= 1:
		return d.Entries(), nil
	}
	entries, ok := d.Order(m.room)
	if !ok || m.unordered {
		return nil, ev.NewUnknown("the order of a dict's keys")
	}
	return entries, nil
}

// ordered is v with dicts that list their keys in Python's order; u is why v
// can't be shown.
func (ev *Interp) ordered(v Value) (Value, *Unknown) {
	in := ev.inspect(v)
	switch {
	case in.unknown != nil:
		return nil, in.unknown
	case in.tooLarge || in.opaque:
		return nil, ev.NewUnknown("how Python shows a %s", pyvalue.TypeName(v))
	}
	return ev.inOrder(v)
}

// inOrder is ordered for a value that is known, and not too deep.
func (ev *Interp) inOrder(v Value) (Value, *Unknown) {
	switch v := v.(type) {
	case *pyvalue.List:
		items, u := ev.allInOrder(v.Items)
		return pyvalue.NewList(items...), u
	case *pyvalue.Tuple:
		items, u := ev.allInOrder(v.Items)
		return pyvalue.NewTuple(items...), u
	case *pyvalue.Dict:
		entries, u := ev.Entries(v)
		if u != nil {
			return nil, u
		}
		d := &pyvalue.Dict{}
		for _, e := range entries {
			w, u := ev.inOrder(e.Value)
			if u != nil {
				return nil, u
			}
			d.Set(e.Key, w)
		}
		return d, nil
	}
	return v, nil
}

func (ev *Interp) allInOrder(items []Value) ([]Value, *Unknown) {
	out := make([]Value, len(items))
	for i, v := range items {
		w, u := ev.inOrder(v)
		if u != nil {
			return nil, u
		}
		out[i] = w
	}
	return out, nil
}
