// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"strconv"
	"strings"

	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/pyvalue"
)

// builtin is what Python has under a name that nobody set.
func (ev *Interp) builtin(name string) (Value, bool) {
	if v, ok := builtins[name]; ok {
		return v, true
	}
	if _, ok := exceptions[name]; ok && !strings.Contains(name, ".") {
		return &class{name: name}, true
	}
	if !strings.Contains(refused, " "+name+" ") {
		return nil, false
	}
	u := ev.unknown("%s is not followed", name)
	if reachesAll[name] && name != "getattr" {
		ev.loseAll(u)
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
	for name, f := range map[string]func(ev *Interp, v Value) (Value, error){
		"len": builtinLen, "repr": func(ev *Interp, v Value) (Value, error) { return ev.shown(v, pyvalue.Repr) },
		"sorted": builtinSorted, "reload": builtinReload,
	} {
		builtins[name] = &native{name: name, fn: one(f)}
	}
	builtins["range"] = &native{name: "range", fn: builtinRange}
	builtins["isinstance"] = &native{name: "isinstance", fn: builtinIsInstance}
	builtins["hasattr"] = &native{name: "hasattr", fn: builtinHasAttr}
	builtins["open"] = &native{name: "open", fn: builtinOpen}
	builtins["file"] = &class{name: "file", call: builtinOpen}
	for name, f := range map[string]func(ev *Interp, v Value) (Value, error){
		"str": builtinStr, "unicode": builtinUnicode, "int": builtinInt, "float": builtinFloat, "bool": builtinBool,
		"list": builtinList, "tuple": builtinTuple, "dict": builtinDict,
	} {
		builtins[name] = &class{name: name, call: one(f)}
	}
}

// one is a function of one argument.
func one(f func(ev *Interp, v Value) (Value, error)) func(ev *Interp, a *args) (Value, error) {
	return func(ev *Interp, a *args) (Value, error) {
		if len(a.pos) != 1 || len(a.kw) > 0 {
			return ev.refuseCall(ev.unknown("this call is not followed"), nil, a), nil
		}
		if u := ev.unknownOf(a.pos[0]); u != nil {
			ev.touched(u)
			return u, nil
		}
		return f(ev, a.pos[0])
	}
}

func builtinLen(ev *Interp, v Value) (Value, error) {
	text, _ := pyvalue.AsString(v)
	d, isDict := v.(*pyvalue.Dict)
	_, isObject := v.(pyvalue.Object)
	switch n := pyop.Size(v); {
	case isDict:
		return int64(d.Len()), nil
	case isObject, pyvalue.TypeName(v) == "unicode" && !pyvalue.IsASCII(text):
		return ev.refuse("len() of a %s", pyvalue.TypeName(v)), nil
	case n >= 0:
		return int64(n), nil
	}
	return nil, ev.raise("TypeError", "object of type '%s' has no len()", pyvalue.TypeName(v))
}

func builtinSorted(ev *Interp, v Value) (Value, error) {
	items, u, err := ev.iterate(v)
	if u == nil && err == nil {
		items, u = ev.sorted(items)
	}
	if u != nil || err != nil {
		return u, err
	}
	return pyvalue.NewList(items...), ev.grow(16 * len(items))
}

// builtinRange is range(n) or range(from, to).
func builtinRange(ev *Interp, a *args) (Value, error) {
	if u := ev.known(a, 1, 2); u != nil {
		return u, nil
	}
	from, isWhole := int64(0), true
	to, ok := a.pos[0].(int64)
	if len(a.pos) == 2 {
		from = to
		to, isWhole = a.pos[1].(int64)
	}
	if !ok || !isWhole || to > from && uint64(to)-uint64(from) > maxItems {
		return ev.refuse("this range() is not followed"), nil
	}
	l := &pyvalue.List{}
	for i := from; i < to; i++ {
		l.Items = append(l.Items, i)
	}
	return l, ev.grow(16 * len(l.Items))
}

// builtinIsInstance knows the types of values.
func builtinIsInstance(ev *Interp, a *args) (Value, error) {
	if u := ev.known(a, 2, 2); u != nil {
		return u, nil
	}
	classes := []Value{a.pos[1]}
	if t, ok := a.pos[1].(*pyvalue.Tuple); ok {
		classes = t.Items
	}
	_, isObject := a.pos[0].(pyvalue.Object)
	is := false
	for _, v := range classes {
		c, ok := v.(*class)
		if !ok || isObject || exceptions[c.name] != "" {
			return ev.refuse("this isinstance() is not followed"), nil
		}
		_, isBool := a.pos[0].(bool)
		is = is || pyvalue.TypeName(a.pos[0]) == c.name || isBool && c.name == "int"
	}
	return is, nil
}

// builtinHasAttr knows the names of modules that were evaluated.
func builtinHasAttr(ev *Interp, a *args) (Value, error) {
	if len(a.pos) == 2 {
		m, isModule := a.pos[0].(*module)
		name, isText := a.pos[1].(pyvalue.Str)
		if isModule && isText && m.scope != nil && m.scope.missing(string(name)) == nil {
			_, has := m.scope.vars[string(name)]
			return has, nil
		}
	}
	return ev.refuseCall(ev.unknown("this hasattr() is not followed"), nil, a), nil
}

// builtinReload leaves a module of the library as it is: reload(sys) is what
// files do.
func builtinReload(ev *Interp, v Value) (Value, error) {
	m, ok := v.(*module)
	if ok && m.attrs != nil {
		return m, nil
	}
	u := ev.refuse("reload() of this is not followed")
	ev.loseAll(u)
	return u, nil
}

func builtinStr(ev *Interp, v Value) (Value, error) {
	if s, ok := v.(pyvalue.Unicode); ok && !pyvalue.IsASCII(string(s)) {
		return ev.refuse("str() of unicode beyond ASCII"), nil
	}
	return ev.shown(v, pyvalue.Text)
}

func builtinUnicode(ev *Interp, v Value) (Value, error) {
	out, err := builtinStr(ev, v)
	s, ok := out.(pyvalue.Str)
	switch {
	case !ok:
		return out, err
	case !pyvalue.IsASCII(string(s)):
		return ev.refuse("unicode() of bytes beyond ASCII"), nil
	}
	return pyvalue.Unicode(s), err
}

func builtinInt(ev *Interp, v Value) (Value, error) {
	switch v := v.(type) {
	case bool, int64:
		n, _ := pyvalue.AsInt(v)
		return n, nil
	case float64:
		if math.Abs(v) < 1<<53 {
			return int64(v), nil
		}
	case pyvalue.Str:
		digits := strings.Trim(string(v), "\t\n\v\f\r ")
		n, err := strconv.ParseInt(digits, 10, 64)
		switch {
		case err == nil:
			return n, nil
		case strings.Trim(digits, "0123456789+-lL") != "" || digits == "":
			return nil, ev.raise("ValueError", "invalid literal for int() with base 10: %s", pyvalue.Repr(v))
		}
	}
	return ev.refuse("int() of this is not followed"), nil
}

func builtinFloat(ev *Interp, v Value) (Value, error) {
	if s, ok := v.(pyvalue.Str); ok {
		text := strings.Trim(string(s), "\t\n\v\f\r ")
		if f, err := strconv.ParseFloat(text, 64); err == nil && strings.Trim(text, "+-.0123456789eE") == "" {
			return f, nil
		}
	} else if f, ok := pyvalue.AsFloat(v); ok && pyvalue.TypeName(v) != "long" {
		return f, nil
	}
	return ev.refuse("float() of this is not followed"), nil
}

func builtinBool(ev *Interp, v Value) (Value, error) {
	t, u := ev.truth(v)
	if u != nil {
		return u, nil
	}
	return t, nil
}

func builtinList(ev *Interp, v Value) (Value, error) {
	items, u, err := ev.iterate(v)
	if u != nil || err != nil {
		return u, err
	}
	return pyvalue.NewList(append([]Value(nil), items...)...), ev.grow(16 * len(items))
}

func builtinTuple(ev *Interp, v Value) (Value, error) {
	l, err := builtinList(ev, v)
	if l, ok := l.(*pyvalue.List); ok {
		return pyvalue.NewTuple(l.Items...), err
	}
	return l, err
}

func builtinDict(ev *Interp, v Value) (Value, error) {
	d := &pyvalue.Dict{}
	return d, ev.update(d, v)
}
