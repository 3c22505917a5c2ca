// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
)

func sysAttr(ev *Interp, name string) (any, error) {
	switch name {
	case "version_info":
		return newTuple(int64(2), int64(7), int64(18), "final", int64(0)), nil
	case "hexversion":
		return int64(0x020712f0), nil
	case "platform":
		return "linux2", nil
	case "byteorder":
		return "little", nil
	case "maxint":
		return int64(math.MaxInt64), nil
	case "maxunicode":
		return int64(0x10ffff), nil
	case "getdefaultencoding":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) { return ev.charset, ev.take(a, name, 0, 0) }), nil
	case "setdefaultencoding":
		return lib(name, sysSetDefaultEncoding), nil
	case "exit":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) { return nil, ev.raiseArgs(excSystemExit, a.pos...) }), nil
	}
	return missing, nil
}

// sysSetDefaultEncoding is what Debian's Defaults.py calls after reload(sys).
func sysSetDefaultEncoding(ev *Interp, _ any, a *args) (any, error) {
	v, u, err := ev.one(a, "setdefaultencoding")
	if u != nil || err != nil {
		return u, err
	}
	if s, ok := v.(string); ok && knownCharset(s) {
		ev.charset = s
	}
	return nil, nil
}

// stringAttr is module string: constants, and the methods as functions.
func stringAttr(_ *Interp, name string) (any, error) {
	const lower, upper = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	switch name {
	case "lowercase", "ascii_lowercase":
		return lower, nil
	case "uppercase", "ascii_uppercase":
		return upper, nil
	case "letters", "ascii_letters":
		return lower + upper, nil
	case "digits":
		return "0123456789", nil
	case "hexdigits":
		return "0123456789abcdefABCDEF", nil
	case "octdigits":
		return "01234567", nil
	case "whitespace":
		return "\t\n\x0b\x0c\r ", nil
	case "join", "joinfields":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
			if err := ev.take(a, name, 1, 2); err != nil {
				return nil, err
			}
			sep := any(" ")
			if len(a.pos) == 2 {
				sep = a.pos[1]
			}
			return onText(ev, sep, "join", a.pos[:1])
		}), nil
	case "split", "strip", "lstrip", "rstrip", "lower", "upper", "replace", "find", "rfind", "index", "count",
		"capitalize", "ljust", "rjust", "center", "zfill":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
			if len(a.pos) == 0 {
				return nil, ev.raise(excTypeError, "%s", arity(name, 1, 3, 0))
			}
			return onText(ev, a.pos[0], name, a.pos[1:])
		}), nil
	case "atoi":
		return lib(name, makeInt("int")), nil
	}
	return missing, nil
}

// onText calls a text method of v.
func onText(ev *Interp, v any, name string, pos []any) (any, error) {
	if u := unknownOf(v); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	if _, ok := pyvalue.Text(v); !ok {
		return nil, ev.raise(excAttributeError, "'%s' object has no attribute '%s'", typeName(v), name)
	}
	return textMethod(name)(ev, v, &args{pos: pos})
}

// reAttr is module re: patterns are not looked into, no setting is one.
func reAttr(_ *Interp, name string) (any, error) {
	flags := map[string]int64{
		"I": 2, "IGNORECASE": 2, "L": 4, "LOCALE": 4, "M": 8, "MULTILINE": 8,
		"S": 16, "DOTALL": 16, "U": 32, "UNICODE": 32, "X": 64, "VERBOSE": 64,
	}
	if f, ok := flags[name]; ok {
		return f, nil
	}
	switch name {
	case "compile":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
			if u := a.unknown(); u != nil {
				return u, nil
			}
			return &opaque{"SRE_Pattern"}, nil
		}), nil
	case "escape":
		return lib(name, reEscape), nil
	}
	return missing, nil
}

func reEscape(ev *Interp, _ any, a *args) (any, error) {
	v, u, err := ev.one(a, "escape")
	if u != nil || err != nil {
		return u, err
	}
	s, ok := v.(string)
	if !ok {
		return ev.unknown("re.escape() of a %s is not followed", typeName(v)), nil
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == 0:
			b.WriteString(`\000`)
		case isAlpha(c) || isDigit(c):
			b.WriteByte(c)
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
	}
	return b.String(), ev.grow(b.Len())
}

func copyAttr(_ *Interp, name string) (any, error) {
	if name != "copy" && name != "deepcopy" {
		return missing, nil
	}
	return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
		if err := ev.take(a, name, 1, 1); err != nil {
			return nil, err
		}
		c := copier{ev: ev, deep: name == "deepcopy", done: map[any]any{}}
		v := c.copy(a.pos[0], 0)
		return v, ev.grow(64 * c.work)
	}), nil
}

// copier copies lists and dicts, deep ones with what they share.
type copier struct {
	ev   *Interp
	deep bool
	done map[any]any
	work int
}

func (c *copier) copy(v any, depth int) any {
	if u := unknownOf(v); u != nil {
		return u
	}
	if c.work++; c.work > maxItems || depth > maxDepth {
		return c.ev.unknown("a copy of a large value")
	}
	if done, ok := c.done[v]; ok {
		return done
	}
	inner := func(x any) any {
		if c.deep {
			return c.copy(x, depth+1)
		}
		return x
	}
	switch v := v.(type) {
	case *list:
		l := newList()
		c.done[v] = l
		for _, x := range v.items {
			l.items = append(l.items, inner(x))
		}
		return l
	case *dict:
		d := newDict()
		c.done[v] = d
		for _, s := range v.live() {
			d.put(inner(s.key), s.hash, inner(s.val))
		}
		return d
	case *tuple:
		if !c.deep {
			return v
		}
		t := newTuple()
		for _, x := range v.items {
			t.items = append(t.items, inner(x))
		}
		return t
	}
	return v
}

func typesAttr(_ *Interp, name string) (any, error) {
	types := map[string]*class{
		"StringType": typeStr, "UnicodeType": typeUnicode, "IntType": typeInt, "LongType": typeLong,
		"FloatType": typeFloat, "BooleanType": typeBool, "ListType": typeList, "TupleType": typeTuple,
		"DictType": typeDict, "DictionaryType": typeDict, "NoneType": typeNone, "TypeType": typeType,
		"FunctionType": typeFunction, "ModuleType": typeModule,
	}
	switch t, ok := types[name]; {
	case ok:
		return t, nil
	case name == "StringTypes":
		return newTuple(typeStr, typeUnicode), nil
	}
	return missing, nil
}
