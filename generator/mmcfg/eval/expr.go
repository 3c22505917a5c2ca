// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"mmgen/generator/mmcfg/syntax"
)

// eval evaluates an expression.
func (ev *Interp) eval(x syntax.Expr) (any, error) {
	if err := ev.spend(0); err != nil {
		return nil, err
	}
	// CPython's line only ever moves on within a statement.
	if line := ev.frame.base + x.Line(); line > ev.frame.line {
		ev.frame.line = line
	}
	switch x := x.(type) {
	case *syntax.Name:
		return ev.lookup(x.ID)
	case *syntax.Str:
		return ev.evalStr(x)
	case *syntax.Num:
		if _, ok := x.Value.(complex128); ok {
			return ev.unknown("complex numbers are not followed"), nil
		}
		return x.Value, nil
	case *syntax.Call:
		return ev.evalCall(x)
	case *syntax.Attribute:
		obj, err := ev.eval(x.X)
		if err != nil {
			return nil, err
		}
		return ev.getAttr(obj, x.Name)
	case *syntax.Subscript:
		obj, index, err := ev.evalSubscript(x)
		if err != nil {
			return nil, err
		}
		return ev.getItem(obj, index)
	case *syntax.Tuple:
		items, err := ev.evalAll(x.Elts)
		return newTuple(items...), err
	case *syntax.List:
		items, err := ev.evalAll(x.Elts)
		return newList(items...), err
	case *syntax.Dict:
		return ev.evalDict(x)
	case *syntax.BinOp:
		return ev.evalBinOp(x)
	case *syntax.UnaryOp:
		return ev.evalUnary(x)
	case *syntax.BoolOp:
		return ev.evalBoolOp(x.X, x.Or)
	case *syntax.Compare:
		return ev.evalCompare(x)
	case *syntax.IfExp:
		return ev.evalIfExp(x)
	case *syntax.Comp:
		return ev.evalComp(x)
	case *syntax.Slice:
		return ev.evalSlice(x)
	case *syntax.Ellipsis:
		return ellipsis{}, nil
	case *syntax.Lambda:
		return ev.evalLambda(x)
	case *syntax.Repr:
		v, err := ev.eval(x.X)
		if err != nil {
			return nil, err
		}
		return ev.repr(v)
	case *syntax.Set:
		_, err := ev.evalAll(x.Elts)
		return ev.unknown("sets are not followed"), err
	}
	return ev.unknown("a generator's yield is not followed"), nil
}

func (ev *Interp) evalStr(x *syntax.Str) (any, error) {
	switch {
	case x.Unknown != "":
		return ev.unknown("%s is not known here", x.Unknown), nil
	case x.Unicode:
		return unicode(x.Value), nil
	}
	return x.Value, nil
}

func (ev *Interp) evalAll(xs []syntax.Expr) ([]any, error) {
	if err := ev.grow(16 * len(xs)); err != nil {
		return nil, err
	}
	out := make([]any, len(xs))
	for i, x := range xs {
		v, err := ev.eval(x)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// evalDict evaluates a display; CPython takes each value before its key.
func (ev *Interp) evalDict(x *syntax.Dict) (any, error) {
	if err := ev.grow(64 * len(x.Keys)); err != nil {
		return nil, err
	}
	d := newDictSized(len(x.Keys))
	var lost *Unknown
	for i := range x.Keys {
		v, err := ev.eval(x.Values[i])
		if err != nil {
			return nil, err
		}
		k, err := ev.eval(x.Keys[i])
		if err != nil {
			return nil, err
		}
		if u := unknownIn(k); u != nil {
			lost = u
			continue
		}
		h, err := ev.hash(k)
		if err != nil {
			return nil, err
		}
		d.put(k, h, v)
		if err := ev.settle(d); err != nil {
			return nil, err
		}
	}
	if lost != nil {
		ev.mayRaise(lost)
		d.blur(lost)
	}
	return d, nil
}

// unknownIn is unknownOf that looks into tuples, as hash() does.
func unknownIn(v any) *Unknown {
	if t, ok := asTuple(v); ok && len(t.items) < 100 {
		for _, it := range t.items {
			if u, ok := it.(*Unknown); ok {
				return u
			}
		}
	}
	return unknownOf(v)
}

func (ev *Interp) evalBinOp(x *syntax.BinOp) (any, error) {
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

// evalBoolOp is x or y or .., x and y and ..
func (ev *Interp) evalBoolOp(xs []syntax.Expr, or bool) (any, error) {
	for i, x := range xs {
		v, err := ev.eval(x)
		if err != nil || i == len(xs)-1 {
			return v, err
		}
		t, u := truth(v)
		if u != nil {
			return ev.forkValue(u,
				func() (any, error) { return v, nil },
				func() (any, error) { return ev.evalBoolOp(xs[i+1:], or) })
		}
		if t == or {
			return v, nil
		}
	}
	return nil, nil
}

func (ev *Interp) evalIfExp(x *syntax.IfExp) (any, error) {
	v, err := ev.eval(x.Cond)
	if err != nil {
		return nil, err
	}
	t, u := truth(v)
	switch {
	case u != nil:
		return ev.forkValue(u,
			func() (any, error) { return ev.eval(x.Then) },
			func() (any, error) { return ev.eval(x.Else) })
	case t:
		return ev.eval(x.Then)
	}
	return ev.eval(x.Else)
}

// forkValue evaluates both expressions, one of which is the value.
func (ev *Interp) forkValue(u *Unknown, a, b func() (any, error)) (any, error) {
	arm := func(f func() (any, error)) func() outcome {
		return func() outcome {
			v, err := f()
			return outcome{ctlReturn, v, err}
		}
	}
	out, err := ev.fork(u, arm(a), arm(b))
	return out.ret, err
}

// evalUnary is not, -, + and ~.
func (ev *Interp) evalUnary(x *syntax.UnaryOp) (any, error) {
	v, err := ev.eval(x.X)
	if err != nil {
		return nil, err
	}
	if x.Op == syntax.OpNot {
		t, u := truth(v)
		if u != nil {
			return u, nil
		}
		return !t, nil
	}
	if u := unknownOf(v); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	return ev.unaryNumber(x.Op, v)
}

func (ev *Interp) evalCompare(x *syntax.Compare) (any, error) {
	a, err := ev.eval(x.X)
	if err != nil {
		return nil, err
	}
	for i, op := range x.Ops {
		b, err := ev.eval(x.Y[i])
		if err != nil {
			return nil, err
		}
		v, err := ev.compare(op, a, b)
		if err != nil || i == len(x.Ops)-1 {
			return v, err
		}
		t, u := truth(v)
		if u != nil {
			return u, nil
		}
		if !t {
			return v, nil
		}
		a = b
	}
	return nil, nil
}

func (ev *Interp) evalSlice(x *syntax.Slice) (any, error) {
	s := &slice{}
	for _, part := range []struct {
		x  syntax.Expr
		to *any
	}{{x.Lo, &s.lo}, {x.Hi, &s.hi}, {x.Step, &s.step}} {
		if part.x == nil {
			continue
		}
		v, err := ev.eval(part.x)
		if err != nil {
			return nil, err
		}
		*part.to = v
	}
	return s, nil
}

// evalSubscript evaluates what is subscribed, and the index.
func (ev *Interp) evalSubscript(x *syntax.Subscript) (obj, index any, err error) {
	if obj, err = ev.eval(x.X); err != nil {
		return nil, nil, err
	}
	index, err = ev.eval(x.Index)
	return obj, index, err
}

func (ev *Interp) evalLambda(x *syntax.Lambda) (any, error) {
	return ev.makeFunction("<lambda>", ev.codeOf(x, x.Params, nil, x.Body), false)
}
