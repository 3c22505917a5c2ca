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
	case *syntax.Sequence:
		return ev.unpack(x.Items, v)
	case *syntax.Attribute:
		obj, err := ev.eval(x.X)
		if err == nil {
			ev.setAttr(obj, x.Name, v)
		}
		return err
	case *syntax.Subscript:
		obj, index, err := ev.subscript(x)
		if err != nil {
			return err
		}
		return ev.handOver(ev.SetItem(obj, index, v), obj, v)
	}
	return nil
}

// setAttr is obj.name = v: of a module that was evaluated it is known.
func (ev *Interp) setAttr(obj Value, name string, v Value) {
	if m, ok := obj.(*Module); ok && m.scope != nil && !ReachesAll(name) {
		ev.set(m.scope, name, v)
		return
	}
	ev.HandOver(ev.Unknown("setting an attribute is not followed"), obj, v)
}

// unpack assigns the items of v.
func (ev *Interp) unpack(targets []syntax.Expr, v Value) error {
	items, err := ev.Iterate(v)
	u, isUnknown := err.(*Unknown)
	switch {
	case isUnknown:
		ev.HandOver(u, v)
	case err != nil:
		return err
	case len(items) != len(targets):
		return ev.Raise("ValueError", "%d values to unpack, not %d", len(targets), len(items))
	}
	for i, t := range targets {
		var item Value = u
		if !isUnknown {
			item = items[i]
		}
		if err := ev.assign(t, item); err != nil {
			return err
		}
	}
	return nil
}

// execAugAssign is old op= value: a list changes in place, anything else makes
// a new value.
func (ev *Interp) execAugAssign(s *syntax.AugAssign) error {
	subscript, isItem := s.Target.(*syntax.Subscript)
	if !isItem {
		old, err := ev.eval(s.Target)
		if err != nil {
			return err
		}
		v, err := ev.augmented(s, old)
		if err != nil {
			return err
		}
		return ev.assign(s.Target, v)
	}
	obj, index, err := ev.subscript(subscript)
	if err != nil {
		return err
	}
	old, err := ev.GetItem(obj, index)
	if u, ok := err.(*Unknown); ok {
		ev.HandOver(u, obj)
		old, err = u, nil
	}
	if err != nil {
		return err
	}
	v, err := ev.augmented(s, old)
	if err != nil {
		return err
	}
	return ev.handOver(ev.SetItem(obj, index, v), obj, v)
}

// augmented is what old op= value makes of old.
func (ev *Interp) augmented(s *syntax.AugAssign, old Value) (Value, error) {
	operand, err := ev.eval(s.Value)
	if err != nil {
		return nil, err
	}
	l, isList := old.(*pyvalue.List)
	var v Value
	switch {
	case isList && s.Op == "+":
		v, err = l, ev.Extend(l, operand)
	case isList:
		err = ev.Refuse("a list changed in place by %s= is not followed", s.Op)
	default:
		v, err = ev.binary(s.Op, old, operand)
	}
	u, isUnknown := err.(*Unknown)
	if !isUnknown {
		return v, err
	}
	ev.HandOver(u, old, operand)
	if isList && s.Op == "+" {
		return l, nil
	}
	return u, nil
}

func (ev *Interp) removeAll(targets []syntax.Expr) error {
	for _, t := range targets {
		if err := ev.remove(t); err != nil {
			return err
		}
	}
	return nil
}

// remove deletes a name, an item or a slice.
func (ev *Interp) remove(t syntax.Expr) error {
	switch t := t.(type) {
	case *syntax.Name:
		s := ev.frame.scopeOf(t.ID)
		if _, ok := s.vars[t.ID]; !ok && s.missing(t.ID) == nil {
			class := "NameError"
			if s == ev.frame.locals {
				class = "UnboundLocalError"
			}
			return ev.Raise(class, "name '%s' is not defined", t.ID)
		}
		ev.replace(s.vars[t.ID].val)
		delete(s.vars, t.ID)
	case *syntax.Sequence:
		return ev.removeAll(t.Items)
	case *syntax.Subscript:
		obj, index, err := ev.subscript(t)
		if err != nil {
			return err
		}
		return ev.handOver(ev.DelItem(obj, index), obj)
	case *syntax.Attribute:
		obj, err := ev.eval(t.X)
		if err != nil {
			return err
		}
		ev.HandOver(ev.Unknown("deleting an attribute is not followed"), obj)
	}
	return nil
}
