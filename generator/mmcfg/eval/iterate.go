// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/pyvalue"

// Iterate is what a loop over v goes through.
func (ev *Interp) Iterate(v Value) (items []Value, err error) {
	if err := ev.Need(v); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case *pyvalue.List, *pyvalue.Tuple, *Record:
		return itemsOf(v), nil
	case pyvalue.Str:
		for i := range len(v) {
			items = append(items, v[i:i+1])
		}
		return items, ev.Grow(16 * len(v))
	case *pyvalue.Dict:
		entries, err := ev.Entries(v)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			items = append(items, e.Key)
		}
		return items, ev.Grow(16 * len(items))
	case *File:
		return ev.Lines(v)
	case pyvalue.Unicode, pyvalue.Object:
		return nil, ev.Refuse("what a loop over a %s goes through", pyvalue.TypeName(v))
	}
	return nil, ev.Raise("TypeError", "'%s' object is not iterable", pyvalue.TypeName(v))
}

// Entries are those of a dict in Python's order.
func (ev *Interp) Entries(d *pyvalue.Dict) ([]pyvalue.Entry, error) {
	m := ev.markOf(d)
	switch {
	case m.unknown != nil:
		return nil, m.unknown
	case d.Len() <= 1:
		return d.Entries(), nil
	}
	entries, ok := d.Order()
	if !ok || m.unordered {
		return nil, ev.Refuse("the order of a dict's keys")
	}
	return entries, nil
}

// ordered is v with dicts that list their keys in Python's order, so that it
// can be shown.
func (ev *Interp) ordered(v Value) (Value, error) {
	in := ev.inspect(v)
	switch {
	case in.unknown != nil:
		return nil, in.unknown
	case in.tooLarge || in.opaque:
		return nil, ev.Refuse("how Python shows a %s", pyvalue.TypeName(v))
	}
	return ev.inOrder(v)
}

// inOrder is ordered for a value that is known, and not too deep.
func (ev *Interp) inOrder(v Value) (Value, error) {
	switch v := v.(type) {
	case *pyvalue.List:
		items, err := ev.allInOrder(v.Items)
		return pyvalue.NewList(items...), err
	case *pyvalue.Tuple:
		items, err := ev.allInOrder(v.Items)
		return pyvalue.NewTuple(items...), err
	case *pyvalue.Dict:
		entries, err := ev.Entries(v)
		d := &pyvalue.Dict{}
		for _, e := range entries {
			w, werr := ev.inOrder(e.Value)
			if werr != nil {
				err = werr
			}
			d.Set(e.Key, w)
		}
		return d, err
	}
	return v, nil
}

func (ev *Interp) allInOrder(items []Value) (out []Value, err error) {
	for _, v := range items {
		w, werr := ev.inOrder(v)
		if werr != nil {
			err = werr
		}
		out = append(out, w)
	}
	return out, err
}
