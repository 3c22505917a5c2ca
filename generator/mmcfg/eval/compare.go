// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
	"mmgen/generator/mmcfg/syntax"
)

// compare is a op b for one comparison operator: a bool or an *Unknown.
func (ev *Interp) compare(op syntax.Op, a, b any) (any, error) {
	switch op {
	case syntax.OpIs, syntax.OpIsNot:
		return ev.identity(op, a, b), nil
	case syntax.OpIn, syntax.OpNotIn:
		v, err := ev.contains(b, a)
		if t, ok := v.(bool); ok && op == syntax.OpNotIn {
			v = !t
		}
		return v, err
	}
	c, u, err := ev.cmp(a, b, op == syntax.OpEq || op == syntax.OpNe)
	if err != nil {
		return nil, err
	}
	if u != nil {
		return u, nil
	}
	switch op {
	case syntax.OpLt:
		return c == -1, nil
	case syntax.OpGt:
		return c == 1, nil
	case syntax.OpEq:
		return c == 0, nil
	case syntax.OpGe:
		return c == 0 || c == 1, nil
	case syntax.OpLe:
		return c == 0 || c == -1, nil
	}
	return c != 0, nil
}

// identity is `is`. CPython keeps one object of each small int and of strings
// that look like names; what it does with others can't be known.
func (ev *Interp) identity(op syntax.Op, a, b any) any {
	for _, v := range [...]any{a, b} {
		if u, ok := v.(*Unknown); ok {
			return u
		}
	}
	same := a == b
	if same {
		switch a.(type) {
		case int64, float64, string, unicode:
			if n, ok := a.(int64); !ok || n < -5 || n > 256 {
				return ev.unknown("whether equal values are one object")
			}
		}
	}
	return same == (op == syntax.OpIs)
}

// contains is `needle in v`.
func (ev *Interp) contains(v, needle any) (any, error) {
	if u := unknownOf(v); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	switch v := v.(type) {
	case *dict:
		if u := unknownIn(needle); u != nil {
			return u, nil
		}
		h, err := ev.hash(needle)
		if err != nil {
			return nil, err
		}
		_, ok := v.get(needle, h)
		return ok, nil
	case *nsDict:
		name, _ := pyvalue.Text(needle)
		_, ok := v.scope.vars[name]
		if u := v.scope.missing(name); !ok && u != nil {
			return u, nil
		}
		return ok, nil
	case string, unicode:
		return ev.substring(v, needle)
	}
	items, u, err := ev.iterate(v)
	if err != nil {
		if r, ok := err.(*raised); ok && r.inst.class == excTypeError {
			return nil, ev.raise(excTypeError, "argument of type '%s' is not iterable", typeName(v))
		}
		return nil, err
	}
	if u != nil {
		return u, nil
	}
	at, u, err := ev.indexOf(items, needle)
	if u != nil || err != nil {
		return u, err
	}
	return at >= 0, nil
}

func (ev *Interp) substring(v, needle any) (any, error) {
	if u := unknownOf(needle); u != nil {
		return u, nil
	}
	s, _ := pyvalue.Text(v)
	sub, ok := pyvalue.Text(needle)
	if !ok {
		if _, isStr := v.(string); isStr {
			return nil, ev.raise(excTypeError, "'in <string>' requires string as left operand, not %s", typeName(needle))
		}
		return nil, ev.raise(excTypeError, "coercing to Unicode: need string or buffer, %s found", typeName(needle))
	}
	return strings.Contains(s, sub), ev.spend(len(s))
}

// indexOf finds an item equal to v; -1 for none.
func (ev *Interp) indexOf(items []any, v any) (int, *Unknown, error) {
	var lost *Unknown
	for i, it := range items {
		c, u, err := ev.cmp(it, v, true)
		if err != nil {
			return 0, nil, err
		}
		if u != nil {
			lost = u
		} else if c == 0 {
			if lost != nil {
				return 0, lost, nil
			}
			return i, nil, nil
		}
	}
	return -1, lost, nil
}

// cmp is Python 2's three-way comparison of any two values; 2 where a NaN is
// in it. equality says that only 0 or not matters.
func (ev *Interp) cmp(a, b any, equality bool) (int, *Unknown, error) {
	return ev.cmpDeep(a, b, equality, 0)
}

func (ev *Interp) cmpDeep(a, b any, equality bool, depth int) (int, *Unknown, error) {
	if err := ev.spend(0); err != nil {
		return 0, nil, err
	}
	if depth > maxDepth {
		return 0, nil, ev.raise(excRuntimeError, "maximum recursion depth exceeded in cmp")
	}
	for _, v := range [...]any{a, b} {
		if u := unknownOf(v); u != nil {
			ev.mayRaise(u)
			return 0, u, nil
		}
	}
	if isNumber(a) && isNumber(b) {
		return compareNumbers(a, b), nil, nil
	}
	if x, ok := pyvalue.Text(a); ok {
		if y, ok := pyvalue.Text(b); ok {
			return ev.cmpText(a, b, x, y)
		}
	}
	xs, xok := sequence(a)
	ys, yok := sequence(b)
	if xok && yok && typeName(a) == typeName(b) {
		return ev.cmpItems(xs, ys, equality, depth)
	}
	if x, ok := a.(*dict); ok {
		if y, ok := b.(*dict); ok {
			return ev.cmpDicts(x, y, equality, depth)
		}
	}
	return ev.cmpTypes(a, b, equality)
}

// sequence is the items of a list or tuple.
func sequence(v any) ([]any, bool) {
	switch v := v.(type) {
	case *list:
		return v.items, true
	case *tuple:
		return v.items, true
	case *structure:
		return v.items, true
	}
	return nil, false
}

func (ev *Interp) cmpText(a, b any, x, y string) (int, *Unknown, error) {
	_, aStr := a.(string)
	_, bStr := b.(string)
	if err := ev.spend(min(len(x), len(y))); err != nil {
		return 0, nil, err
	}
	if aStr != bStr && (aStr && !isASCII(x) || bStr && !isASCII(y)) && ev.charset == "ascii" {
		return 1, nil, nil // with a UnicodeWarning: not equal
	}
	return strings.Compare(x, y), nil, nil
}

func (ev *Interp) cmpItems(xs, ys []any, equality bool, depth int) (int, *Unknown, error) {
	if equality && len(xs) != len(ys) {
		return 1, nil, nil
	}
	for i := range min(len(xs), len(ys)) {
		c, u, err := ev.cmpDeep(xs[i], ys[i], equality, depth+1)
		if c != 0 || u != nil || err != nil {
			return c, u, err
		}
	}
	switch {
	case len(xs) < len(ys):
		return -1, nil, nil
	case len(xs) > len(ys):
		return 1, nil, nil
	}
	return 0, nil, nil
}

func (ev *Interp) cmpDicts(x, y *dict, equality bool, depth int) (int, *Unknown, error) {
	switch {
	case x.used < y.used:
		return -1, nil, nil
	case x.used > y.used:
		return 1, nil, nil
	}
	live := x.live()
	if err := ev.settle(x); err != nil {
		return 0, nil, err
	}
	for _, s := range live {
		v, ok := y.get(s.key, s.hash)
		if !ok {
			if !equality {
				return 0, ev.unknown("the order of two dicts"), nil
			}
			return 1, nil, nil
		}
		c, u, err := ev.cmpDeep(s.val, v, true, depth+1)
		if u != nil || err != nil {
			return 0, u, err
		}
		if c != 0 {
			if !equality {
				return 0, ev.unknown("the order of two dicts"), nil
			}
			return 1, nil, nil
		}
	}
	return 0, nil, nil
}

// cmpTypes orders values of different types: None first, then numbers, then
// by the names of the types (object.c: default_3way_compare).
func (ev *Interp) cmpTypes(a, b any, equality bool) (int, *Unknown, error) {
	if a == b {
		return 0, nil, nil
	}
	if equality {
		return 1, nil, nil
	}
	x, y := orderName(a), orderName(b)
	if x == y {
		return 0, ev.unknown("the order of two objects in memory"), nil
	}
	return strings.Compare(x, y), nil, nil
}

func orderName(v any) string {
	switch {
	case v == nil:
		return ""
	case isNumber(v):
		return " "
	}
	return typeName(v)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
