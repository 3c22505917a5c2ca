// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/pyvalue"
)

// otherwise is argument i, or a value where there is none.
func otherwise(a []Value, i int, v Value) Value {
	if len(a) <= i {
		return v
	}
	return a[i]
}

func dictGet(ev *eval.Interp, self Value, a []Value) (Value, error) {
	if u, err := ev.CheckKey(a[0]); u != nil || err != nil {
		return u, err
	}
	if v, ok := self.(*pyvalue.Dict).Get(a[0]); ok {
		return v, nil
	}
	return otherwise(a, 1, nil), nil
}

func dictHas(ev *eval.Interp, self Value, a []Value) (Value, error) { return ev.Contains(self, a[0]) }

// dictList is keys, values or items.
func dictList(part func(pyvalue.Entry) Value) func(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return func(ev *eval.Interp, self Value, _ []Value) (Value, error) {
		entries, u := ev.Entries(self.(*pyvalue.Dict))
		if u != nil {
			ev.Touched(u)
			return u, nil
		}
		l := &pyvalue.List{}
		for _, e := range entries {
			l.Items = append(l.Items, part(e))
		}
		return l, ev.Grow(32 * len(l.Items))
	}
}

func dictSetDefault(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return atKey(ev, self, a[0], func(d *pyvalue.Dict) (Value, error) {
		if v, ok := d.Get(a[0]); ok {
			return v, nil
		}
		v := otherwise(a, 1, nil)
		return v, ev.Put(d, a[0], v)
	})
}

func dictPop(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return atKey(ev, self, a[0], func(d *pyvalue.Dict) (Value, error) {
		v, ok := d.Get(a[0])
		if !ok && len(a) == 2 {
			return a[1], nil
		}
		return v, ev.DelKey(d, a[0])
	})
}

// atKey does something at a key; a dict whose key is not known is unknown.
func atKey(ev *eval.Interp, self, key Value, do func(*pyvalue.Dict) (Value, error)) (Value, error) {
	u, err := ev.CheckKey(key)
	switch {
	case err != nil:
		return nil, err
	case u != nil:
		ev.Blur(self, u)
		return u, nil
	}
	return do(self.(*pyvalue.Dict))
}

func dictClear(ev *eval.Interp, self Value, _ []Value) (Value, error) {
	self.(*pyvalue.Dict).Clear()
	ev.Emptied(self.(*pyvalue.Dict))
	return nil, nil
}

func dictCopy(ev *eval.Interp, self Value, _ []Value) (Value, error) {
	d := &pyvalue.Dict{}
	return d, merge(ev, d, self.(*pyvalue.Dict))
}

func dictUpdate(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return nil, update(ev, self.(*pyvalue.Dict), a[0])
}

// merge sets every key of a dict in another. Python makes room first, so that
// the order of more than a few keys is not that of setting them one by one.
func merge(ev *eval.Interp, d, from *pyvalue.Dict) error {
	if u := ev.UnknownOf(from); u != nil {
		ev.Touched(u)
		ev.Blur(d, u)
		return nil
	}
	before := d.Len()
	ev.Change(d)
	entries, u := ev.Entries(from)
	if u != nil {
		entries = from.Entries()
	}
	for _, e := range entries {
		d.Set(e.Key, e.Value)
	}
	if u != nil || before+len(entries) > 5 {
		ev.Unorder(d)
	}
	return ev.Grow(64 * len(entries))
}

// update is dict.update and dict(): from a dict, or from pairs.
func update(ev *eval.Interp, d *pyvalue.Dict, from Value) error {
	if other, ok := from.(*pyvalue.Dict); ok {
		return merge(ev, d, other)
	}
	items, u, err := ev.Iterate(from)
	if err != nil {
		return err
	}
	for _, it := range items {
		pair, pu, err := ev.Iterate(it)
		switch {
		case err != nil:
			return err
		case pu != nil:
			u = pu
		case len(pair) != 2:
			return ev.Raise("ValueError", "an element that a dict is made of is no pair")
		default:
			if err := ev.Put(d, pair[0], pair[1]); err != nil {
				return err
			}
		}
	}
	if u != nil {
		ev.Blur(d, u)
	}
	return nil
}
