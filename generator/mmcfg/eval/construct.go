// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
)

func makeStr(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.take(a, "str", 0, 1); err != nil {
		return nil, err
	}
	if len(a.pos) == 0 {
		return "", nil
	}
	v, u, err := ev.one(a, "str")
	if u != nil || err != nil {
		return u, err
	}
	return ev.str(v)
}

func makeUnicode(ev *Interp, _ any, a *args) (any, error) {
	if len(a.pos) == 0 {
		return unicode(""), nil
	}
	if u := a.unknown(); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	if len(a.pos) > 1 {
		charset, _ := pyvalue.Text(a.pos[1])
		charset = strings.ReplaceAll(strings.ToLower(charset), "_", "-")
		s, ok := a.pos[0].(string)
		if !ok || len(a.pos) > 2 || !knownCharset(charset) {
			u := ev.unknown("unicode(.., %s) is not followed", charset)
			ev.mayRaise(u)
			return u, nil
		}
		return ev.decode(s, charset)
	}
	v := a.pos[0]
	if _, ok := pyvalue.Text(v); !ok {
		s, err := ev.str(v)
		if err != nil || unknownOf(s) != nil {
			return s, err
		}
		v = s
	}
	w, err := ev.toUnicode(v)
	return w, err
}

func makeBool(ev *Interp, _ any, a *args) (any, error) {
	if len(a.pos) == 0 {
		return false, nil
	}
	if err := ev.take(a, "bool", 1, 1); err != nil {
		return nil, err
	}
	t, u := truth(a.pos[0])
	if u != nil {
		return u, nil
	}
	return t, nil
}

func makeList(ev *Interp, _ any, a *args) (any, error) {
	if len(a.pos) == 0 {
		return newList(), nil
	}
	items, u, err := ev.itemsOf(a, "list")
	if u != nil || err != nil {
		return u, err
	}
	return newList(append([]any(nil), items...)...), nil
}

func makeTuple(ev *Interp, _ any, a *args) (any, error) {
	if len(a.pos) == 0 {
		return newTuple(), nil
	}
	if t, ok := a.pos[0].(*tuple); ok {
		return t, nil
	}
	items, u, err := ev.itemsOf(a, "tuple")
	if u != nil || err != nil {
		return u, err
	}
	return newTuple(append([]any(nil), items...)...), nil
}

func makeDict(ev *Interp, _ any, a *args) (any, error) {
	if len(a.pos) > 1 {
		return nil, ev.raise(excTypeError, "dict expected at most 1 arguments, got %d", len(a.pos))
	}
	d := newDict()
	return d, ev.merge1(d, a)
}

func makeType(ev *Interp, _ any, a *args) (any, error) {
	if len(a.pos) == 1 {
		if u, ok := a.pos[0].(*Unknown); ok {
			return u, nil
		}
		if c := classOf(a.pos[0]); c != nil {
			return c, nil
		}
	}
	u := ev.unknown("type() of this is not followed")
	return u, ev.handedOver(u, a.all()...)
}
