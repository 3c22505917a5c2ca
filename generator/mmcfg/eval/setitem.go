// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"
)

// setItem is obj[index] = v.
func (ev *Interp) setItem(obj, index, v any) error {
	if o, ok := obj.(mutable); ok {
		if u := lost(nil, index); u != nil && o.marked().unknown == nil {
			ev.mayRaise(u)
			ev.change(o)
			o.blur(u)
			return nil
		}
	}
	if u := lost(obj, index); u != nil {
		ev.mayRaise(u)
		return nil
	}
	switch o := obj.(type) {
	case *dict:
		h, err := ev.hash(index)
		if err != nil {
			return err
		}
		if err := ev.grow(64); err != nil {
			return err
		}
		ev.change(o)
		o.put(index, h, v)
		return ev.settle(o)
	case *nsDict:
		name, ok := index.(string)
		if !ok {
			return ev.raise(excTypeError, "names are strings")
		}
		ev.set(o.scope, name, v)
		return nil
	case *list:
		if s, ok := index.(*slice); ok {
			return ev.setSlice(o, s, v)
		}
		i, err := ev.position(index, len(o.items), "list", "assignment index")
		if err != nil {
			return err
		}
		ev.change(o)
		o.items[i] = v
		return nil
	}
	return ev.raise(excTypeError, "'%s' object does not support item assignment", typeName(obj))
}

// setSlice is list[lo:hi:step] = v.
func (ev *Interp) setSlice(l *list, s *slice, v any) error {
	items, u, err := ev.iterate(v)
	if err != nil {
		return ev.raise(excTypeError, "can only assign an iterable")
	}
	if u != nil {
		ev.change(l)
		l.blur(u)
		return nil
	}
	lo, hi, step, err := ev.sliceBounds(s, len(l.items))
	if err != nil {
		return err
	}
	if step == 1 {
		hi = max(hi, lo)
		return ev.splice(l, lo, hi, items)
	}
	at, err := ev.sliceIndices(s, len(l.items))
	if err != nil {
		return err
	}
	if len(at) != len(items) {
		return ev.raise(excValueError, "attempt to assign sequence of size %d to extended slice of size %d", len(items), len(at))
	}
	ev.change(l)
	for k, i := range at {
		l.items[i] = items[k]
	}
	return nil
}

// splice puts items in the place of l[lo:hi].
func (ev *Interp) splice(l *list, lo, hi int, items []any) error {
	ev.change(l)
	if len(l.items)-(hi-lo)+len(items) > maxItems {
		l.blur(ev.unknown("a list of more than %d items", maxItems))
		return nil
	}
	if lo == len(l.items) {
		l.items = append(l.items, items...)
		return ev.grow(16 * len(items))
	}
	l.items = slices.Replace(l.items, lo, hi, items...)
	return ev.grow(16*len(items) + (len(l.items)-lo)/4)
}

// delItem is del obj[index].
func (ev *Interp) delItem(obj, index any) error {
	if u := lost(obj, index); u != nil {
		ev.mayRaise(u)
		if o, ok := obj.(mutable); ok && o.marked().unknown == nil {
			ev.change(o)
			o.blur(u)
		}
		return nil
	}
	switch o := obj.(type) {
	case *dict:
		h, err := ev.hash(index)
		if err != nil {
			return err
		}
		if _, ok := o.get(index, h); !ok {
			return ev.raiseArgs(excKeyError, index)
		}
		ev.change(o)
		o.remove(index, h)
		return nil
	case *nsDict:
		name, _ := index.(string)
		if _, ok := o.scope.vars[name]; !ok {
			return ev.raiseArgs(excKeyError, index)
		}
		ev.unset(o.scope, name)
		return nil
	case *list:
		return ev.delItems(o, index)
	}
	return ev.raise(excTypeError, "'%s' object does not support item deletion", typeName(obj))
}

func (ev *Interp) delItems(l *list, index any) error {
	s, ok := index.(*slice)
	if !ok {
		i, err := ev.position(index, len(l.items), "list", "assignment index")
		if err != nil {
			return err
		}
		return ev.splice(l, i, i+1, nil)
	}
	at, err := ev.sliceIndices(s, len(l.items))
	if err != nil {
		return err
	}
	gone := make(map[int]bool, len(at))
	for _, i := range at {
		gone[i] = true
	}
	ev.change(l)
	var kept []any
	for i, it := range l.items {
		if !gone[i] {
			kept = append(kept, it)
		}
	}
	l.items = kept
	return nil
}
