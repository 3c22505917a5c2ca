// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"math/big"

	"mmgen/generator/mmcfg/pyvalue"
	"mmgen/generator/mmcfg/syntax"
)

// literal is the value of an expression that is a literal through and
// through; ok is false for one that needs evaluating.
func literal(x syntax.Expr) (v Value, ok bool) {
	switch x := x.(type) {
	case *syntax.Str:
		if x.Unicode {
			return Unicode(x.Value), x.Unknown == ""
		}
		return x.Value, x.Unknown == ""
	case *syntax.Num:
		_, isComplex := x.Value.(complex128)
		return x.Value, !isComplex
	case *syntax.Name:
		return literalName(x.ID)
	case *syntax.List:
		vs, ok := literals(x.Elts)
		return List(vs), ok
	case *syntax.Tuple:
		vs, ok := literals(x.Elts)
		return Tuple(vs), ok
	case *syntax.Dict:
		return literalDict(x)
	}
	return nil, false
}

func literalName(name string) (Value, bool) {
	switch name {
	case "None":
		return nil, true
	case "True", "Yes", "yes", "On", "on":
		return true, true
	case "False", "No", "no", "Off", "off":
		return false, true
	}
	return nil, false
}

func literals(xs []syntax.Expr) ([]Value, bool) {
	out := make([]Value, len(xs))
	for i, x := range xs {
		v, ok := literal(x)
		if !ok {
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

// literalDict is a dict whose keys are str: others compare in ways that the
// evaluator knows.
func literalDict(x *syntax.Dict) (Value, bool) {
	d := &Dict{}
	for i := range x.Keys {
		k, ok := literal(x.Keys[i])
		key, isStr := k.(string)
		v, vok := literal(x.Values[i])
		if !ok || !isStr || !vok {
			return nil, false
		}
		d.Set(key, v)
	}
	return d, true
}

// pure says why an expression is more than a value in an INI file may be: it
// may use names and operators, but call nothing but the helpers that make
// seconds.
func pure(x syntax.Expr) error {
	var err error
	syntax.WalkExpr(x, func(x syntax.Expr) bool {
		switch x := x.(type) {
		case *syntax.Str, *syntax.Num, *syntax.Name, *syntax.Tuple, *syntax.List, *syntax.Dict, *syntax.BinOp,
			*syntax.UnaryOp, *syntax.BoolOp, *syntax.Compare, *syntax.IfExp, *syntax.Subscript, *syntax.Slice:
			return true
		case *syntax.Call:
			if f, ok := x.Func.(*syntax.Name); ok && isTimeHelper(f.ID) {
				return true
			}
			err = fmt.Errorf("only seconds(), minutes(), hours() and days() can be called here")
		default:
			err = fmt.Errorf("want a Python literal, or an expression without calls")
		}
		return false
	})
	return err
}

func isTimeHelper(name string) bool {
	return name == "seconds" || name == "minutes" || name == "hours" || name == "days"
}

// shortRepr is a value in a message.
func shortRepr(v Value) string {
	switch n := v.(type) {
	case *big.Int:
		if n.BitLen() > 200 {
			return "a large number"
		}
	}
	return clip(pyvalue.Repr(v))
}
