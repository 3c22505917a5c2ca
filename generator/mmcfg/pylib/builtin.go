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

// Builtin is the value of a name of Python's own; see eval.Library.
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
	return ev.Unknown("%s is not followed", name), true
}

// refused are the builtins that are not followed.
const refused = " BufferError BytesWarning DeprecationWarning FloatingPointError FutureWarning GeneratorExit ImportWarning" +
	" PendingDeprecationWarning ReferenceError RuntimeWarning SyntaxWarning TabError UnicodeTranslateError UnicodeWarning UserWarning" +
	" Ellipsis NotImplemented __debug__ __doc__ __import__ __name__ __package__ __builtins__ abs all any apply basestring" +
	" bin bool buffer bytearray bytes callable chr classmethod cmp coerce compile complex copyright credits delattr dict dir divmod enumerate eval" +
	" execfile exit filter float format frozenset getattr globals hasattr hash help hex id input intern isinstance issubclass iter license" +
	" locals long map max memoryview min next object oct ord pow print property quit range raw_input reduce repr reversed round set setattr sorted" +
	" slice staticmethod sum super type unichr unicode vars xrange zip "

// builtins are those that are followed.
var builtins = map[string]Value{
	"None": nil, "True": true, "False": false,
	"len": one(builtinLen), "str": one(builtinStr), "int": one(builtinInt),
	"list": one(builtinList), "tuple": one(builtinTuple),
	"reload": one(builtinReload),
	"open":   &eval.Native{Least: 1, Most: 2, Fn: builtinOpen}, "file": &eval.Native{Least: 1, Most: 2, Fn: builtinOpen},
}

// one is a function of one argument.
func one(f func(ev *eval.Interp, v Value) (Value, error)) *eval.Native {
	return &eval.Native{Least: 1, Most: 1, Fn: func(ev *eval.Interp, _ Value, a []Value) (Value, error) { return f(ev, a[0]) }}
}

func builtinLen(ev *eval.Interp, v Value) (Value, error) {
	if d, isDict := v.(*pyvalue.Dict); isDict {
		return int64(d.Len()), nil
	}
	n := pyop.Size(v)
	if n < 0 {
		return nil, ev.Refuse("len() of a %s", pyvalue.TypeName(v))
	}
	return int64(n), nil
}

// builtinReload leaves a module of the library as it is. Files call reload(sys).
func builtinReload(ev *eval.Interp, v Value) (Value, error) {
	m, ok := v.(*eval.Module)
	if ok && m.Attrs != nil {
		return m, nil
	}
	return nil, ev.Refuse("reload() of this is not followed")
}

func builtinStr(ev *eval.Interp, v Value) (Value, error) {
	if s, ok := v.(pyvalue.Unicode); ok && !pystr.IsASCII(string(s)) {
		return nil, ev.Refuse("str() of unicode beyond ASCII")
	}
	return ev.Shown(v)
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
