// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"
	"math/big"
	"strings"

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
	case *syntax.Str:
		return ev.evalStr(x), nil
	case *syntax.Num:
		return ev.evalNum(x), nil
	case *syntax.Name:
		return ev.lookup(x.ID)
	case *syntax.Tuple:
		items, err := ev.evalAll(x.Elts)
		return pyvalue.NewTuple(items...), err
	case *syntax.List:
		items, err := ev.evalAll(x.Elts)
		return pyvalue.NewList(items...), err
	case *syntax.Dict:
		return ev.evalDict(x)
	case *syntax.BinOp:
		return ev.evalBinary(x)
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
		return ev.getAttr(obj, x.Name)
	case *syntax.Subscript:
		obj, index, err := ev.subscript(x)
		if err != nil {
			return nil, err
		}
		return ev.getItem(obj, index)
	case *syntax.Repr:
		v, err := ev.eval(x.X)
		if err != nil {
			return nil, err
		}
		return ev.repr(v)
	}
	return ev.skipExpr(x), nil
}

// skipExpr is the value of an expression that is not followed.
func (ev *Interp) skipExpr(x syntax.Expr) Value {
	word := strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", x), "*syntax."))
	if word == "comp" {
		word = "a comprehension"
	}
	u := ev.unknown("%s is not followed", word)
	ev.touchExpr(u, x)
	return u
}

func (ev *Interp) evalStr(x *syntax.Str) Value {
	switch {
	case x.Unknown != "":
		return ev.unknown("%s", x.Unknown)
	case x.Unicode:
		return pyvalue.Unicode(x.Value)
	}
	return pyvalue.Str(x.Value)
}

func (ev *Interp) evalNum(x *syntax.Num) Value {
	switch n := x.Value.(type) {
	case *big.Int:
		return pyvalue.Long{Int: n}
	case complex128:
		return ev.unknown("complex numbers are not followed")
	}
	return x.Value
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
	return out, ev.grow(16 * len(xs))
}

// evalDict makes a dict; CPython evaluates each value before its key.
func (ev *Interp) evalDict(x *syntax.Dict) (Value, error) {
	d := &pyvalue.Dict{}
	if len(x.Keys) > 5 {
		ev.room[d] = len(x.Keys)
	}
	for i := range x.Keys {
		v, err := ev.eval(x.Values[i])
		if err != nil {
			return nil, err
		}
		k, err := ev.eval(x.Keys[i])
		if err != nil {
			return nil, err
		}
		if err := ev.put(d, k, v); err != nil {
			return nil, err
		}
	}
	return d, ev.grow(64 * len(x.Keys))
}

func (ev *Interp) evalBool(x *syntax.BoolOp) (Value, error) {
	for i, operand := range x.X {
		v, err := ev.eval(operand)
		if err != nil || i == len(x.X)-1 {
			return v, err
		}
		t, u := ev.truth(v)
		if u != nil {
			for _, rest := range x.X[i+1:] {
				ev.touchExpr(u, rest)
			}
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
	t, u := ev.truth(cond)
	switch {
	case u != nil:
		ev.touchExpr(u, x.Then)
		ev.touchExpr(u, x.Else)
		return u, nil
	case t:
		return ev.eval(x.Then)
	}
	return ev.eval(x.Else)
}

func (ev *Interp) evalBinary(x *syntax.BinOp) (Value, error) {
	a, err := ev.eval(x.X)
	if err != nil {
		return nil, err
	}
	b, err := ev.eval(x.Y)
	if err != nil {
		return nil, err
	}
	return ev.binary(x.Op, a, b, false)
}

func (ev *Interp) evalUnary(x *syntax.UnaryOp) (Value, error) {
	v, err := ev.eval(x.X)
	if err != nil {
		return nil, err
	}
	if x.Op == syntax.OpNot {
		t, u := ev.truth(v)
		if u != nil {
			return u, nil
		}
		return !t, nil
	}
	if u := ev.unknownOf(v); u != nil {
		ev.touched(u)
		return u, nil
	}
	return ev.unary(x.Op, v)
}

// repr is repr(v). A dict comes in Python's order.
func (ev *Interp) repr(v Value) (Value, error) { return ev.shown(v, pyvalue.Repr) }

// shown is repr() or str() of v.
func (ev *Interp) shown(v Value, show func(Value) string) (Value, error) {
	ordered, u := ev.ordered(v, 0)
	if u != nil {
		ev.touched(u)
		return u, nil
	}
	s := show(ordered)
	if len(s) > maxText {
		return ev.refuse("a string of more than %d bytes", maxText), nil
	}
	return pyvalue.Str(s), ev.grow(len(s))
}

// ordered is v with dicts that list their keys in Python's order; u is why v
// can't be shown.
func (ev *Interp) ordered(v Value, depth int) (Value, *Unknown) {
	if depth > 100 {
		return nil, ev.unknown("a value that is too deep")
	}
	if ev.steps++; ev.steps > maxSteps {
		return nil, ev.unknown("a value that is too large")
	}
	if u := ev.unknownOf(v); u != nil {
		return nil, u
	}
	switch v := v.(type) {
	case *pyvalue.List:
		items, u := ev.orderedAll(v.Items, depth)
		return pyvalue.NewList(items...), u
	case *pyvalue.Tuple:
		items, u := ev.orderedAll(v.Items, depth)
		return pyvalue.NewTuple(items...), u
	case *pyvalue.Dict:
		entries, u := ev.entries(v)
		if u != nil {
			return nil, u
		}
		d := &pyvalue.Dict{}
		for _, e := range entries {
			w, u := ev.ordered(e.Value, depth+1)
			if u != nil {
				return nil, u
			}
			d.Set(e.Key, w)
		}
		return d, nil
	case *instance:
		return v, ev.unknownIn(pyvalue.NewTuple(v.args...))
	case pyvalue.Object:
		return nil, ev.unknown("how Python shows a %s", v.TypeName())
	}
	return v, nil
}

func (ev *Interp) orderedAll(items []Value, depth int) ([]Value, *Unknown) {
	out := make([]Value, len(items))
	for i, v := range items {
		w, u := ev.ordered(v, depth+1)
		if u != nil {
			return nil, u
		}
		out[i] = w
	}
	return out, nil
}

// entries are those of a dict in Python's order.
func (ev *Interp) entries(d *pyvalue.Dict) ([]pyvalue.Entry, *Unknown) {
	m := ev.marks[d]
	if m != nil && m.unknown != nil {
		return nil, m.unknown
	}
	entries, ok := d.Order(ev.room[d])
	if d.Len() > 1 && (!ok || m != nil && m.unordered) {
		return nil, ev.unknown("the order of a dict's keys")
	}
	if d.Len() == 1 {
		return d.Entries(), nil
	}
	return entries, nil
}

// iterate is what a loop over v goes through; u is why that can't be known.
func (ev *Interp) iterate(v Value) (items []Value, u *Unknown, err error) {
	if u := ev.unknownOf(v); u != nil {
		ev.touched(u)
		return nil, u, nil
	}
	switch v := v.(type) {
	case *pyvalue.List:
		return v.Items, nil, nil
	case *pyvalue.Tuple:
		return v.Items, nil, nil
	case *record:
		return v.Items, nil, nil
	case pyvalue.Str:
		for i := range len(v) {
			items = append(items, v[i:i+1])
		}
		return items, nil, ev.grow(16 * len(v))
	case pyvalue.Unicode:
		for _, r := range pyvalue.Runes(string(v)) {
			items = append(items, pyvalue.Unicode(pyvalue.AppendRune(nil, r)))
		}
		return items, nil, ev.grow(16 * len(v))
	case *pyvalue.Dict:
		entries, u := ev.entries(v)
		for _, e := range entries {
			items = append(items, e.Key)
		}
		if u != nil {
			ev.touched(u)
		}
		return items, u, ev.grow(16 * len(items))
	case *file:
		return ev.fileLines(v)
	case pyvalue.Object:
		return nil, ev.refuse("what a loop over a %s goes through", v.TypeName()), nil
	}
	return nil, nil, ev.raise("TypeError", "'%s' object is not iterable", pyvalue.TypeName(v))
}
