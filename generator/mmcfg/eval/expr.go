// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// eval evaluates an expression. The error is an *Unknown if its value can't be known, a Python
// exception, or a bound that was exceeded.
func (ev *Interp) eval(x syntax.Expr) (Value, error) {
	if err := ev.spend(0); err != nil {
		return nil, err
	}
	if n := x.Line(); n > ev.frame.line {
		ev.frame.line = n
	}
	v, err := ev.node(x)
	if err == nil {
		err = ev.Need(v)
	}
	return v, err
}

// Need is the reason why one of the values is unknown; nil if all are known.
func (ev *Interp) Need(values ...Value) error {
	for _, v := range values {
		if u := ev.unknownOf(v); u != nil {
			return u
		}
	}
	return nil
}

func (ev *Interp) node(x syntax.Expr) (Value, error) {
	switch x := x.(type) {
	case *syntax.Literal:
		return x.Value, nil
	case *syntax.Name:
		return ev.lookup(x.ID)
	case *syntax.Sequence:
		items, err := ev.evalAll(x.Items...)
		if x.List {
			return pyvalue.NewList(items...), err
		}
		return pyvalue.NewTuple(items...), err
	case *syntax.Dict:
		return ev.evalDict(x)
	case *syntax.BinOp:
		operands, err := ev.evalAll(x.X, x.Y)
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
		return ev.evalAttribute(x)
	}
	obj, index, err := ev.subscript(x.(*syntax.Subscript))
	if err != nil {
		return nil, err
	}
	return ev.GetItem(obj, index)
}

// evalAll evaluates expressions. A call in one of them may make the value of another unknown.
func (ev *Interp) evalAll(xs ...syntax.Expr) ([]Value, error) {
	out := make([]Value, len(xs))
	for i, x := range xs {
		v, err := ev.eval(x)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	if err := ev.Need(out...); err != nil {
		return nil, err
	}
	return out, ev.Grow(16 * len(xs))
}

// evalDict makes a dict; CPython evaluates each value before its key.
func (ev *Interp) evalDict(x *syntax.Dict) (Value, error) {
	d := &pyvalue.Dict{}
	for i := range x.Keys {
		pair, err := ev.evalAll(x.Values[i], x.Keys[i])
		if err != nil {
			return nil, err
		}
		if err := ev.Put(d, pair[1], pair[0]); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (ev *Interp) evalAttribute(x *syntax.Attribute) (Value, error) {
	obj, err := ev.eval(x.X)
	if err != nil {
		return nil, err
	}
	if m, ok := obj.(*Module); ok {
		return ev.moduleAttr(m, x.Name)
	}
	return ev.opts.Library.Attr(ev, obj, x.Name)
}

func (ev *Interp) evalBool(x *syntax.BoolOp) (v Value, err error) {
	for _, operand := range x.X {
		v, err = ev.eval(operand)
		if err != nil || pyvalue.Truth(v) == x.Or {
			return v, err
		}
	}
	return v, nil
}

func (ev *Interp) evalIf(x *syntax.IfExp) (Value, error) {
	t, err := ev.condition(x.Cond)
	switch {
	case err != nil:
		return nil, err
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
	if x.Op == "not" {
		return !pyvalue.Truth(v), nil
	}
	return ev.Result(pyop.Unary(x.Op, v))
}

// Result is the result of an operation of pyop: a value, an exception, or an unknown.
func (ev *Interp) Result(v Value, err error) (Value, error) {
	switch err := err.(type) {
	case nil:
		return v, ev.Grow(16 + 16*max(0, pyop.Size(v)))
	case *pyop.Raise:
		return nil, ev.Raise(err.Class, "%s", err.Msg)
	case pyop.Refused:
		return nil, ev.Refuse("%s is not followed", err)
	}
	return nil, err
}

// binary is a op b.
func (ev *Interp) binary(op string, a, b Value) (Value, error) {
	if _, isText := pyvalue.AsString(a); isText && op == "%" {
		return ev.format(a, b)
	}
	return ev.Result(pyop.Binary(op, a, b))
}

// format is template % v.
func (ev *Interp) format(template, v Value) (Value, error) {
	if err := ev.needShown(v); err != nil {
		return nil, err
	}
	out, err := pyvalue.Format(template, v)
	if e, ok := err.(*pyvalue.Error); ok {
		if e.Bound || e.Type == "UnicodeDecodeError" {
			return nil, ev.Refuse("%s", e.Text)
		}
		return nil, ev.Raise(e.Type, "%s", e.Text)
	}
	return ev.bounded(out, err)
}

// bounded is a text, or an Unknown if it is too long.
func (ev *Interp) bounded(v Value, err error) (Value, error) {
	s, _ := pyvalue.AsString(v)
	switch {
	case err != nil:
		return nil, err
	case len(s) > pyop.MaxText:
		return nil, ev.Refuse("a string of more than %d bytes is not followed", pyop.MaxText)
	}
	return v, ev.Grow(len(s))
}

// Shown is str() of v.
func (ev *Interp) Shown(v Value) (Value, error) {
	if err := ev.needShown(v); err != nil {
		return nil, err
	}
	return ev.bounded(pyvalue.Str(pyvalue.Text(v)), nil)
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
		is, err := ev.compare(op, a, b)
		if err != nil || !is || i == len(x.Ops)-1 {
			return is, err
		}
		a = b
	}
	return nil, nil
}

// compare is a op b.
func (ev *Interp) compare(op string, a, b Value) (bool, error) {
	switch op {
	case "is", "is not":
		is, err := ev.same(a, b)
		return is == (op == "is"), err
	case "in", "not in":
		in, err := ev.Contains(b, a)
		return in == (op == "in"), err
	}
	for _, v := range [...]Value{a, b} {
		if err := ev.needPlain(v); err != nil {
			return false, err
		}
	}
	is, err := pyop.Compare(op, a, b)
	_, err = ev.Result(nil, err)
	return is, err
}

// same is a is b for None, True and False, and for two lists or dicts. Whether equal numbers
// or texts are one object depends on how CPython stores them.
func (ev *Interp) same(a, b Value) (bool, error) {
	single := func(v Value) bool { return v == nil || v == true || v == false }
	if single(a) || single(b) || keyOf(a) != nil && keyOf(b) != nil {
		return a == b, nil
	}
	return false, ev.Refuse("whether two values are one object")
}

// Contains is item in seq.
func (ev *Interp) Contains(seq, item Value) (bool, error) {
	if s, ok := seq.(pyvalue.Str); ok {
		part, ok := item.(pyvalue.Str)
		if !ok {
			return false, ev.Refuse("a %s in a str", pyvalue.TypeName(item))
		}
		return strings.Contains(string(s), string(part)), nil
	}
	if d, ok := seq.(*pyvalue.Dict); ok {
		if err := ev.CheckKey(item); err != nil {
			return false, err
		}
		return d.Has(item), nil
	}
	items, err := ev.Iterate(seq)
	if err != nil {
		return false, err
	}
	i, err := ev.IndexOf(items, item)
	return i >= 0, err
}

// IndexOf is the index of an item, -1 if it is not there.
func (ev *Interp) IndexOf(items []Value, item Value) (int, error) {
	for i, it := range items {
		if is, err := ev.compare("==", it, item); is || err != nil {
			return i, err
		}
	}
	return -1, nil
}
