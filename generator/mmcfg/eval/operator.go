// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// binary is a op b; inPlace makes it a op= b in messages.
func (ev *Interp) binary(op syntax.Op, a, b Value, inPlace bool) (Value, error) {
	if isNumber(a) && isNumber(b) {
		return ev.arithmetic(op, a, b, inPlace)
	}
	if _, isText := pyvalue.AsString(a); isText && op == syntax.OpMod {
		return ev.format(a, b)
	}
	for _, v := range [...]Value{a, b} {
		if u := ev.unknownOf(v); u != nil {
			ev.touched(u)
			return u, nil
		}
		switch v.(type) {
		case *record, *instance, *class, *function, *native, *module, *file, *opaque:
			return ev.refuse("%s of a %s", op, pyvalue.TypeName(v)), nil
		}
	}
	switch op {
	case syntax.OpAdd:
		return ev.concat(a, b, inPlace)
	case syntax.OpMul:
		return ev.repeat(a, b, inPlace)
	}
	return nil, ev.unsupported(op, a, b, inPlace)
}

func (ev *Interp) unsupported(op syntax.Op, a, b Value, inPlace bool) error {
	sign := op.String()
	switch {
	case inPlace:
		sign += "="
	case op == syntax.OpPow:
		sign = "** or pow()"
	}
	return ev.raise("TypeError", "unsupported operand type(s) for %s: '%s' and '%s'", sign, pyvalue.TypeName(a), pyvalue.TypeName(b))
}

// format is template % v.
func (ev *Interp) format(template, v Value) (Value, error) {
	args, u := ev.ordered(v, 0)
	if u != nil {
		ev.touched(u)
		return u, nil
	}
	out, err := pyvalue.Format(template, args)
	if e, ok := err.(*pyvalue.Error); ok && e.Type == "KeyError" {
		return nil, ev.raiseArgs("KeyError", e.Key)
	}
	if err != nil {
		return ev.raiseFrom(err)
	}
	s, _ := pyvalue.AsString(out)
	if len(s) > maxText {
		return ev.refuse("a string of more than %d bytes", maxText), nil
	}
	return out, ev.grow(len(s))
}

// concat is a + b for what is no number.
func (ev *Interp) concat(a, b Value, inPlace bool) (Value, error) {
	switch x := a.(type) {
	case pyvalue.Str:
		switch y := b.(type) {
		case pyvalue.Str:
			return ev.text(string(x), string(y))
		case pyvalue.Unicode:
			return ev.joinUnicode(a, b)
		}
		return nil, ev.raise("TypeError", "cannot concatenate '%s' and '%s' objects", pyvalue.TypeName(a), pyvalue.TypeName(b))
	case pyvalue.Unicode:
		if _, ok := pyvalue.AsString(b); ok {
			return ev.joinUnicode(a, b)
		}
		return nil, ev.raise("TypeError", "coercing to Unicode: need string or buffer, %s found", pyvalue.TypeName(b))
	case *pyvalue.List:
		if y, ok := b.(*pyvalue.List); ok {
			items, u, err := ev.joinItems(x.Items, y.Items)
			if u != nil || err != nil {
				return u, err
			}
			return pyvalue.NewList(items...), nil
		}
		return nil, ev.raise("TypeError", `can only concatenate list (not "%s") to list`, pyvalue.TypeName(b))
	case *pyvalue.Tuple:
		if y, ok := b.(*pyvalue.Tuple); ok {
			items, u, err := ev.joinItems(x.Items, y.Items)
			if u != nil || err != nil {
				return u, err
			}
			return pyvalue.NewTuple(items...), nil
		}
		return nil, ev.raise("TypeError", `can only concatenate tuple (not "%s") to tuple`, pyvalue.TypeName(b))
	}
	return nil, ev.unsupported(syntax.OpAdd, a, b, inPlace)
}

// text joins strs; too long a one is unknown.
func (ev *Interp) text(parts ...string) (Value, error) {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if n > maxText {
		return ev.refuse("a string of more than %d bytes", maxText), nil
	}
	return pyvalue.Str(strings.Join(parts, "")), ev.grow(n)
}

// joinUnicode is a + b where one of them is unicode.
func (ev *Interp) joinUnicode(a, b Value) (Value, error) {
	out, err := pyvalue.Format(pyvalue.Unicode("%s%s"), pyvalue.NewTuple(a, b))
	if err != nil {
		return ev.raiseFrom(err)
	}
	s := out.(pyvalue.Unicode)
	if len(s) > maxText {
		return ev.refuse("a string of more than %d bytes", maxText), nil
	}
	return s, ev.grow(len(s))
}

func (ev *Interp) joinItems(xs, ys []Value) ([]Value, *Unknown, error) {
	n := len(xs) + len(ys)
	if n > maxItems {
		return nil, ev.refuse("a list of more than %d items", maxItems), nil
	}
	return append(append(make([]Value, 0, n), xs...), ys...), nil, ev.grow(16 * n)
}

// repeat is a * b where one of them is a sequence.
func (ev *Interp) repeat(a, b Value, inPlace bool) (Value, error) {
	seq, times := a, b
	if size(a) < 0 {
		seq, times = b, a
	}
	if size(seq) < 0 {
		return nil, ev.unsupported(syntax.OpMul, a, b, inPlace)
	}
	n, ok := pyvalue.AsInt(times)
	if !ok {
		if _, isLong := times.(pyvalue.Long); isLong {
			return ev.refuse("a value that is too large"), nil
		}
		return nil, ev.raise("TypeError", "can't multiply sequence by non-int of type '%s'", pyvalue.TypeName(times))
	}
	n = max(n, 0)
	if size(seq) == 0 {
		n = 0
	}
	if n > 0 && int64(size(seq)) > maxItems/n {
		return ev.refuse("a value of %d times %d items or bytes", n, size(seq)), nil
	}
	if err := ev.grow(16 * int(n) * size(seq)); err != nil {
		return nil, err
	}
	switch s := seq.(type) {
	case pyvalue.Str:
		return s[:0] + pyvalue.Str(strings.Repeat(string(s), int(n))), nil
	case pyvalue.Unicode:
		return pyvalue.Unicode(strings.Repeat(string(s), int(n))), nil
	case *pyvalue.List:
		return pyvalue.NewList(repeated(s.Items, int(n))...), nil
	}
	return pyvalue.NewTuple(repeated(seq.(*pyvalue.Tuple).Items, int(n))...), nil
}

func repeated(items []Value, n int) []Value {
	out := make([]Value, 0, len(items)*n)
	for range n {
		out = append(out, items...)
	}
	return out
}

// size is how many bytes or items a sequence has, -1 for anything else.
func size(v Value) int {
	switch v := v.(type) {
	case pyvalue.Str:
		return len(v)
	case pyvalue.Unicode:
		return len(v)
	case *pyvalue.List:
		return len(v.Items)
	case *pyvalue.Tuple:
		return len(v.Items)
	}
	return -1
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
		v, err := ev.compare(op, a, b)
		if err != nil || i == len(x.Ops)-1 {
			return v, err
		}
		t, u := ev.truth(v)
		if u != nil {
			for _, rest := range x.Y[i+1:] {
				ev.touchExpr(u, rest)
			}
			return u, nil
		}
		if !t {
			return v, nil
		}
		a = b
	}
	return nil, nil
}

// compare is a op b, True or False, or an Unknown.
func (ev *Interp) compare(op syntax.Op, a, b Value) (Value, error) {
	switch op {
	case syntax.OpIs, syntax.OpIsNot:
		return ev.same(a, b, op == syntax.OpIs), nil
	case syntax.OpIn, syntax.OpNotIn:
		v, err := ev.contains(b, a)
		if in, ok := v.(bool); ok && op == syntax.OpNotIn {
			return !in, err
		}
		return v, err
	}
	for _, v := range [...]Value{a, b} {
		if u := ev.unknownIn(v); u != nil {
			ev.touched(u)
			return u, nil
		}
	}
	if op == syntax.OpEq || op == syntax.OpNe {
		equal, u := ev.equal(a, b)
		if u != nil {
			return u, nil
		}
		return equal == (op == syntax.OpEq), nil
	}
	order, ok := pyvalue.Compare(a, b)
	if !ok {
		return ev.refuse("the order of a %s and a %s", pyvalue.TypeName(a), pyvalue.TypeName(b)), nil
	}
	return map[syntax.Op]bool{
		syntax.OpLt: order < 0, syntax.OpLe: order <= 0, syntax.OpGt: order > 0, syntax.OpGe: order >= 0,
	}[op], nil
}

// equal is a == b for values that are known. Text beyond ASCII and objects
// compare in ways that are not followed.
func (ev *Interp) equal(a, b Value) (bool, *Unknown) {
	if opaqueIn(ev, a) || opaqueIn(ev, b) {
		return false, ev.refuse("whether a %s and a %s are equal", pyvalue.TypeName(a), pyvalue.TypeName(b))
	}
	if ev.charset != "ascii" && pyvalue.TypeName(a) != pyvalue.TypeName(b) && !(plainText(a) && plainText(b)) {
		return false, ev.refuse("whether texts beyond ASCII are equal")
	}
	return pyvalue.Equal(a, b), nil
}

func opaqueIn(ev *Interp, v Value) bool {
	switch v.(type) {
	case nil, bool, int64, float64, pyvalue.Str, pyvalue.Unicode, pyvalue.Long:
		return false
	}
	in := ev.inspect(v)
	return in.opaque || in.tooLarge
}

// plainText says that v is no text beyond ASCII.
func plainText(v Value) bool {
	s, _ := pyvalue.AsString(v)
	return pyvalue.IsASCII(s)
}

// same is a is b. Which numbers and texts are one object depends on how
// CPython keeps them.
func (ev *Interp) same(a, b Value, want bool) Value {
	for _, v := range [...]Value{a, b} {
		if u, ok := v.(*Unknown); ok {
			ev.touched(u)
			return u
		}
	}
	singleton := func(v Value) bool {
		switch v.(type) {
		case nil, bool:
			return true
		}
		return false
	}
	identity := func(v Value) bool {
		switch v.(type) {
		case *pyvalue.List, *pyvalue.Dict, *function:
			return true
		}
		return singleton(v)
	}
	switch {
	case identity(a) && identity(b):
		return (a == b) == want
	case singleton(a) || singleton(b):
		return !want
	case pyvalue.TypeName(a) != pyvalue.TypeName(b):
		return !want
	}
	return ev.unknown("whether two values are one object")
}

// contains is item in seq.
func (ev *Interp) contains(seq, item Value) (Value, error) {
	if u := ev.unknownOf(seq); u != nil {
		ev.touched(u)
		return u, nil
	}
	if s, ok := pyvalue.AsString(seq); ok {
		return ev.hasText(seq, s, item)
	}
	if d, ok := seq.(*pyvalue.Dict); ok {
		if u, err := ev.checkKey(item); u != nil || err != nil {
			return u, err
		}
		return d.Has(item), nil
	}
	items, u, err := ev.iterate(seq)
	if r, ok := err.(*raised); ok && r.inst.class == "TypeError" {
		return nil, ev.raise("TypeError", "argument of type '%s' is not iterable", pyvalue.TypeName(seq))
	}
	if u != nil || err != nil {
		return u, err
	}
	var unsure *Unknown
	for _, it := range items {
		v, err := ev.compare(syntax.OpEq, it, item)
		if err != nil {
			return nil, err
		}
		if v == true {
			return true, nil
		}
		if u, ok := v.(*Unknown); ok {
			unsure = u
		}
	}
	if unsure != nil {
		return unsure, nil
	}
	return false, nil
}

func (ev *Interp) hasText(seq Value, s string, item Value) (Value, error) {
	if u := ev.unknownOf(item); u != nil {
		ev.touched(u)
		return u, nil
	}
	t, ok := pyvalue.AsString(item)
	switch {
	case !ok:
		return nil, ev.raise("TypeError", "'in <string>' requires string as left operand, not %s", pyvalue.TypeName(item))
	case pyvalue.TypeName(seq) != pyvalue.TypeName(item) && !(pyvalue.IsASCII(s) && pyvalue.IsASCII(t)):
		return ev.refuse("text beyond ASCII of two kinds"), nil
	}
	return strings.Contains(s, t), nil
}
