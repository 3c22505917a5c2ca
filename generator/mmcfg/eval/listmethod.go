// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// listMethods are those of list (Objects/listobject.c).
var listMethods = map[string]method{
	"append":  {least: 1, most: 1, call: listAppend, holds: true, changes: true},
	"extend":  {least: 1, most: 1, call: listExtend, holds: true, changes: true},
	"insert":  {least: 2, most: 2, call: listInsert, holds: true, changes: true},
	"remove":  {least: 1, most: 1, call: listRemove, changes: true},
	"pop":     {most: 1, call: listPop, changes: true},
	"reverse": {call: listReverse, changes: true},
	"sort":    {python: 3, call: listSort, changes: true},
	"index":   {least: 1, most: 1, python: 3, call: listIndex},
	"count":   {least: 1, most: 1, call: listCount},
}

func listAppend(ev *Interp, self Value, a []Value) (Value, error) {
	l := self.(*pyvalue.List)
	if len(l.Items) >= maxItems {
		ev.blur(l, ev.unknown("a list of more than %d items", maxItems))
		return nil, nil
	}
	l.Items = append(l.Items, a[0])
	return nil, ev.grow(16)
}

func listExtend(ev *Interp, self Value, a []Value) (Value, error) {
	return nil, ev.extend(self.(*pyvalue.List), a[0])
}

func listInsert(ev *Interp, self Value, a []Value) (Value, error) {
	l := self.(*pyvalue.List)
	i, u, err := ev.bound(a[0], len(l.Items), 0, len(l.Items))
	switch {
	case err != nil:
		return nil, ev.raise("TypeError", "an integer is required")
	case u == nil && a[0] == nil:
		return nil, ev.raise("TypeError", "an integer is required")
	case u != nil:
		ev.blur(l, u)
		return nil, nil
	}
	l.Items = slices.Insert(slices.Clone(l.Items), i, a[1])
	return nil, ev.grow(16 * len(l.Items))
}

// indexOf is the index of an item, -1 where it is not there.
func (ev *Interp) indexOf(l *pyvalue.List, item Value) (int, *Unknown, error) {
	for i, it := range l.Items {
		v, err := ev.compare(syntax.OpEq, it, item)
		if err != nil {
			return -1, nil, err
		}
		if u, ok := v.(*Unknown); ok {
			return -1, u, nil
		}
		if v == true {
			return i, nil, nil
		}
	}
	return -1, nil, nil
}

func listRemove(ev *Interp, self Value, a []Value) (Value, error) {
	l := self.(*pyvalue.List)
	i, u, err := ev.indexOf(l, a[0])
	switch {
	case err != nil:
		return nil, err
	case u != nil:
		ev.blur(l, u)
		return nil, nil
	case i < 0:
		return nil, ev.raise("ValueError", "list.remove(x): x not in list")
	}
	l.Items = slices.Delete(slices.Clone(l.Items), i, i+1)
	return nil, nil
}

func listPop(ev *Interp, self Value, a []Value) (Value, error) {
	l := self.(*pyvalue.List)
	at := Value(int64(-1))
	if len(a) == 1 {
		at = a[0]
	}
	if len(l.Items) == 0 {
		return nil, ev.raise("IndexError", "pop from empty list")
	}
	if _, ok := pyvalue.AsInt(at); !ok {
		u := ev.refuse("an index that is a %s", pyvalue.TypeName(at))
		ev.blur(l, u)
		return u, nil
	}
	i, _, err := ev.position(l, at, len(l.Items), "pop index out of range")
	if err != nil {
		return nil, err
	}
	v := l.Items[i]
	l.Items = slices.Delete(slices.Clone(l.Items), i, i+1)
	return v, nil
}

func listReverse(_ *Interp, self Value, _ []Value) (Value, error) {
	l := self.(*pyvalue.List)
	l.Items = slices.Clone(l.Items)
	slices.Reverse(l.Items)
	return nil, nil
}

func listSort(ev *Interp, self Value, _ []Value) (Value, error) {
	l := self.(*pyvalue.List)
	items, u := ev.sorted(l.Items)
	if u != nil {
		ev.blur(l, u)
		return nil, nil
	}
	l.Items = items
	return nil, nil
}

// sorted is the items in order; u is why that can't be known.
func (ev *Interp) sorted(items []Value) ([]Value, *Unknown) {
	out := slices.Clone(items)
	var unsure *Unknown
	slices.SortStableFunc(out, func(a, b Value) int {
		order, ok := pyvalue.Compare(a, b)
		if !ok || ev.unknownIn(a) != nil || ev.unknownIn(b) != nil {
			unsure = ev.unknown("the order of a %s and a %s", pyvalue.TypeName(a), pyvalue.TypeName(b))
		}
		return order
	})
	ev.steps += len(items)
	if unsure != nil {
		ev.touched(unsure)
	}
	return out, unsure
}

func listIndex(ev *Interp, self Value, a []Value) (Value, error) {
	i, u, err := ev.indexOf(self.(*pyvalue.List), a[0])
	switch {
	case err != nil:
		return nil, err
	case u != nil:
		return u, nil
	case i < 0:
		item, err := ev.repr(a[0])
		if err != nil {
			return nil, err
		}
		return nil, ev.raise("ValueError", "%s is not in list", pyvalue.Text(item))
	}
	return int64(i), nil
}

func listCount(ev *Interp, self Value, a []Value) (Value, error) {
	n := int64(0)
	for _, it := range self.(*pyvalue.List).Items {
		v, err := ev.compare(syntax.OpEq, it, a[0])
		if err != nil {
			return nil, err
		}
		if u, ok := v.(*Unknown); ok {
			return u, nil
		}
		if v == true {
			n++
		}
	}
	return n, nil
}
