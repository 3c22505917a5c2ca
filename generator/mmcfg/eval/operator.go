// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/syntax"
)

// binary is a op b; inPlace makes it a op= b in messages.
func (ev *Interp) binary(op syntax.Op, a, b any, inPlace bool) (any, error) {
	if isNumber(a) && isNumber(b) {
		return ev.arithmetic(op, a, b, inPlace)
	}
	if op == syntax.OpMod {
		switch a.(type) {
		case string, unicode:
			return ev.format(a, b)
		}
	}
	if u := unknownOf(a); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	if u := unknownOf(b); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	switch op {
	case syntax.OpAdd:
		return ev.concat(a, b, inPlace)
	case syntax.OpMul:
		return ev.repeat(a, b, inPlace)
	}
	return nil, ev.unsupported(op, a, b, inPlace)
}

func (ev *Interp) unsupported(op syntax.Op, a, b any, inPlace bool) error {
	sign := op.String()
	switch {
	case inPlace:
		sign += "="
	case op == syntax.OpPow:
		sign = "** or pow()"
	}
	return ev.raise(excTypeError, "unsupported operand type(s) for %s: '%s' and '%s'", sign, typeName(a), typeName(b))
}

// concat is a + b for what is no number.
func (ev *Interp) concat(a, b any, inPlace bool) (any, error) {
	switch x := a.(type) {
	case string:
		switch y := b.(type) {
		case string:
			return ev.text(x, y)
		case unicode:
			return ev.joinUnicode(a, b)
		}
		return nil, ev.raise(excTypeError, "cannot concatenate '%s' and '%s' objects", typeName(a), typeName(b))
	case unicode:
		switch b.(type) {
		case string, unicode:
			return ev.joinUnicode(a, b)
		}
		return nil, ev.raise(excTypeError, "coercing to Unicode: need string or buffer, %s found", typeName(b))
	case *list:
		y, ok := b.(*list)
		if !ok {
			return nil, ev.raise(excTypeError, `can only concatenate list (not "%s") to list`, typeName(b))
		}
		items, u, err := ev.join(x.items, y.items)
		if u != nil || err != nil {
			return u, err
		}
		return newList(items...), nil
	}
	if x, ok := asTuple(a); ok {
		y, ok := asTuple(b)
		if !ok {
			return nil, ev.raise(excTypeError, `can only concatenate tuple (not "%s") to tuple`, typeName(b))
		}
		items, u, err := ev.join(x.items, y.items)
		if u != nil || err != nil {
			return u, err
		}
		return newTuple(items...), nil
	}
	return nil, ev.unsupported(syntax.OpAdd, a, b, inPlace)
}

// text joins strs; too long a one is unknown.
func (ev *Interp) text(parts ...string) (any, error) {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if n > maxText {
		return ev.unknown("a string of more than %d bytes", maxText), nil
	}
	if err := ev.grow(n); err != nil {
		return nil, err
	}
	return strings.Join(parts, ""), nil
}

func (ev *Interp) joinUnicode(a, b any) (any, error) {
	x, err := ev.toUnicode(a)
	if err != nil {
		return nil, err
	}
	y, err := ev.toUnicode(b)
	if err != nil {
		return nil, err
	}
	v, err := ev.text(string(x), string(y))
	if s, ok := v.(string); ok {
		return unicode(s), err
	}
	return v, err
}

func (ev *Interp) join(xs, ys []any) ([]any, *Unknown, error) {
	n := len(xs) + len(ys)
	if n > maxItems {
		return nil, ev.unknown("a list of more than %d items", maxItems), nil
	}
	if err := ev.grow(16 * n); err != nil {
		return nil, nil, err
	}
	return append(append(make([]any, 0, n), xs...), ys...), nil, nil
}

// repeat is a * b where one of them is a sequence.
func (ev *Interp) repeat(a, b any, inPlace bool) (any, error) {
	seq, times := a, b
	if !repeats(a) {
		seq, times = b, a
	}
	n, ok := intOf(times)
	size := 0
	switch s := seq.(type) {
	case string:
		size = len(s)
	case unicode:
		size = len(s)
	case *list:
		size = len(s.items)
	case *tuple:
		size = len(s.items)
	default:
		return nil, ev.unsupported(syntax.OpMul, a, b, inPlace)
	}
	if !ok {
		return nil, ev.raise(excTypeError, "can't multiply sequence by non-int of type '%s'", typeName(times))
	}
	n = max(n, 0)
	if size == 0 {
		n = 0
	}
	if size > 0 && n > maxText/size || n > maxText {
		return ev.unknown("a value of %d times %d items or bytes", n, size), nil
	}
	switch s := seq.(type) {
	case string:
		return strings.Repeat(s, n), ev.grow(size * n)
	case unicode:
		return unicode(strings.Repeat(string(s), n)), ev.grow(size * n)
	case *list:
		items, u, err := ev.repeatItems(s.items, n)
		if u != nil || err != nil {
			return u, err
		}
		return newList(items...), nil
	}
	items, u, err := ev.repeatItems(seq.(*tuple).items, n)
	if u != nil || err != nil {
		return u, err
	}
	return newTuple(items...), nil
}

func repeats(v any) bool {
	switch v.(type) {
	case string, unicode, *list, *tuple:
		return true
	}
	return false
}

func (ev *Interp) repeatItems(items []any, n int) ([]any, *Unknown, error) {
	if len(items)*n > maxItems {
		return nil, ev.unknown("a list of more than %d items", maxItems), nil
	}
	out := make([]any, 0, len(items)*n)
	for range n {
		out = append(out, items...)
	}
	return out, nil, ev.grow(16 * len(out))
}
