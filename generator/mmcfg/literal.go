// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"strings"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// constants are the names that literals are made of, besides Python's own.
func constants() eval.Preset {
	p := eval.Preset{}
	for _, name := range [...]string{"Yes", "yes", "On", "on"} {
		p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: true})
	}
	for _, name := range [...]string{"No", "no", "Off", "off"} {
		p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: false})
	}
	return p
}

// isLiteral says whether the value of an expression needs no setting.
func isLiteral(x syntax.Expr) bool {
	literal := true
	syntax.WalkExpr(x, func(x syntax.Expr) bool {
		switch x := x.(type) {
		case *syntax.Literal, *syntax.Sequence, *syntax.Dict, *syntax.UnaryOp:
		case *syntax.Name:
			literal = literal && strings.Contains(" None True False Yes yes On on No no Off off ", " "+x.ID+" ")
		default:
			literal = false
		}
		return literal
	})
	return literal
}

// pure says why an expression is more than a value in an INI file may be: it
// may use names and operators, but call nothing but the helpers that make
// seconds.
func pure(x syntax.Expr) error {
	var err error
	syntax.WalkExpr(x, func(x syntax.Expr) bool {
		switch x := x.(type) {
		case *syntax.Literal, *syntax.Name, *syntax.Sequence, *syntax.Dict, *syntax.BinOp, *syntax.UnaryOp,
			*syntax.BoolOp, *syntax.Compare, *syntax.IfExp, *syntax.Subscript, *syntax.Slice:
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
	if n, ok := v.(pyvalue.Long); ok && n.Int != nil && n.BitLen() > 200 {
		return "a large number"
	}
	return clip(pyvalue.Repr(v))
}
