// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
)

// builtin is what Python has under a name that nobody set.
func (ev *Interp) builtin(name string) (Value, bool) {
	switch name {
	case "None":
		return nil, true
	case "True":
		return true, true
	case "False":
		return false, true
	}
	if c, ok := types[name]; ok {
		return c, true
	}
	if _, ok := exceptions[name]; ok && !strings.Contains(name, ".") {
		return &class{name: name}, true
	}
	if f, ok := functions[name]; ok {
		return f, true
	}
	if reachesAll[name] && strings.Contains(refused, " "+name+" ") {
		u := ev.unknown("%s() is not followed", name)
		if name != "getattr" {
			ev.loseAll(u)
		}
		return u, true
	}
	if strings.Contains(refused, " "+name+" ") {
		return ev.unknown("%s is not followed", name), true
	}
	return nil, false
}

// refused are the builtins that are not followed.
const refused = " Ellipsis NotImplemented __debug__ __doc__ __import__ __name__ __package__ __builtins__ all any apply basestring bin buffer" +
	" bytearray bytes callable classmethod cmp coerce compile complex copyright credits delattr dir divmod enumerate eval" +
	" execfile exit filter format frozenset getattr globals hash help hex id input intern issubclass iter license" +
	" locals map memoryview next object oct pow print property quit raw_input reduce reversed round set setattr" +
	" slice staticmethod sum super type unichr vars xrange zip "

var (
	functions map[string]*native
	types     map[string]*class
)

func init() { // a table that the functions in it look into
	functions = map[string]*native{}
	for name, f := range map[string]func(ev *Interp, a *args) (Value, error){
		"len": builtinLen, "repr": one(func(ev *Interp, v Value) (Value, error) { return ev.repr(v) }),
		"abs": one(builtinAbs), "min": extreme(-1), "max": extreme(1), "sorted": one(builtinSorted),
		"range": builtinRange, "chr": one(builtinChr), "ord": one(builtinOrd),
		"isinstance": builtinIsInstance, "hasattr": builtinHasAttr, "open": builtinOpen, "reload": one(builtinReload),
	} {
		functions[name] = &native{name: name, fn: f}
	}
	types = map[string]*class{}
	for name, f := range map[string]func(ev *Interp, a *args) (Value, error){
		"str": builtinStr, "unicode": builtinUnicode, "int": builtinInt, "long": builtinInt, "float": builtinFloat,
		"bool": builtinBool, "list": builtinList, "tuple": builtinTuple, "dict": builtinDict, "file": builtinOpen,
	} {
		if name == "long" {
			f = builtinLong
		}
		types[name] = &class{name: name, call: f}
	}
}

// one is a function of one known argument.
func one(f func(ev *Interp, v Value) (Value, error)) func(ev *Interp, a *args) (Value, error) {
	return func(ev *Interp, a *args) (Value, error) {
		if u := ev.wrongArgs(a, 1, 1); u != nil {
			return u, nil
		}
		return f(ev, a.pos[0])
	}
}

// wrongArgs is why a call of a builtin is not followed: what it is given is
// unknown, or not of that number.
func (ev *Interp) wrongArgs(a *args, least, most int) *Unknown {
	u := a.unknown(ev)
	if u == nil && (len(a.kw) > 0 || len(a.pos) < least || len(a.pos) > most) {
		u = ev.unknown("this call is not followed")
	}
	if u != nil {
		ev.refuseCall(u, nil, a)
	}
	return u
}

func builtinLen(ev *Interp, a *args) (Value, error) {
	if len(a.pos) != 1 || len(a.kw) > 0 {
		return ev.wrongArgs(a, 1, 1), nil
	}
	v := a.pos[0]
	if u := ev.unknownOf(v); u != nil {
		ev.touched(u)
		return u, nil
	}
	switch v := v.(type) {
	case *pyvalue.Dict:
		return int64(v.Len()), nil
	case pyvalue.Unicode:
		n := int64(0)
		for range pyvalue.Runes(string(v)) {
			n++
		}
		return n, nil
	case pyvalue.Object:
		return ev.refuse("len() of a %s", v.TypeName()), nil
	}
	if n := size(v); n >= 0 {
		return int64(n), nil
	}
	return nil, ev.raise("TypeError", "object of type '%s' has no len()", pyvalue.TypeName(v))
}

func builtinAbs(ev *Interp, v Value) (Value, error) {
	if f, ok := v.(float64); ok {
		return math.Abs(f), nil
	}
	if !isNumber(v) {
		return ev.refuse("abs() of a %s", pyvalue.TypeName(v)), nil
	}
	return whole(new(big.Int).Abs(bigOf(v)), isLong(v)), nil
}

// extreme is min (-1) or max (1).
func extreme(sign int) func(ev *Interp, a *args) (Value, error) {
	return func(ev *Interp, a *args) (Value, error) {
		if u := ev.wrongArgs(a, 1, maxItems); u != nil {
			return u, nil
		}
		items := a.pos
		if len(items) == 1 {
			var u *Unknown
			var err error
			if items, u, err = ev.iterate(items[0]); u != nil || err != nil {
				return u, err
			}
		}
		if len(items) == 0 {
			return ev.refuse("the extreme of nothing"), nil
		}
		best := items[0]
		for _, v := range items[1:] {
			order, ok := pyvalue.Compare(v, best)
			if !ok {
				return ev.refuse("the order of a %s and a %s", pyvalue.TypeName(v), pyvalue.TypeName(best)), nil
			}
			if order == sign {
				best = v
			}
		}
		return best, nil
	}
}

func builtinSorted(ev *Interp, v Value) (Value, error) {
	items, u, err := ev.iterate(v)
	if u != nil || err != nil {
		return u, err
	}
	out, u := ev.sorted(items)
	if u != nil {
		return u, nil
	}
	return pyvalue.NewList(out...), ev.grow(16 * len(out))
}

func builtinRange(ev *Interp, a *args) (Value, error) {
	if u := ev.wrongArgs(a, 1, 2); u != nil {
		return u, nil
	}
	var n [2]int64
	for i, v := range a.pos {
		whole, ok := v.(int64)
		if !ok {
			return ev.refuse("range() of a %s", pyvalue.TypeName(v)), nil
		}
		n[i] = whole
	}
	from, to := int64(0), n[0]
	if len(a.pos) == 2 {
		from, to = n[0], n[1]
	}
	if to > from && uint64(to)-uint64(from) > maxItems {
		return ev.refuse("a list of more than %d items", maxItems), nil
	}
	l := &pyvalue.List{}
	for i := from; i < to; i++ {
		l.Items = append(l.Items, i)
	}
	return l, ev.grow(16 * len(l.Items))
}

func builtinChr(ev *Interp, v Value) (Value, error) {
	if n, ok := v.(int64); ok && n >= 0 && n < 256 {
		return pyvalue.Str([]byte{byte(n)}), nil
	}
	return ev.refuse("chr() of this is not followed"), nil
}

func builtinOrd(ev *Interp, v Value) (Value, error) {
	if s, ok := v.(pyvalue.Str); ok && len(s) == 1 {
		return int64(s[0]), nil
	}
	return ev.refuse("ord() of this is not followed"), nil
}

// builtinIsInstance knows the types of values.
func builtinIsInstance(ev *Interp, a *args) (Value, error) {
	if u := ev.wrongArgs(a, 2, 2); u != nil {
		return u, nil
	}
	classes := []Value{a.pos[1]}
	if t, ok := a.pos[1].(*pyvalue.Tuple); ok {
		classes = t.Items
	}
	if _, isObject := a.pos[0].(pyvalue.Object); isObject {
		return ev.refuse("isinstance() of a %s", pyvalue.TypeName(a.pos[0])), nil
	}
	name := pyvalue.TypeName(a.pos[0])
	is := false
	for _, c := range classes {
		c, ok := c.(*class)
		if !ok {
			return ev.refuse("this isinstance() is not followed"), nil
		}
		is = is || c.name == name || name == "bool" && c.name == "int"
	}
	return is, nil
}

// builtinHasAttr is hasattr(v, name).
func builtinHasAttr(ev *Interp, a *args) (Value, error) {
	if u := ev.wrongArgs(a, 2, 2); u != nil {
		return u, nil
	}
	name, ok := a.pos[1].(pyvalue.Str)
	m, isModule := a.pos[0].(*module)
	if !ok || !isModule {
		return ev.refuse("this hasattr() is not followed"), nil
	}
	v, err := ev.moduleAttr(m, string(name))
	if r, ok := err.(*raised); ok && r.inst.class == "AttributeError" {
		return false, nil
	}
	if u, ok := v.(*Unknown); ok {
		return u, err
	}
	return err == nil, err
}

// builtinReload leaves a module as it is: reload(sys) is what files do.
func builtinReload(ev *Interp, v Value) (Value, error) {
	m, ok := v.(*module)
	if !ok || m.scope == nil && m.attrs == nil {
		return ev.refuse("reload() of this is not followed"), nil
	}
	if m.scope != nil {
		u := ev.refuse("reload() of %s is not followed", m.name)
		ev.loseAll(u)
		return u, nil
	}
	return m, nil
}

func builtinStr(ev *Interp, a *args) (Value, error) {
	if len(a.pos) == 0 && len(a.kw) == 0 {
		return pyvalue.Str(""), nil
	}
	if u := ev.wrongArgs(a, 1, 1); u != nil {
		return u, nil
	}
	if s, ok := a.pos[0].(pyvalue.Unicode); ok && !pyvalue.IsASCII(string(s)) {
		return ev.refuse("str() of unicode beyond ASCII"), nil
	}
	return ev.shown(a.pos[0], pyvalue.Text)
}

func builtinUnicode(ev *Interp, a *args) (Value, error) {
	if len(a.pos) == 2 && len(a.kw) == 0 {
		if _, isStr := a.pos[0].(pyvalue.Str); isStr && a.unknown(ev) == nil {
			return textDecode(ev, a.pos[0], a.pos[1:])
		}
	}
	v, err := builtinStr(ev, a)
	s, ok := v.(pyvalue.Str)
	switch {
	case !ok:
		return v, err
	case !pyvalue.IsASCII(string(s)):
		return ev.refuse("unicode() of bytes beyond ASCII"), nil
	}
	return pyvalue.Unicode(s), err
}

// builtinInt is int() and, in most cases, long().
func builtinInt(ev *Interp, a *args) (Value, error) {
	if len(a.pos) == 0 && len(a.kw) == 0 {
		return int64(0), nil
	}
	if u := ev.wrongArgs(a, 1, 1); u != nil {
		return u, nil
	}
	switch v := a.pos[0].(type) {
	case bool, int64, pyvalue.Long:
		return whole(bigOf(v), false), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ev.refuse("int() of %v", v), nil
		}
		n, _ := big.NewFloat(v).Int(nil)
		return whole(n, false), nil
	case pyvalue.Str:
		return ev.parseInt(string(v))
	}
	return ev.refuse("int() of a %s", pyvalue.TypeName(a.pos[0])), nil
}

func (ev *Interp) parseInt(s string) (Value, error) {
	digits := strings.Trim(s, spaces)
	n, ok := new(big.Int).SetString(digits, 10)
	switch {
	case len(digits) > 1000 || strings.Contains(digits, "_") || strings.HasSuffix(lower(digits), "l"):
		return ev.refuse("int() of this text is not followed"), nil
	case !ok:
		return nil, ev.raise("ValueError", "invalid literal for int() with base 10: %s", pyvalue.Repr(pyvalue.Str(s)))
	}
	return whole(n, false), nil
}

func builtinLong(ev *Interp, a *args) (Value, error) {
	v, err := builtinInt(ev, a)
	if r, ok := err.(*raised); ok && r.inst.class == "ValueError" {
		return ev.refuse("long() of this text is not followed"), nil
	}
	if n, ok := v.(int64); ok {
		return pyvalue.NewLong(n), nil
	}
	return v, err
}

func builtinFloat(ev *Interp, a *args) (Value, error) {
	if len(a.pos) == 0 && len(a.kw) == 0 {
		return 0.0, nil
	}
	if u := ev.wrongArgs(a, 1, 1); u != nil {
		return u, nil
	}
	if s, ok := a.pos[0].(pyvalue.Str); ok {
		text := strings.Trim(string(s), spaces)
		if f, err := strconv.ParseFloat(text, 64); err == nil && strings.Trim(text, "+-.0123456789eE") == "" {
			return f, nil
		}
		return ev.refuse("float() of this text is not followed"), nil
	}
	if f, ok := pyvalue.AsFloat(a.pos[0]); ok && !math.IsInf(f, 0) {
		return f, nil
	}
	return ev.refuse("float() of a %s", pyvalue.TypeName(a.pos[0])), nil
}

func builtinBool(ev *Interp, a *args) (Value, error) {
	if len(a.pos) == 0 && len(a.kw) == 0 {
		return false, nil
	}
	if len(a.pos) != 1 || len(a.kw) > 0 {
		return ev.wrongArgs(a, 1, 1), nil
	}
	t, u := ev.truth(a.pos[0])
	if u != nil {
		return u, nil
	}
	return t, nil
}

// sequence are the items that list() and tuple() take.
func (ev *Interp) sequence(a *args) ([]Value, *Unknown, error) {
	if len(a.pos) == 0 && len(a.kw) == 0 {
		return nil, nil, nil
	}
	if len(a.pos) != 1 || len(a.kw) > 0 {
		return nil, ev.wrongArgs(a, 1, 1), nil
	}
	items, u, err := ev.iterate(a.pos[0])
	return append([]Value(nil), items...), u, err
}

func builtinList(ev *Interp, a *args) (Value, error) {
	items, u, err := ev.sequence(a)
	if u != nil || err != nil {
		return u, err
	}
	return pyvalue.NewList(items...), ev.grow(16 * len(items))
}

func builtinTuple(ev *Interp, a *args) (Value, error) {
	items, u, err := ev.sequence(a)
	if u != nil || err != nil {
		return u, err
	}
	return pyvalue.NewTuple(items...), ev.grow(16 * len(items))
}

func builtinDict(ev *Interp, a *args) (Value, error) {
	d := &pyvalue.Dict{}
	if len(a.pos) > 1 {
		return ev.wrongArgs(a, 0, 1), nil
	}
	if len(a.pos) == 1 {
		if err := ev.update(d, a.pos[0]); err != nil {
			return nil, err
		}
	}
	return d, ev.merge(d, keywords(a))
}
