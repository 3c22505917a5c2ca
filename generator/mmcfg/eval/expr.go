// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// eval evaluates an expression. An error is a Python exception, or a bound
// that was passed.
func (ev *Interp) eval(x syntax.Expr) (Value, error) {
	if err := ev.spend(0); err != nil {
		return nil, err
	}
	if n := ev.frame.base + x.Line(); n > ev.frame.line {
		ev.frame.line = n
	}
	switch x := x.(type) {
	case *syntax.Literal:
		return x.Value, nil
	case *syntax.Name:
		return ev.lookup(x.ID)
	case *syntax.Sequence:
		items, err := ev.evalAll(x.Items)
		if x.List {
			return pyvalue.NewList(items...), err
		}
		return pyvalue.NewTuple(items...), err
	case *syntax.Dict:
		return ev.evalDict(x)
	case *syntax.BinOp:
		operands, err := ev.evalAll([]syntax.Expr{x.X, x.Y})
		if err != nil {
			return nil, err
		}
		return ev.binary(x.Op, operands[0], operands[1])
	case *syntax.UnaryOp:
		return ev.evalUnary(x)
	case *syntax.BoolOp:
		return ev.evalBool(x)
	case *syntax.Compare:
		return ev.evalCompare(x)
	case *syntax.IfExp:
		return ev.evalIf(x)
	case *syntax.Call:
		return ev.evalCall(x)
	case *syntax.Attribute:
		obj, err := ev.eval(x.X)
		if err != nil {
			return nil, err
		}
		switch obj := obj.(type) {
		case *Unknown:
			ev.Touched(obj)
			return obj, nil
		case *Module:
			return ev.moduleAttr(obj, x.Name)
		}
		return ev.opts.Library.Attr(ev, obj, x.Name)
	case *syntax.Subscript:
		obj, index, err := ev.subscript(x)
		if err != nil {
			return nil, err
		}
		return ev.GetItem(obj, index)
	}
	u := ev.NewUnknown("%s is not followed", x.(*syntax.Other).What)
	ev.touchExpr(u, x)
	return u, nil
}

// evalOpt is eval; what is absent is None.
func (ev *Interp) evalOpt(x syntax.Expr) (Value, error) {
	if x == nil {
		return nil, nil
	}
	return ev.eval(x)
}

func (ev *Interp) evalAll(xs []syntax.Expr) ([]Value, error) {
	out := make([]Value, len(xs))
	for i, x := range xs {
		v, err := ev.eval(x)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, ev.Grow(16 * len(xs))
}

// evalDict makes a dict; CPython evaluates each value before its key.
func (ev *Interp) evalDict(x *syntax.Dict) (Value, error) {
	d := &pyvalue.Dict{}
	if len(x.Keys) > 5 {
		ev.markOf(d).room = len(x.Keys)
	}
	for i := range x.Keys {
		pair, err := ev.evalAll([]syntax.Expr{x.Values[i], x.Keys[i]})
		if err != nil {
			return nil, err
		}
		if err := ev.Put(d, pair[1], pair[0]); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (ev *Interp) evalBool(x *syntax.BoolOp) (Value, error) {
	for i, operand := range x.X {
		v, err := ev.eval(operand)
		if err != nil || i == len(x.X)-1 {
			return v, err
		}
		t, u := ev.Truth(v)
		if u != nil {
			ev.touchExpr(u, x.X[i+1:]...)
			return u, nil
		}
		if t == x.Or {
			return v, nil
		}
	}
	return nil, nil
}

func (ev *Interp) evalIf(x *syntax.IfExp) (Value, error) {
	cond, err := ev.eval(x.Cond)
	if err != nil {
		return nil, err
	}
	t, u := ev.Truth(cond)
	switch {
	case u != nil:
		ev.touchExpr(u, x.Then, x.Else)
		return u, nil
	case t:
		return ev.eval(x.Then)
	}
	return ev.eval(x.Else)
}

func (ev *Interp) evalUnary(x *syntax.UnaryOp) (Value, error) {
	v, err := ev.eval(x.X)
	if err != nil {
		return nil, err
	}
	t, u := ev.Truth(v)
	switch {
	case u != nil:
		return u, nil
	case x.Op == "not":
		return !t, nil
	}
	return ev.Result(pyop.Unary(x.Op, v))
}

// Result is what an operation of pyop made: a value, an exception, or an
// unknown.
func (ev *Interp) Result(v Value, err error) (Value, error) {
	switch err := err.(type) {
	case nil:
		return v, ev.Grow(16 + 16*max(0, pyop.Size(v)))
	case *pyop.Raise:
		return nil, ev.RaiseArgs(err.Class, err.Args...)
	case pyop.Refused:
		return ev.Refuse("%s", err), nil
	}
	return nil, err
}

// binary is a op b.
func (ev *Interp) binary(op string, a, b Value) (Value, error) {
	if _, isText := pyvalue.AsString(a); isText && op == "%" {
		return ev.format(a, b)
	}
	for _, v := range [...]Value{a, b} {
		if u := ev.UnknownOf(v); u != nil {
			ev.Touched(u)
			return u, nil
		}
	}
	return ev.Result(pyop.Binary(op, a, b, ev.frame.future.Division))
}

// format is template % v.
func (ev *Interp) format(template, v Value) (Value, error) {
	args, u := ev.ordered(v)
	if u != nil {
		ev.Touched(u)
		return u, nil
	}
	out, err := pyvalue.Format(template, args)
	if e, ok := err.(*pyvalue.Error); ok {
		switch {
		case e.Bound || e.Type == "UnicodeDecodeError":
			return ev.Refuse("%s", e.Text), nil
		case e.Type == "KeyError":
			return nil, ev.RaiseArgs("KeyError", e.Key)
		}
		return nil, ev.Raise(e.Type, "%s", e.Text)
	}
	return ev.bounded(out, err)
}

// bounded is a text, or an Unknown where it is too long.
func (ev *Interp) bounded(v Value, err error) (Value, error) {
	switch {
	case err != nil:
		return nil, err
	case pyop.Size(v) > pyop.MaxText:
		return ev.Refuse("a string of more than %d bytes", pyop.MaxText), nil
	}
	return v, ev.Grow(pyop.Size(v))
}

// Shown is repr() or str() of v.
func (ev *Interp) Shown(v Value, show func(Value) string) (Value, error) {
	ordered, u := ev.ordered(v)
	if u != nil {
		ev.Touched(u)
		return u, nil
	}
	return ev.bounded(pyvalue.Str(show(ordered)), nil)
}

func (ev *Interp) evalCompare(x *syntax.Compare) (Value, error) {
	a, err := ev.eval(x.X)
	if err != nil {
		return nil, err
	}
	for i, op := range x.Ops {
		b, err := ev.eval(x.Y[i])
		if err != nil {
			return nil, err
		}
		v, err := ev.Compare(op, a, b)
		if err != nil || i == len(x.Ops)-1 {
			return v, err
		}
		t, u := ev.Truth(v)
		if u != nil {
			ev.touchExpr(u, x.Y[i+1:]...)
			return u, nil
		}
		if !t {
			return v, nil
		}
		a = b
	}
	return nil, nil
}

// Compare is a op b, True or False, or an Unknown.
func (ev *Interp) Compare(op string, a, b Value) (Value, error) {
	switch op {
	case "is", "is not":
		return ev.same(a, b, op == "is"), nil
	case "in", "not in":
		v, err := ev.Contains(b, a)
		if in, ok := v.(bool); ok {
			return in == (op == "in"), err
		}
		return v, err
	}
	for _, v := range [...]Value{a, b} {
		if u := ev.notPlain(v, "a comparison with"); u != nil {
			return u, nil
		}
	}
	v, err := pyop.Compare(op, a, b)
	return ev.Result(v, err)
}

// same is a is b, where one of them is None, True or False, or both are lists
// or dicts. Which numbers and texts are one object depends on how CPython keeps
// them.
func (ev *Interp) same(a, b Value, want bool) Value {
	for _, v := range [...]Value{a, b} {
		if u, ok := v.(*Unknown); ok {
			ev.Touched(u)
			return u
		}
	}
	single := func(v Value) bool { return v == nil || v == true || v == false }
	list := func(v Value) bool { return keyOf(v) != nil }
	if single(a) || single(b) || list(a) && list(b) {
		return (a == b) == want
	}
	return ev.NewUnknown("whether two values are one object")
}

// Contains is item in seq.
func (ev *Interp) Contains(seq, item Value) (Value, error) {
	for _, v := range [...]Value{seq, item} {
		if u := ev.UnknownOf(v); u != nil {
			ev.Touched(u)
			return u, nil
		}
	}
	if _, isText := pyvalue.AsString(seq); isText {
		v, err := pyop.HasText(seq, item)
		return ev.Result(v, err)
	}
	if d, ok := seq.(*pyvalue.Dict); ok {
		if u, err := ev.CheckKey(item); u != nil || err != nil {
			return u, err
		}
		return d.Has(item), nil
	}
	items, u, err := ev.Iterate(seq)
	if u != nil || err != nil {
		return u, err
	}
	i, u, err := ev.IndexOf(items, item)
	if u != nil || err != nil {
		return u, err
	}
	return i >= 0, nil
}

// IndexOf is the index of an item, -1 where it is not there; u is why that
// can't be known.
func (ev *Interp) IndexOf(items []Value, item Value) (i int, u *Unknown, err error) {
	for i, it := range items {
		v, err := ev.Compare("==", it, item)
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
