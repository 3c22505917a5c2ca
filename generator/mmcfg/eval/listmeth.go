// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"
)

// listMethod is a method of list.
func listMethod(name string) nativeFunc {
	switch name {
	case "append":
		return listAppend
	case "extend":
		return listExtend
	case "insert":
		return listInsert
	case "remove":
		return listRemove
	case "pop":
		return listPop
	case "index":
		return listIndex
	case "count":
		return listCount
	case "sort":
		return listSort
	case "reverse":
		return listReverse
	}
	return nil
}

func tupleMethod(name string) nativeFunc {
	switch name {
	case "index":
		return listIndex
	case "count":
		return listCount
	}
	return nil
}

func listAppend(ev *Interp, recv any, a *args) (any, error) {
	l := recv.(*list)
	if err := ev.take(a, "append", 1, 1); err != nil {
		return nil, err
	}
	return nil, ev.splice(l, len(l.items), len(l.items), a.pos)
}

func listExtend(ev *Interp, recv any, a *args) (any, error) {
	if err := ev.take(a, "extend", 1, 1); err != nil {
		return nil, err
	}
	return nil, ev.extend(recv.(*list), a.pos[0])
}

func listInsert(ev *Interp, recv any, a *args) (any, error) {
	l := recv.(*list)
	if err := ev.take(a, "insert", 2, 2); err != nil {
		return nil, err
	}
	if u := unknownOf(a.pos[0]); u != nil {
		ev.mayRaise(u)
		ev.change(l)
		l.blur(u)
		return nil, nil
	}
	i, ok := intOf(a.pos[0])
	if !ok {
		if _, isFloat := a.pos[0].(float64); isFloat {
			return nil, ev.raise(excTypeError, "integer argument expected, got float")
		}
		return nil, ev.raise(excTypeError, "'%s' object cannot be interpreted as an index", typeName(a.pos[0]))
	}
	if i < 0 {
		i = max(i+len(l.items), 0)
	}
	i = min(i, len(l.items))
	return nil, ev.splice(l, i, i, a.pos[1:])
}

func listRemove(ev *Interp, recv any, a *args) (any, error) {
	l := recv.(*list)
	if err := ev.take(a, "remove", 1, 1); err != nil {
		return nil, err
	}
	i, u, err := ev.indexOf(l.items, a.pos[0])
	switch {
	case err != nil:
		return nil, err
	case u != nil:
		ev.mayRaise(u)
		ev.change(l)
		l.blur(u)
		return nil, nil
	case i < 0:
		return nil, ev.raise(excValueError, "list.remove(x): x not in list")
	}
	return nil, ev.splice(l, i, i+1, nil)
}

func listPop(ev *Interp, recv any, a *args) (any, error) {
	l := recv.(*list)
	if err := ev.take(a, "pop", 0, 1); err != nil {
		return nil, err
	}
	i := len(l.items) - 1
	if len(a.pos) == 1 {
		if u := unknownOf(a.pos[0]); u != nil {
			ev.mayRaise(u)
			ev.change(l)
			l.blur(u)
			return u, nil
		}
		n, ok := intOf(a.pos[0])
		if !ok {
			return nil, ev.raise(excTypeError, "an integer is required")
		}
		i = n
		if i < 0 {
			i += len(l.items)
		}
	}
	if len(l.items) == 0 {
		return nil, ev.raise(excIndexError, "pop from empty list")
	}
	if i < 0 || i >= len(l.items) {
		return nil, ev.raise(excIndexError, "pop index out of range")
	}
	v := l.items[i]
	return v, ev.splice(l, i, i+1, nil)
}

func listIndex(ev *Interp, recv any, a *args) (any, error) {
	items, _ := sequence(recv)
	if err := ev.take(a, "index", 1, 3); err != nil {
		return nil, err
	}
	lo, hi := 0, len(items)
	for i, to := range []*int{&lo, &hi} {
		if i+1 >= len(a.pos) {
			break
		}
		n, ok := intOf(a.pos[i+1])
		if !ok {
			return nil, ev.raise(excTypeError, "slice indices must be integers or None or have an __index__ method")
		}
		if n < 0 {
			n += len(items)
		}
		*to = min(max(n, 0), len(items))
	}
	i, u, err := ev.indexOf(items[lo:max(lo, hi)], a.pos[0])
	switch {
	case err != nil:
		return nil, err
	case u != nil:
		ev.mayRaise(u)
		return u, nil
	case i < 0:
		if _, ok := recv.(*list); ok {
			return nil, ev.raise(excValueError, "%s is not in list", clip(reprOf(a.pos[0]), 400))
		}
		return nil, ev.raise(excValueError, "tuple.index(x): x not in tuple")
	}
	return int64(i + lo), nil
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

func listCount(ev *Interp, recv any, a *args) (any, error) {
	items, _ := sequence(recv)
	if err := ev.take(a, "count", 1, 1); err != nil {
		return nil, err
	}
	n := int64(0)
	for _, it := range items {
		c, u, err := ev.cmp(it, a.pos[0], true)
		if u != nil || err != nil {
			return u, err
		}
		if c == 0 {
			n++
		}
	}
	return n, nil
}

func listReverse(ev *Interp, recv any, a *args) (any, error) {
	l := recv.(*list)
	if err := ev.take(a, "reverse", 0, 0); err != nil {
		return nil, err
	}
	ev.change(l)
	slices.Reverse(l.items)
	return nil, ev.spend(len(l.items))
}
