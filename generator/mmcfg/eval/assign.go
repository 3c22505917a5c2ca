// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

func (ev *Interp) execAssign(s *syntax.Assign) error {
	v, err := ev.eval(s.Value)
	if err != nil {
		return err
	}
	for _, t := range s.Targets {
		if err := ev.assign(t, v); err != nil {
			return err
		}
	}
	return nil
}

// assign gives a target a value.
func (ev *Interp) assign(x syntax.Expr, v Value) error {
	switch x := x.(type) {
	case *syntax.Name:
		ev.set(ev.frame.scopeOf(x.ID), x.ID, v)
	case *syntax.Tuple:
		return ev.unpack(x.Elts, v)
	case *syntax.List:
		return ev.unpack(x.Elts, v)
	case *syntax.Attribute:
		obj, err := ev.eval(x.X)
		if err != nil {
			return err
		}
		return ev.setAttr(obj, x.Name, v)
	case *syntax.Subscript:
		obj, index, err := ev.subscript(x)
		if err != nil {
			return err
		}
		return ev.setItem(obj, index, v)
	}
	return nil
}

// setAttr is obj.name = v: of a module that was evaluated it is known.
func (ev *Interp) setAttr(obj Value, name string, v Value) error {
	if m, ok := obj.(*module); ok && m.scope != nil && !reachesAll[name] {
		ev.set(m.scope, name, v)
		return nil
	}
	ev.handOver(ev.unknown("setting an attribute is not followed"), obj, v)
	return nil
}

// unpack assigns the items of v.
func (ev *Interp) unpack(targets []syntax.Expr, v Value) error {
	items, u, err := ev.iterate(v)
	if err != nil {
		return err
	}
	if u != nil {
		for _, t := range targets {
			if err := ev.assign(t, u); err != nil {
				return err
			}
		}
		return nil
	}
	switch {
	case len(items) < len(targets):
		plural := "s"
		if len(items) == 1 {
			plural = ""
		}
		return ev.raise("ValueError", "need more than %d value%s to unpack", len(items), plural)
	case len(items) > len(targets):
		return ev.raise("ValueError", "too many values to unpack")
	}
	for i, t := range targets {
		if err := ev.assign(t, items[i]); err != nil {
			return err
		}
	}
	return nil
}

func (ev *Interp) execAugAssign(s *syntax.AugAssign) error {
	switch t := s.Target.(type) {
	case *syntax.Name:
		return ev.augment(s, func() (Value, error) { return ev.eval(t) },
			func(v Value) error { return ev.assign(t, v) })
	case *syntax.Attribute:
		obj, err := ev.eval(t.X)
		if err != nil {
			return err
		}
		return ev.augment(s, func() (Value, error) { return ev.getAttr(obj, t.Name) },
			func(v Value) error { return ev.setAttr(obj, t.Name, v) })
	case *syntax.Subscript:
		obj, index, err := ev.subscript(t)
		if err != nil {
			return err
		}
		return ev.augment(s, func() (Value, error) { return ev.getItem(obj, index) },
			func(v Value) error { return ev.setItem(obj, index, v) })
	}
	return nil
}

// augment is old op= value: a list changes in place, anything else makes a new
// value.
func (ev *Interp) augment(s *syntax.AugAssign, get func() (Value, error), set func(Value) error) error {
	old, err := get()
	if err != nil {
		return err
	}
	v, err := ev.eval(s.Value)
	if err != nil {
		return err
	}
	l, isList := old.(*pyvalue.List)
	switch {
	case isList && s.Op == syntax.OpAdd:
		err = ev.extend(l, v)
		v = l
	case isList && s.Op == syntax.OpMul:
		v, err = ev.multiplyInPlace(l, v)
	default:
		v, err = ev.binary(s.Op, old, v, true)
	}
	if err != nil {
		return err
	}
	return set(v)
}

func (ev *Interp) multiplyInPlace(l *pyvalue.List, times Value) (Value, error) {
	v, err := ev.binary(syntax.OpMul, l, times, true)
	if err != nil {
		return nil, err
	}
	if u := ev.unknownOf(v); u != nil {
		ev.blur(l, u)
		return l, nil
	}
	ev.change(l)
	l.Items = v.(*pyvalue.List).Items
	return l, nil
}

// extend is list.extend and list +=.
func (ev *Interp) extend(l *pyvalue.List, v Value) error {
	items, u, err := ev.iterate(v)
	if err != nil {
		return err
	}
	if u == nil && len(l.Items)+len(items) > maxItems {
		u = ev.unknown("a list of more than %d items", maxItems)
	}
	if u != nil {
		ev.blur(l, u)
		return nil
	}
	ev.change(l)
	l.Items = append(l.Items, items...)
	return ev.grow(16 * len(items))
}
