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
		ev.bind(x.ID, v)
	case *syntax.Sequence:
		return ev.unpack(x.Items, v)
	case *syntax.Attribute:
		obj, err := ev.eval(x.X)
		if err != nil {
			return err
		}
		m, ok := obj.(*Module)
		if !ok || m.scope == nil {
			return ev.Refuse("setting an attribute of a %s", pyvalue.TypeName(obj))
		}
		ev.set(m.scope, x.Name, v)
	case *syntax.Subscript:
		obj, index, err := ev.subscript(x)
		if err != nil {
			return err
		}
		return ev.SetItem(obj, index, v)
	}
	return nil
}

// unpack assigns the items of v.
func (ev *Interp) unpack(targets []syntax.Expr, v Value) error {
	items, err := ev.Iterate(v)
	if err != nil {
		return err
	}
	if len(items) != len(targets) {
		return ev.Raise("ValueError", "%d values to unpack, not %d", len(targets), len(items))
	}
	for i, t := range targets {
		if err := ev.assign(t, items[i]); err != nil {
			return err
		}
	}
	return nil
}

// execAugAssign is old op= value. It changes a list in place; for any other type it makes a
// new value.
func (ev *Interp) execAugAssign(s *syntax.AugAssign) error {
	switch target := s.Target.(type) {
	case *syntax.Name:
		old, err := ev.eval(target)
		if err != nil {
			return err
		}
		v, err := ev.augmented(s, old)
		if err == nil {
			ev.bind(target.ID, v)
		}
		return err
	case *syntax.Subscript:
		obj, index, err := ev.subscript(target)
		if err != nil {
			return err
		}
		old, err := ev.GetItem(obj, index)
		if err != nil {
			return err
		}
		v, err := ev.augmented(s, old)
		if err != nil {
			return err
		}
		return ev.SetItem(obj, index, v)
	}
	return ev.Refuse("%s= of an attribute is not followed", s.Op)
}

// augmented is the value of a target after old op= value.
func (ev *Interp) augmented(s *syntax.AugAssign, old Value) (Value, error) {
	operand, err := ev.eval(s.Value)
	if err != nil {
		return nil, err
	}
	l, isList := old.(*pyvalue.List)
	switch {
	case ev.unknownOf(old) != nil:
		return nil, ev.unknownOf(old)
	case isList && s.Op == "+":
		return l, ev.Extend(l, operand)
	case isList:
		return nil, ev.Refuse("a list changed in place by %s= is not followed", s.Op)
	}
	return ev.binary(s.Op, old, operand)
}

// remove deletes a name, an item or a slice.
func (ev *Interp) remove(t syntax.Expr) error {
	switch t := t.(type) {
	case *syntax.Name:
		s := ev.frame.names.scopeOf(t.ID)
		if _, err := ev.eval(t); err != nil {
			return err
		}
		if _, ok := s.vars[t.ID]; !ok {
			return ev.Raise("NameError", "name '%s' is not defined", t.ID)
		}
		ev.replace(s.vars[t.ID].val)
		delete(s.vars, t.ID)
	case *syntax.Subscript:
		obj, index, err := ev.subscript(t)
		if err != nil {
			return err
		}
		return ev.DelItem(obj, index)
	default:
		return ev.Refuse("this del is not followed")
	}
	return nil
}
