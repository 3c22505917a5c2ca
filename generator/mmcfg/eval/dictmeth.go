// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/pyvalue"

// keys are the keys in Python's order.
func (d *dict) keys() []any {
	out := make([]any, 0, d.used)
	for _, s := range d.live() {
		out = append(out, s.key)
	}
	return out
}

func dictMethod(name string) nativeFunc {
	switch name {
	case "get":
		return dictGetMethod
	case "has_key":
		return dictHasKey
	case "keys", "iterkeys":
		return dictList(name, func(s slot) any { return s.key })
	case "values", "itervalues":
		return dictList(name, func(s slot) any { return s.val })
	case "items", "iteritems":
		return dictList(name, func(s slot) any { return newTuple(s.key, s.val) })
	case "clear":
		return dictClear
	case "copy":
		return dictCopy
	case "update":
		return dictUpdate
	case "setdefault":
		return dictSetDefault
	case "pop":
		return dictPop
	}
	return nil
}

// dictList is keys() and the like; an iter.. method hands out the same.
func dictList(name string, of func(slot) any) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		d := recv.(*dict)
		if err := ev.take(a, name, 0, 0); err != nil {
			return nil, err
		}
		items := make([]any, 0, d.used)
		for _, s := range d.live() {
			items = append(items, of(s))
		}
		if err := ev.settle(d); err != nil {
			return nil, err
		}
		if err := ev.grow(16 * len(items)); err != nil {
			return nil, err
		}
		if len(name) > 4 && name[:4] == "iter" {
			return &iterator{items: items}, nil
		}
		return newList(items...), nil
	}
}

// lookupArg looks the first argument up; u where that can't be done.
func (ev *Interp) lookupArg(d *dict, a *args) (v any, ok bool, u *Unknown, err error) {
	if u := unknownIn(a.pos[0]); u != nil {
		ev.mayRaise(u)
		return nil, false, u, nil
	}
	v, ok, err = ev.dictGet(d, a.pos[0])
	return v, ok, nil, err
}

func dictGetMethod(ev *Interp, recv any, a *args) (any, error) {
	if err := ev.takeTuple(a, "get", 1, 2); err != nil {
		return nil, err
	}
	v, ok, u, err := ev.lookupArg(recv.(*dict), a)
	switch {
	case err != nil || ok:
		return v, err
	case u != nil:
		return u, nil
	case len(a.pos) == 2:
		return a.pos[1], nil
	}
	return nil, nil
}

func dictHasKey(ev *Interp, recv any, a *args) (any, error) {
	if err := ev.take(a, "has_key", 1, 1); err != nil {
		return nil, err
	}
	_, ok, u, err := ev.lookupArg(recv.(*dict), a)
	if u != nil {
		return u, err
	}
	return ok, err
}

func dictClear(ev *Interp, recv any, a *args) (any, error) {
	d := recv.(*dict)
	if err := ev.take(a, "clear", 0, 0); err != nil {
		return nil, err
	}
	ev.change(d)
	d.table = table{}
	return nil, nil
}

func dictCopy(ev *Interp, recv any, a *args) (any, error) {
	d := recv.(*dict)
	if err := ev.take(a, "copy", 0, 0); err != nil {
		return nil, err
	}
	c := newDict()
	c.update(&d.table)
	if err := ev.settle(c); err != nil {
		return nil, err
	}
	return c, ev.grow(64*d.used + len(d.slots))
}

func dictUpdate(ev *Interp, recv any, a *args) (any, error) {
	d := recv.(*dict)
	if len(a.pos) > 1 {
		return nil, ev.raise(excTypeError, "update expected at most 1 arguments, got %d", len(a.pos))
	}
	return nil, ev.merge1(d, a)
}

// merge1 puts what a dict() or update() call gives into d.
func (ev *Interp) merge1(d *dict, a *args) error {
	ev.change(d)
	if len(a.pos) == 1 {
		if err := ev.mergeFrom(d, a.pos[0]); err != nil {
			return err
		}
	}
	for i, name := range a.names {
		d.put(name, hashStr(name), a.kw[i])
	}
	return ev.grow(64 * len(a.names))
}

// mergeFrom puts a dict, or pairs, into d.
func (ev *Interp) mergeFrom(d *dict, v any) error {
	if u := unknownOf(v); u != nil {
		ev.mayRaise(u)
		d.blur(u)
		return nil
	}
	if other, ok := v.(*dict); ok {
		d.update(&other.table)
		if err := ev.settle(d); err != nil {
			return err
		}
		return ev.grow(64*other.used + len(other.slots))
	}
	pairs, u, err := ev.iterate(v)
	if u != nil {
		d.blur(u)
	}
	if u != nil || err != nil {
		return err
	}
	for i, p := range pairs {
		kv, u, err := ev.iterate(p)
		if err != nil {
			return ev.raise(excTypeError, "cannot convert dictionary update sequence element #%d to a sequence", i)
		}
		if u == nil && len(kv) == 2 {
			u = unknownIn(kv[0])
		}
		if u != nil {
			d.blur(u)
			return nil
		}
		if len(kv) != 2 {
			return ev.raise(excValueError, "dictionary update sequence element #%d has length %d; 2 is required", i, len(kv))
		}
		h, err := ev.hash(kv[0])
		if err != nil {
			return err
		}
		d.put(kv[0], h, kv[1])
		if err := ev.settle(d); err != nil {
			return err
		}
	}
	return ev.grow(64 * len(pairs))
}

func dictSetDefault(ev *Interp, recv any, a *args) (any, error) {
	d := recv.(*dict)
	if err := ev.takeTuple(a, "setdefault", 1, 2); err != nil {
		return nil, err
	}
	v, ok, u, err := ev.lookupArg(d, a)
	if err != nil || ok {
		return v, err
	}
	if u != nil {
		ev.change(d)
		d.blur(u)
		return u, nil
	}
	v = nil
	if len(a.pos) == 2 {
		v = a.pos[1]
	}
	return v, ev.setItem(d, a.pos[0], v)
}

func dictPop(ev *Interp, recv any, a *args) (any, error) {
	d := recv.(*dict)
	if err := ev.takeTuple(a, "pop", 1, 2); err != nil {
		return nil, err
	}
	v, ok, u, err := ev.lookupArg(d, a)
	switch {
	case err != nil:
		return nil, err
	case u != nil:
		ev.change(d)
		d.blur(u)
		return u, nil
	case ok:
		return v, ev.delItem(d, a.pos[0])
	case len(a.pos) == 2:
		return a.pos[1], nil
	}
	return nil, ev.raiseArgs(excKeyError, a.pos[0])
}

// nsMethod is a method of what globals() returns.
func nsMethod(name string) nativeFunc {
	switch name {
	case "get":
		return func(ev *Interp, recv any, a *args) (any, error) {
			if err := ev.takeTuple(a, "get", 1, 2); err != nil {
				return nil, err
			}
			v, err := ev.getItem(recv, a.pos[0])
			if r, ok := err.(*raised); ok && r.inst.class == excKeyError {
				if len(a.pos) == 2 {
					return a.pos[1], nil
				}
				return nil, nil
			}
			return v, err
		}
	case "has_key":
		return func(ev *Interp, recv any, a *args) (any, error) {
			if err := ev.take(a, "has_key", 1, 1); err != nil {
				return nil, err
			}
			return ev.contains(recv, a.pos[0])
		}
	case "update":
		return nsUpdate
	case "keys", "items":
		return func(ev *Interp, recv any, a *args) (any, error) {
			return ev.unknown("the order of globals().%s()", name), nil
		}
	}
	return nil
}

func nsUpdate(ev *Interp, recv any, a *args) (any, error) {
	d := newDict()
	if err := ev.merge1(d, a); err != nil {
		return nil, err
	}
	s := recv.(*nsDict).scope
	if d.unknown != nil {
		ev.poison(s, d.unknown)
		return nil, nil
	}
	for _, e := range d.live() {
		if name, ok := pyvalue.Text(e.key); ok {
			ev.set(s, name, e.val)
		}
	}
	return nil, nil
}
