// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"math"
	"strconv"
	"strings"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
)

// Builtin is what Python has under a name that nobody set.
func (Library) Builtin(ev *eval.Interp, name string) (Value, bool) {
	if v, ok := builtins[name]; ok {
		return v, true
	}
	if eval.IsException(name) {
		return &eval.Class{Name: name}, true
	}
	if !strings.Contains(refused, " "+name+" ") {
		return nil, false
	}
	u := ev.NewUnknown("%s is not followed", name)
	if eval.ReachesAll(name) && name != "getattr" {
		ev.LoseAll(u)
	}
	return u, true
}

// refused are the builtins that are not followed.
const refused = " Ellipsis NotImplemented __debug__ __doc__ __import__ __name__ __package__ __builtins__ abs all any apply basestring" +
	" bin buffer bytearray bytes callable chr classmethod cmp coerce compile complex copyright credits delattr dir divmod enumerate eval" +
	" execfile exit filter format frozenset getattr globals hash help hex id input intern issubclass iter license" +
	" locals long map max memoryview min next object oct ord pow print property quit raw_input reduce reversed round set setattr" +
	" slice staticmethod sum super type unichr vars xrange zip "

// builtins are those that are followed.
var builtins = map[string]Value{"None": nil, "True": true, "False": false}

func init() { // the functions look into the table
	for name, f := range map[string]func(ev *eval.Interp, v Value) (Value, error){
		"len": builtinLen, "repr": func(ev *eval.Interp, v Value) (Value, error) { return ev.Shown(v, pyvalue.Repr) },
		"sorted": builtinSorted, "reload": builtinReload,
	} {
		builtins[name] = &eval.Native{Fn: one(f)}
	}
	builtins["range"] = &eval.Native{Fn: builtinRange}
	builtins["isinstance"] = &eval.Native{Fn: builtinIsInstance}
	builtins["hasattr"] = &eval.Native{Fn: builtinHasAttr}
	builtins["open"] = &eval.Native{Fn: builtinOpen}
	builtins["file"] = &eval.Class{Name: "file", Call: builtinOpen}
	for name, f := range map[string]func(ev *eval.Interp, v Value) (Value, error){
		"str": builtinStr, "unicode": builtinUnicode, "int": builtinInt, "float": builtinFloat, "bool": builtinBool,
		"list": builtinList, "tuple": builtinTuple, "dict": builtinDict,
	} {
		builtins[name] = &eval.Class{Name: name, Call: one(f)}
	}
}

// one is a function of one argument.
func one(f func(ev *eval.Interp, v Value) (Value, error)) func(ev *eval.Interp, a *eval.Args) (Value, error) {
	return func(ev *eval.Interp, a *eval.Args) (Value, error) {
		if len(a.Pos) != 1 || len(a.KW) > 0 {
			return ev.RefuseCall(ev.NewUnknown("this call is not followed"), nil, a), nil
		}
		if u := ev.UnknownOf(a.Pos[0]); u != nil {
			ev.Touched(u)
			return u, nil
		}
		return f(ev, a.Pos[0])
	}
}

func builtinLen(ev *eval.Interp, v Value) (Value, error) {
	text, _ := pyvalue.AsString(v)
	d, isDict := v.(*pyvalue.Dict)
	_, isObject := v.(pyvalue.Object)
	switch n := pyop.Size(v); {
	case isDict:
		return int64(d.Len()), nil
	case isObject, pyvalue.TypeName(v) == "unicode" && !pystr.IsASCII(text):
		return ev.Refuse("len() of a %s", pyvalue.TypeName(v)), nil
	case n >= 0:
		return int64(n), nil
	}
	return nil, ev.Raise("TypeError", "object of type '%s' has no len()", pyvalue.TypeName(v))
}

func builtinSorted(ev *eval.Interp, v Value) (Value, error) {
	items, u, err := ev.Iterate(v)
	if u == nil && err == nil {
		items, u = sorted(ev, items)
	}
	if u != nil || err != nil {
		return u, err
	}
	return pyvalue.NewList(items...), ev.Grow(16 * len(items))
}

// builtinRange is range(n) or range(from, to).
func builtinRange(ev *eval.Interp, a *eval.Args) (Value, error) {
	if u := ev.Known(a, 1, 2); u != nil {
		return u, nil
	}
	from, isWhole := int64(0), true
	to, ok := a.Pos[0].(int64)
	if len(a.Pos) == 2 {
		from = to
		to, isWhole = a.Pos[1].(int64)
	}
	if !ok || !isWhole || to > from && uint64(to)-uint64(from) > pyop.MaxItems {
		return ev.Refuse("this range() is not followed"), nil
	}
	l := &pyvalue.List{}
	for i := from; i < to; i++ {
		l.Items = append(l.Items, i)
	}
	return l, ev.Grow(16 * len(l.Items))
}

// builtinIsInstance knows the types of values.
func builtinIsInstance(ev *eval.Interp, a *eval.Args) (Value, error) {
	if u := ev.Known(a, 2, 2); u != nil {
		return u, nil
	}
	classes := []Value{a.Pos[1]}
	if t, ok := a.Pos[1].(*pyvalue.Tuple); ok {
		classes = t.Items
	}
	_, isObject := a.Pos[0].(pyvalue.Object)
	is := false
	for _, v := range classes {
		c, ok := v.(*eval.Class)
		if !ok || isObject || eval.IsException(c.Name) {
			return ev.Refuse("this isinstance() is not followed"), nil
		}
		_, isBool := a.Pos[0].(bool)
		is = is || pyvalue.TypeName(a.Pos[0]) == c.Name || isBool && c.Name == "int"
	}
	return is, nil
}

// builtinHasAttr knows the names of modules that were evaluated.
func builtinHasAttr(ev *eval.Interp, a *eval.Args) (Value, error) {
	if len(a.Pos) == 2 {
		m, isModule := a.Pos[0].(*eval.Module)
		name, isText := a.Pos[1].(pyvalue.Str)
		if isModule && isText {
			if has, known := m.Has(string(name)); known {
				return has, nil
			}
		}
	}
	return ev.RefuseCall(ev.NewUnknown("this hasattr() is not followed"), nil, a), nil
}

// builtinReload leaves a module of the library as it is: reload(sys) is what
// files do.
func builtinReload(ev *eval.Interp, v Value) (Value, error) {
	m, ok := v.(*eval.Module)
	if ok && m.Attrs != nil {
		return m, nil
	}
	u := ev.Refuse("reload() of this is not followed")
	ev.LoseAll(u)
	return u, nil
}

func builtinStr(ev *eval.Interp, v Value) (Value, error) {
	if s, ok := v.(pyvalue.Unicode); ok && !pystr.IsASCII(string(s)) {
		return ev.Refuse("str() of unicode beyond ASCII"), nil
	}
	return ev.Shown(v, pyvalue.Text)
}

func builtinUnicode(ev *eval.Interp, v Value) (Value, error) {
	out, err := builtinStr(ev, v)
	s, ok := out.(pyvalue.Str)
	switch {
	case !ok:
		return out, err
	case !pystr.IsASCII(string(s)):
		return ev.Refuse("unicode() of bytes beyond ASCII"), nil
	}
	return pyvalue.Unicode(s), err
}

func builtinInt(ev *eval.Interp, v Value) (Value, error) {
	switch v := v.(type) {
	case bool, int64:
		n, _ := pyvalue.AsInt(v)
		return n, nil
	case float64:
		if math.Abs(v) < 1<<53 {
			return int64(v), nil
		}
	case pyvalue.Str:
		digits := pystr.Strip(string(v))
		n, err := strconv.ParseInt(digits, 10, 64)
		switch {
		case err == nil:
			return n, nil
		case strings.Trim(digits, "0123456789+-lL") != "" || digits == "":
			return nil, ev.Raise("ValueError", "invalid literal for int() with base 10: %s", pyvalue.Repr(v))
		}
	}
	return ev.Refuse("int() of this is not followed"), nil
}

func builtinFloat(ev *eval.Interp, v Value) (Value, error) {
	if s, ok := v.(pyvalue.Str); ok {
		text := pystr.Strip(string(s))
		if f, err := strconv.ParseFloat(text, 64); err == nil && strings.Trim(text, "+-.0123456789eE") == "" {
			return f, nil
		}
	} else if f, ok := pyvalue.AsFloat(v); ok && pyvalue.TypeName(v) != "long" {
		return f, nil
	}
	return ev.Refuse("float() of this is not followed"), nil
}

func builtinBool(ev *eval.Interp, v Value) (Value, error) {
	t, u := ev.Truth(v)
	if u != nil {
		return u, nil
	}
	return t, nil
}

func builtinList(ev *eval.Interp, v Value) (Value, error) {
	items, u, err := ev.Iterate(v)
	if u != nil || err != nil {
		return u, err
	}
	return pyvalue.NewList(append([]Value(nil), items...)...), ev.Grow(16 * len(items))
}

func builtinTuple(ev *eval.Interp, v Value) (Value, error) {
	l, err := builtinList(ev, v)
	if l, ok := l.(*pyvalue.List); ok {
		return pyvalue.NewTuple(l.Items...), err
	}
	return l, err
}

func builtinDict(ev *eval.Interp, v Value) (Value, error) {
	d := &pyvalue.Dict{}
	return d, update(ev, d, v)
}
