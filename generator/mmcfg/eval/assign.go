// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"

	"mmgen/generator/mmcfg/pyop"
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
		return ev.SetItem(obj, index, v)
	case *syntax.Other:
		ev.touchExpr(ev.NewUnknown("%s is not followed", x.What), x)
	}
	return nil
}

// setAttr is obj.name = v: of a module that was evaluated it is known.
func (ev *Interp) setAttr(obj Value, name string, v Value) {
	if m, ok := obj.(*Module); ok && m.scope != nil && !reachesAll[name] {
		ev.set(m.scope, name, v)
		return
	}
	ev.HandOver(ev.NewUnknown("setting an attribute is not followed"), obj, v)
}

// unpack assigns the items of v.
func (ev *Interp) unpack(targets []syntax.Expr, v Value) error {
	items, u, err := ev.Iterate(v)
	if err != nil {
		return err
	}
	if u == nil && len(items) != len(targets) {
		return ev.Raise("ValueError", "%d values to unpack, not %d", len(targets), len(items))
	}
	for i, t := range targets {
		var item Value = u
		if u == nil {
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
	var obj, index, old Value
	var err error
	subscript, isItem := s.Target.(*syntax.Subscript)
	attribute, isAttribute := s.Target.(*syntax.Attribute)
	if isAttribute && calls(attribute.X) { // it would be evaluated twice
		ev.touchExpr(ev.NewUnknown("an attribute of what a call returns is not followed"), s.Target, s.Value)
		return nil
	}
	if isItem {
		if obj, index, err = ev.subscript(subscript); err == nil {
			old, err = ev.GetItem(obj, index)
		}
	} else {
		old, err = ev.eval(s.Target)
	}
	if err != nil {
		return err
	}
	v, err := ev.eval(s.Value)
	if err != nil {
		return err
	}
	if l, isList := old.(*pyvalue.List); isList && s.Op == "+" {
		err, v = ev.Extend(l, v), l
	} else if isList {
		v = ev.Refuse("a list changed in place by %s=", s.Op)
		ev.Blur(l, v.(*Unknown))
	} else {
		v, err = ev.binary(s.Op, old, v)
	}
	switch {
	case err != nil:
		return err
	case isItem:
		return ev.SetItem(obj, index, v)
	}
	return ev.assign(s.Target, v)
}

// calls says whether evaluating an expression calls something.
func calls(x syntax.Expr) bool {
	found := false
	syntax.WalkExpr(x, func(x syntax.Expr) bool {
		_, isCall := x.(*syntax.Call)
		found = found || isCall
		return !found
	})
	return found
}

// Extend is list.extend and list +=.
func (ev *Interp) Extend(l *pyvalue.List, v Value) error {
	items, u, err := ev.Iterate(v)
	if err != nil {
		return err
	}
	if u == nil && len(l.Items)+len(items) > maxItems {
		u = ev.NewUnknown("a list of more than %d items", maxItems)
	}
	if u != nil {
		ev.Blur(l, u)
		return nil
	}
	ev.Change(l)
	l.Items = append(l.Items, items...)
	return ev.Grow(16 * len(items))
}

// subscript evaluates the parts of x[index]. The index is a *Slice for a
// slice.
func (ev *Interp) subscript(x *syntax.Subscript) (obj, index Value, err error) {
	if obj, err = ev.eval(x.X); err != nil {
		return nil, nil, err
	}
	s, ok := x.Index.(*syntax.Slice)
	if !ok {
		index, err = ev.eval(x.Index)
		return obj, index, err
	}
	out := &Slice{}
	if out.Lo, err = ev.evalOpt(s.Lo); err == nil {
		out.Hi, err = ev.evalOpt(s.Hi)
	}
	return obj, out, err
}

// Slice is Lo:Hi.
type Slice struct {
	Object
	Lo, Hi Value
}

func (*Slice) TypeName() string { return "slice" }

// GetItem is obj[index].
func (ev *Interp) GetItem(obj, index Value) (Value, error) {
	for _, v := range [...]Value{obj, index} {
		if u := ev.UnknownOf(v); u != nil {
			ev.Touched(u)
			return u, nil
		}
	}
	if r, ok := obj.(*Record); ok {
		obj = pyvalue.NewTuple(r.Items...)
	}
	if s, ok := index.(*Slice); ok {
		if u := ev.UnknownIn(pyvalue.NewTuple(s.Lo, s.Hi)); u != nil {
			ev.Touched(u)
			return u, nil
		}
		return ev.Result(pyop.Slice(obj, s.Lo, s.Hi))
	}
	if d, ok := obj.(*pyvalue.Dict); ok {
		return ev.getKey(d, index)
	}
	return ev.Result(pyop.Item(obj, index))
}

func (ev *Interp) getKey(d *pyvalue.Dict, key Value) (Value, error) {
	if u, err := ev.CheckKey(key); u != nil || err != nil {
		return u, err
	}
	if v, ok := d.Get(key); ok {
		return v, nil
	}
	return nil, ev.RaiseArgs("KeyError", key)
}

// CheckKey sees whether v can be a key. Keys that are objects, or text beyond
// ASCII under another default encoding, are not followed.
func (ev *Interp) CheckKey(v Value) (*Unknown, error) {
	if u := ev.notPlain(v, "a key that is"); u != nil {
		return u, nil
	}
	if !pyvalue.Hashable(v) {
		return nil, ev.Raise("TypeError", "unhashable type: '%s'", pyvalue.TypeName(v))
	}
	return nil, nil
}

// Put is d[key] = v for a dict; a key that is not known makes the dict
// unknown.
func (ev *Interp) Put(d *pyvalue.Dict, key, v Value) error {
	u, err := ev.CheckKey(key)
	if err != nil {
		return err
	}
	if u != nil {
		ev.Blur(d, u)
		return nil
	}
	ev.Change(d)
	d.Set(key, v)
	return ev.Grow(64)
}

// SetItem is obj[index] = v.
func (ev *Interp) SetItem(obj, index, v Value) error {
	switch obj := obj.(type) {
	case *pyvalue.Dict:
		return ev.Put(obj, index, v)
	case *pyvalue.List:
		return ev.changeList(obj, index, func(i, j int) error {
			if _, isSlice := index.(*Slice); !isSlice {
				obj.Items[i] = v
				return nil
			}
			items, u, err := ev.Iterate(v)
			switch {
			case u != nil:
				ev.Blur(obj, u)
			case err == nil:
				obj.Items = slices.Concat(obj.Items[:i], items, obj.Items[j:])
			}
			return err
		})
	case pyvalue.Object:
		ev.HandOver(ev.NewUnknown("setting an item of a %s", obj.TypeName()), obj, v)
		return nil
	}
	return ev.Raise("TypeError", "'%s' object does not support item assignment", pyvalue.TypeName(obj))
}

// changeList has items of a list changed, from i to before j.
func (ev *Interp) changeList(l *pyvalue.List, index Value, change func(i, j int) error) error {
	u := ev.UnknownOf(l)
	if u == nil {
		u = ev.UnknownOf(index)
	}
	if u != nil {
		ev.Touched(u)
		ev.Blur(l, u)
		return nil
	}
	var i, j int
	var err error
	if s, isSlice := index.(*Slice); isSlice {
		i, j, err = pyop.Bounds(s.Lo, s.Hi, len(l.Items))
	} else {
		i, err = pyop.Position(index, len(l.Items))
		j = i + 1
	}
	v, err := ev.Result(nil, err)
	if u, refused := v.(*Unknown); refused {
		ev.Blur(l, u)
		return nil
	}
	if err != nil {
		return err
	}
	ev.Change(l)
	if err := change(i, j); err != nil {
		return err
	}
	return ev.Grow(16 * len(l.Items))
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
		delete(s.vars, t.ID)
	case *syntax.Sequence:
		return ev.removeAll(t.Items)
	case *syntax.Subscript:
		obj, index, err := ev.subscript(t)
		if err != nil {
			return err
		}
		return ev.DelItem(obj, index)
	case *syntax.Attribute:
		obj, err := ev.eval(t.X)
		ev.HandOver(ev.NewUnknown("deleting an attribute is not followed"), obj)
		return err
	case *syntax.Other:
		ev.touchExpr(ev.NewUnknown("%s is not followed", t.What), t)
	}
	return nil
}

// DelItem is del obj[index].
func (ev *Interp) DelItem(obj, index Value) error {
	switch obj := obj.(type) {
	case *pyvalue.Dict:
		return ev.DelKey(obj, index)
	case *pyvalue.List:
		return ev.changeList(obj, index, func(i, j int) error {
			obj.Items = slices.Delete(slices.Clone(obj.Items), i, j)
			return nil
		})
	case pyvalue.Object:
		ev.HandOver(ev.NewUnknown("deleting an item of a %s", obj.TypeName()), obj)
		return nil
	}
	return ev.Raise("TypeError", "'%s' object doesn't support item deletion", pyvalue.TypeName(obj))
}

func (ev *Interp) DelKey(d *pyvalue.Dict, key Value) error {
	u := ev.UnknownOf(d)
	var err error
	if u == nil {
		u, err = ev.CheckKey(key)
	}
	switch {
	case err != nil:
		return err
	case u != nil:
		ev.Touched(u)
		ev.Blur(d, u)
		return nil
	case !d.Has(key):
		return ev.RaiseArgs("KeyError", key)
	}
	ev.Change(d).unordered = true
	d.Delete(key)
	return nil
}
