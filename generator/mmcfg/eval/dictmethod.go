// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/pyvalue"

// dictMethods are those of dict (Objects/dictobject.c).
var dictMethods = map[string]method{
	"get":        {least: 1, most: 2, call: dictGet, holds: true},
	"has_key":    {least: 1, most: 1, call: dictHas},
	"keys":       {call: dictList(func(e pyvalue.Entry) Value { return e.Key })},
	"values":     {call: dictList(func(e pyvalue.Entry) Value { return e.Value })},
	"items":      {call: dictList(func(e pyvalue.Entry) Value { return pyvalue.NewTuple(e.Key, e.Value) })},
	"copy":       {call: func(ev *Interp, self Value, _ []Value) (Value, error) { return ev.copyDict(self.(*pyvalue.Dict)) }},
	"update":     {most: 1, call: dictUpdate, holds: true, changes: true},
	"setdefault": {least: 1, most: 2, call: dictSetDefault, holds: true, changes: true},
	"pop":        {least: 1, most: 2, call: dictPop, holds: true, changes: true},
	"clear":      {call: dictClear, changes: true},
}

// otherwise is the argument behind the key, None where there is none.
func otherwise(a []Value) Value {
	if len(a) < 2 {
		return nil
	}
	return a[1]
}

func dictGet(ev *Interp, self Value, a []Value) (Value, error) {
	if u, err := ev.checkKey(a[0]); u != nil || err != nil {
		return u, err
	}
	if v, ok := self.(*pyvalue.Dict).Get(a[0]); ok {
		return v, nil
	}
	return otherwise(a), nil
}

func dictHas(ev *Interp, self Value, a []Value) (Value, error) {
	if u, err := ev.checkKey(a[0]); u != nil || err != nil {
		return u, err
	}
	return self.(*pyvalue.Dict).Has(a[0]), nil
}

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
	d := self.(*pyvalue.Dict)
	u, err := ev.checkKey(a[0])
	if err != nil {
		return nil, err
	}
	if u != nil {
		ev.blur(d, u)
		return u, nil
	}
	if v, ok := d.Get(a[0]); ok {
		return v, nil
	}
	v := otherwise(a)
	return v, ev.put(d, a[0], v)
}

func dictPop(ev *Interp, self Value, a []Value) (Value, error) {
	d := self.(*pyvalue.Dict)
	u, err := ev.checkKey(a[0])
	switch {
	case err != nil:
		return nil, err
	case u != nil:
		ev.blur(d, u)
		return u, nil
	}
	v, ok := d.Get(a[0])
	switch {
	case ok:
		return v, ev.delKey(d, a[0])
	case len(a) == 2:
		return a[1], nil
	}
	return nil, ev.raiseArgs("KeyError", a[0])
}

func dictClear(ev *Interp, self Value, _ []Value) (Value, error) {
	d := self.(*pyvalue.Dict)
	d.Clear()
	ev.markOf(d).unordered = false
	delete(ev.room, d)
	return nil, nil
}

func (ev *Interp) copyDict(from *pyvalue.Dict) (Value, error) {
	d := &pyvalue.Dict{}
	return d, ev.merge(d, from)
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
	if u != nil || before+len(entries) > 5 {
		m.unordered = true
	}
	return ev.grow(64 * len(entries))
}

func dictUpdate(ev *Interp, self Value, a []Value) (Value, error) {
	if len(a) == 0 {
		return nil, nil
	}
	return nil, ev.update(self.(*pyvalue.Dict), a[0])
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
	for i, it := range items {
		pair, pu, err := ev.iterate(it)
		switch {
		case err != nil:
			return ev.raise("TypeError", "cannot convert dictionary update sequence element #%d to a sequence", i)
		case pu != nil:
			u = pu
		case len(pair) != 2:
			return ev.raise("ValueError", "dictionary update sequence element #%d has length %d; 2 is required", i, len(pair))
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

// dictUpdateKeywords is update() with name=value.
func dictUpdateKeywords(ev *Interp, d *pyvalue.Dict, a *args) (Value, error) {
	ev.change(d)
	if len(a.pos) == 1 {
		if err := ev.update(d, a.pos[0]); err != nil {
			return nil, err
		}
	}
	return nil, ev.merge(d, keywords(a))
}

// keywords are the arguments name=value as a dict.
func keywords(a *args) *pyvalue.Dict {
	d := &pyvalue.Dict{}
	for i, name := range a.names {
		d.SetStr(name, a.kw[i])
	}
	return d
}
