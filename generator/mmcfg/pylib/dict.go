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
	if err := ev.CheckKey(a[0]); err != nil {
		return nil, err
	}
	if v, ok := self.(*pyvalue.Dict).Get(a[0]); ok {
		return v, nil
	}
	return otherwise(a, 1, nil), nil
}

func dictHas(ev *eval.Interp, self Value, a []Value) (Value, error) {
	has, err := ev.Contains(self, a[0])
	return has, err
}

// dictList is keys, values or items.
func dictList(part func(pyvalue.Entry) Value) func(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return func(ev *eval.Interp, self Value, _ []Value) (Value, error) {
		entries, err := ev.Entries(self.(*pyvalue.Dict))
		if err != nil {
			return nil, err
		}
		l := &pyvalue.List{}
		for _, e := range entries {
			l.Items = append(l.Items, part(e))
		}
		return l, ev.Grow(32 * len(l.Items))
	}
}

func dictSetDefault(ev *eval.Interp, self Value, a []Value) (Value, error) {
	v, err := dictGet(ev, self, a)
	if err != nil || self.(*pyvalue.Dict).Has(a[0]) {
		return v, err
	}
	return v, ev.Put(self.(*pyvalue.Dict), a[0], v)
}

func dictPop(ev *eval.Interp, self Value, a []Value) (Value, error) {
	v, err := dictGet(ev, self, a)
	if err != nil || len(a) == 2 && !self.(*pyvalue.Dict).Has(a[0]) {
		return v, err
	}
	return v, ev.DelItem(self, a[0])
}

func dictClear(ev *eval.Interp, self Value, _ []Value) (Value, error) {
	self.(*pyvalue.Dict).Clear()
	ev.Unorder(self.(*pyvalue.Dict), false)
	return nil, nil
}

func dictUpdate(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return nil, update(ev, self.(*pyvalue.Dict), a[0])
}

// update is dict.update and dict(): from a dict, or from pairs. From a dict
// Python makes room first, so that the order of more than a few keys is not that
// of setting them one by one.
func update(ev *eval.Interp, d *pyvalue.Dict, from Value) error {
	if other, ok := from.(*pyvalue.Dict); ok {
		if err := ev.Need(other); err != nil {
			return err
		}
		ev.Change(d)
		_, err := ev.Entries(other)
		ev.Unorder(d, err != nil || d.Len()+other.Len() > 5)
		for _, e := range other.Entries() {
			d.Set(e.Key, e.Value)
		}
		return ev.Grow(64 * other.Len())
	}
	items, err := ev.Iterate(from)
	if err != nil {
		return err
	}
	for _, it := range items {
		pair, err := ev.Iterate(it)
		if err != nil {
			return err
		}
		if len(pair) != 2 {
			return ev.Raise("ValueError", "an element that a dict is made of is no pair")
		}
		if err := ev.Put(d, pair[0], pair[1]); err != nil {
			return err
		}
	}
	return nil
}
