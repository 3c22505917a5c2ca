// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

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
func (ev *Interp) assign(x syntax.Expr, v any) error {
	switch x := x.(type) {
	case *syntax.Name:
		ev.set(ev.frame.scopeOf(x.ID), x.ID, v)
		return nil
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
		obj, index, err := ev.evalSubscript(x)
		if err != nil {
			return err
		}
		return ev.setItem(obj, index, v)
	}
	return nil
}

// unpack assigns the items of v.
func (ev *Interp) unpack(targets []syntax.Expr, v any) error {
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
		return ev.raise(excValueError, "need more than %d value%s to unpack", len(items), plural)
	case len(items) > len(targets):
		return ev.raise(excValueError, "too many values to unpack")
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
		old, err := ev.eval(t)
		if err != nil {
			return err
		}
		v, err := ev.augmented(s, old)
		if err != nil {
			return err
		}
		ev.set(ev.frame.scopeOf(t.ID), t.ID, v)
		return nil
	case *syntax.Attribute:
		obj, err := ev.eval(t.X)
		if err != nil {
			return err
		}
		old, err := ev.getAttr(obj, t.Name)
		if err != nil {
			return err
		}
		v, err := ev.augmented(s, old)
		if err != nil {
			return err
		}
		return ev.setAttr(obj, t.Name, v)
	case *syntax.Subscript:
		obj, index, err := ev.evalSubscript(t)
		if err != nil {
			return err
		}
		old, err := ev.getItem(obj, index)
		if err != nil {
			return err
		}
		v, err := ev.augmented(s, old)
		if err != nil {
			return err
		}
		return ev.setItem(obj, index, v)
	}
	return nil
}

// augmented is old op= value: a list changes in place, anything else makes a
// new value.
func (ev *Interp) augmented(s *syntax.AugAssign, old any) (any, error) {
	v, err := ev.eval(s.Value)
	if err != nil {
		return nil, err
	}
	l, ok := old.(*list)
	if !ok {
		return ev.binary(s.Op, old, v, true)
	}
	switch s.Op {
	case syntax.OpAdd:
		return l, ev.extend(l, v)
	case syntax.OpMul:
		w, err := ev.binary(s.Op, l, v, true)
		if err != nil {
			return nil, err
		}
		ev.change(l)
		if r, ok := w.(*list); ok {
			l.items = r.items
		} else if u := unknownOf(w); u != nil {
			l.blur(u)
		}
		return l, nil
	}
	return ev.binary(s.Op, old, v, true)
}

// extend is list.extend and list +=.
func (ev *Interp) extend(l *list, v any) error {
	if u := l.unknown; u != nil {
		ev.mayRaise(u)
		return nil
	}
	items, u, err := ev.iterate(v)
	if err != nil {
		return err
	}
	if u == nil && len(l.items)+len(items) > maxItems {
		u = ev.unknown("a list of more than %d items", maxItems)
	}
	ev.change(l)
	if u != nil {
		l.blur(u)
		return nil
	}
	if err := ev.grow(16 * len(items)); err != nil {
		return err
	}
	l.items = append(l.items, items...)
	return nil
}
