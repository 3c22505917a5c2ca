// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/pyvalue"

// otherwise is argument i, or a value where there is none.
func otherwise(a []Value, i int, v Value) Value {
	if len(a) <= i {
		return v
	}
	return a[i]
}

func dictGet(ev *Interp, self Value, a []Value) (Value, error) {
	if u, err := ev.checkKey(a[0]); u != nil || err != nil {
		return u, err
	}
	if v, ok := self.(*pyvalue.Dict).Get(a[0]); ok {
		return v, nil
	}
	return otherwise(a, 1, nil), nil
}

func dictHas(ev *Interp, self Value, a []Value) (Value, error) { return ev.contains(self, a[0]) }

// dictList is keys, values or items.
func dictList(part func(pyvalue.Entry) Value) func(ev *Interp, self Value, a []Value) (Value, error) {
	return func(ev *Interp, self Value, _ []Value) (Value, error) {
		entries, u := ev.entries(self.(*pyvalue.Dict))
		if u != nil {
			ev.touched(u)
			return u, nil
		}
		l := &pyvalue.List{}
		for _, e := range entries {
			l.Items = append(l.Items, part(e))
		}
		return l, ev.grow(32 * len(l.Items))
	}
}

func dictSetDefault(ev *Interp, self Value, a []Value) (Value, error) {
	return ev.atKey(self, a[0], func(d *pyvalue.Dict) (Value, error) {
		if v, ok := d.Get(a[0]); ok {
			return v, nil
		}
		v := otherwise(a, 1, nil)
		return v, ev.put(d, a[0], v)
	})
}

func dictPop(ev *Interp, self Value, a []Value) (Value, error) {
	return ev.atKey(self, a[0], func(d *pyvalue.Dict) (Value, error) {
		v, ok := d.Get(a[0])
		if !ok && len(a) == 2 {
			return a[1], nil
		}
		return v, ev.delKey(d, a[0])
	})
}

// atKey does something at a key; a dict whose key is not known is unknown.
func (ev *Interp) atKey(self, key Value, do func(*pyvalue.Dict) (Value, error)) (Value, error) {
	u, err := ev.checkKey(key)
	switch {
	case err != nil:
		return nil, err
	case u != nil:
		ev.blur(self, u)
		return u, nil
	}
	return do(self.(*pyvalue.Dict))
}

func dictClear(ev *Interp, self Value, _ []Value) (Value, error) {
	self.(*pyvalue.Dict).Clear()
	ev.markOf(self).unordered = false
	ev.markOf(self).room = 0
	return nil, nil
}

func dictCopy(ev *Interp, self Value, _ []Value) (Value, error) {
	d := &pyvalue.Dict{}
	return d, ev.merge(d, self.(*pyvalue.Dict))
}

func dictUpdate(ev *Interp, self Value, a []Value) (Value, error) {
	return nil, ev.update(self.(*pyvalue.Dict), a[0])
}

// merge sets every key of a dict in another. Python makes room first, so that
// the order of more than a few keys is not that of setting them one by one.
func (ev *Interp) merge(d, from *pyvalue.Dict) error {
	if u := ev.unknownOf(from); u != nil {
		ev.touched(u)
		ev.blur(d, u)
		return nil
	}
	before := d.Len()
	m := ev.change(d)
	entries, u := ev.entries(from)
	if u != nil {
		entries = from.Entries()
	}
	for _, e := range entries {
		d.Set(e.Key, e.Value)
	}
	m.unordered = m.unordered || u != nil || before+len(entries) > 5
	return ev.grow(64 * len(entries))
}

// update is dict.update and dict(): from a dict, or from pairs.
func (ev *Interp) update(d *pyvalue.Dict, from Value) error {
	if other, ok := from.(*pyvalue.Dict); ok {
		return ev.merge(d, other)
	}
	items, u, err := ev.iterate(from)
	if err != nil {
		return err
	}
	for _, it := range items {
		pair, pu, err := ev.iterate(it)
		switch {
		case err != nil:
			return err
		case pu != nil:
			u = pu
		case len(pair) != 2:
			return ev.raise("ValueError", "an element that a dict is made of is no pair")
		default:
			if err := ev.put(d, pair[0], pair[1]); err != nil {
				return err
			}
		}
	}
	if u != nil {
		ev.blur(d, u)
	}
	return nil
}
