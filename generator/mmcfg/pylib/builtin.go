// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"math"
	"slices"
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
	u := ev.Unknown("%s is not followed", name)
	if eval.ReachesAll(name) && name != "getattr" {
		ev.LoseAll(u)
	}
	return u, true
}

// refused are the builtins that are not followed.
const refused = " Ellipsis NotImplemented __debug__ __doc__ __import__ __name__ __package__ __builtins__ abs all any apply basestring" +
	" bin buffer bytearray bytes callable chr classmethod cmp coerce compile complex copyright credits delattr dir divmod enumerate eval" +
	" execfile exit filter format frozenset getattr globals hasattr hash help hex id input intern isinstance issubclass iter license" +
	" locals long map max memoryview min next object oct ord pow print property quit raw_input reduce reversed round set setattr sorted" +
	" slice staticmethod sum super type unichr vars xrange zip "

// builtins are those that are followed.
var builtins = map[string]Value{
	"None": nil, "True": true, "False": false,
	"len": one(builtinLen), "repr": one(func(ev *eval.Interp, v Value) (Value, error) { return ev.Shown(v, pyvalue.Repr) }),
	"str": one(builtinStr), "unicode": one(builtinUnicode), "int": one(builtinInt), "float": one(builtinFloat),
	"bool": one(func(_ *eval.Interp, v Value) (Value, error) { return pyvalue.Truth(v), nil }),
	"list": one(builtinList), "tuple": one(builtinTuple), "dict": one(builtinDict),
	"range": &eval.Native{Least: 1, Most: 2, Fn: builtinRange}, "reload": one(builtinReload),
	"open": &eval.Native{Least: 1, Most: 2, Fn: builtinOpen}, "file": &eval.Native{Least: 1, Most: 2, Fn: builtinOpen},
}

// one is a function of one argument, in which there may be unknowns.
func one(f func(ev *eval.Interp, v Value) (Value, error)) *eval.Native {
	return &eval.Native{Least: 1, Most: 1, Holds: true, Fn: func(ev *eval.Interp, _ Value, a []Value) (Value, error) {
		if err := ev.Need(a[0]); err != nil {
			return nil, err
		}
		return f(ev, a[0])
	}}
}

func builtinLen(ev *eval.Interp, v Value) (Value, error) {
	text, _ := pyvalue.AsString(v)
	d, isDict := v.(*pyvalue.Dict)
	_, isObject := v.(pyvalue.Object)
	switch n := pyop.Size(v); {
	case isDict:
		return int64(d.Len()), nil
	case isObject, pyvalue.TypeName(v) == "unicode" && !pystr.IsASCII(text):
		return nil, ev.Refuse("len() of a %s", pyvalue.TypeName(v))
	case n >= 0:
		return int64(n), nil
	}
	return nil, ev.Raise("TypeError", "object of type '%s' has no len()", pyvalue.TypeName(v))
}

// builtinRange is range(n) or range(from, to).
func builtinRange(ev *eval.Interp, _ Value, a []Value) (Value, error) {
	bounds := append([]Value{int64(0)}, a...)[len(a)-1:]
	from, isWhole := bounds[0].(int64)
	to, ok := bounds[1].(int64)
	if !ok || !isWhole || to > from && uint64(to)-uint64(from) > pyop.MaxItems {
		return nil, ev.Refuse("this range() is not followed")
	}
	l := &pyvalue.List{}
	for i := from; i < to; i++ {
		l.Items = append(l.Items, i)
	}
	return l, ev.Grow(16 * len(l.Items))
}

// builtinReload leaves a module of the library as it is: reload(sys) is what
// files do.
func builtinReload(ev *eval.Interp, v Value) (Value, error) {
	m, ok := v.(*eval.Module)
	if ok && m.Attrs != nil {
		return m, nil
	}
	u := ev.Unknown("reload() of this is not followed")
	ev.LoseAll(u)
	return nil, u
}

func builtinStr(ev *eval.Interp, v Value) (Value, error) {
	if s, ok := v.(pyvalue.Unicode); ok && !pystr.IsASCII(string(s)) {
		return nil, ev.Refuse("str() of unicode beyond ASCII")
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
		return nil, ev.Refuse("unicode() of bytes beyond ASCII")
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
	return nil, ev.Refuse("int() of this is not followed")
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
	return nil, ev.Refuse("float() of this is not followed")
}

func builtinList(ev *eval.Interp, v Value) (Value, error) {
	items, err := ev.Iterate(v)
	if err != nil {
		return nil, err
	}
	return pyvalue.NewList(slices.Clone(items)...), ev.Grow(16 * len(items))
}

func builtinTuple(ev *eval.Interp, v Value) (Value, error) {
	l, err := builtinList(ev, v)
	if err != nil {
		return nil, err
	}
	return pyvalue.NewTuple(pyvalue.Items(l)...), nil
}

func builtinDict(ev *eval.Interp, v Value) (Value, error) {
	d := &pyvalue.Dict{}
	return d, update(ev, d, v)
}
