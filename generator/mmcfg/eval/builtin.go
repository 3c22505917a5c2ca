// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math/big"
	"strconv"
	"strings"
)

// The types that files name.
var (
	typeObject     = &class{name: "object"}
	typeBaseString = &class{name: "basestring", bases: []*class{typeObject}}
	typeStr        = &class{name: "str", bases: []*class{typeBaseString}}
	typeUnicode    = &class{name: "unicode", bases: []*class{typeBaseString}}
	typeInt        = &class{name: "int", bases: []*class{typeObject}}
	typeLong       = &class{name: "long", bases: []*class{typeObject}}
	typeBool       = &class{name: "bool", bases: []*class{typeInt}}
	typeFloat      = &class{name: "float", bases: []*class{typeObject}}
	typeList       = &class{name: "list", bases: []*class{typeObject}}
	typeTuple      = &class{name: "tuple", bases: []*class{typeObject}}
	typeDict       = &class{name: "dict", bases: []*class{typeObject}}
	typeType       = &class{name: "type", bases: []*class{typeObject}}
	typeFile       = &class{name: "file", bases: []*class{typeObject}}
	typeNone       = &class{name: "NoneType", bases: []*class{typeObject}}
	typeFunction   = &class{name: "function", bases: []*class{typeObject}}
	typeModule     = &class{name: "module", bases: []*class{typeObject}}
	typeNative     = &class{name: "builtin_function_or_method", bases: []*class{typeObject}}
)

// constructor is what calling a built-in type does; nil where the type has
// none that is known.
func constructor(c *class) nativeFunc {
	switch c {
	case typeStr:
		return makeStr
	case typeUnicode:
		return makeUnicode
	case typeInt, typeLong:
		return makeInt(c.name)
	case typeBool:
		return makeBool
	case typeFloat:
		return makeFloat
	case typeList:
		return makeList
	case typeTuple:
		return makeTuple
	case typeDict:
		return makeDict
	case typeType:
		return makeType
	case typeFile:
		return openFile
	}
	return nil
}

// classOf is type(v); nil where it can't be said.
func classOf(v any) *class {
	switch v := v.(type) {
	case nil:
		return typeNone
	case bool:
		return typeBool
	case int64:
		return typeInt
	case *big.Int:
		return typeLong
	case float64:
		return typeFloat
	case string:
		return typeStr
	case unicode:
		return typeUnicode
	case *list:
		return typeList
	case *tuple:
		return typeTuple
	case *structure:
		return &class{name: "struct", bases: []*class{typeTuple}}
	case *dict, *nsDict:
		return typeDict
	case *file:
		return typeFile
	case *function:
		return typeFunction
	case *native:
		return typeNative
	case *module:
		return typeModule
	case *class:
		return typeType
	case *instance:
		return v.class
	}
	return nil
}

// builtin is what a name means where no scope has it.
func builtin(name string) (any, bool) {
	switch name {
	case "True":
		return true, true
	case "False":
		return false, true
	case "None":
		return nil, true
	case "__debug__":
		return true, true
	case "object":
		return typeObject, true
	case "basestring":
		return typeBaseString, true
	case "str":
		return typeStr, true
	case "unicode":
		return typeUnicode, true
	case "int":
		return typeInt, true
	case "long":
		return typeLong, true
	case "bool":
		return typeBool, true
	case "float":
		return typeFloat, true
	case "list":
		return typeList, true
	case "tuple":
		return typeTuple, true
	case "dict":
		return typeDict, true
	case "type":
		return typeType, true
	case "file":
		return typeFile, true
	}
	if f := builtinFunc(name); f != nil {
		return &native{name: name, fn: f}, true
	}
	if c := exceptionByName(name); c != nil {
		return c, true
	}
	if strings.Contains(otherBuiltins, " "+name+" ") {
		return &native{name: name, fn: func(ev *Interp, _ any, a *args) (any, error) {
			u := ev.unknown("%s() is not followed", name)
			ev.mayRaise(u)
			return u, ev.handedOver(u, a.all()...)
		}}, true
	}
	return nil, false
}

// otherBuiltins are those that are known by name only.
const otherBuiltins = " buffer bytearray bytes classmethod coerce compile complex copyright credits dir Ellipsis exit" +
	" frozenset help id input license memoryview NotImplemented print property quit raw_input set slice staticmethod super vars "

// builtinFunc is a built-in function; nil for none.
func builtinFunc(name string) nativeFunc {
	switch name {
	case "len":
		return builtinLen
	case "range", "xrange":
		return builtinRange(name)
	case "repr":
		return func(ev *Interp, _ any, a *args) (any, error) {
			if err := ev.take(a, "repr", 1, 1); err != nil {
				return nil, err
			}
			return ev.repr(a.pos[0])
		}
	case "open":
		return openFile
	case "isinstance":
		return builtinIsInstance
	case "callable":
		return builtinCallable
	case "getattr":
		return builtinGetAttr
	case "hasattr":
		return builtinHasAttr
	case "setattr":
		return builtinSetAttr
	case "sorted":
		return builtinSorted
	case "reversed":
		return builtinReversed
	case "enumerate":
		return builtinEnumerate
	case "zip":
		return builtinZip
	case "map":
		return builtinMap
	case "filter":
		return builtinFilter
	case "reduce":
		return builtinReduce
	case "min", "max":
		return builtinMinMax(name)
	case "sum":
		return builtinSum
	case "any", "all":
		return builtinAnyAll(name)
	case "abs":
		return builtinAbs
	case "ord":
		return builtinOrd
	case "chr", "unichr":
		return builtinChr(name)
	case "hex", "oct", "bin":
		return builtinRadix(name)
	case "divmod", "pow":
		return builtinDivPow(name)
	case "cmp":
		return builtinCmp
	case "hash":
		return builtinHash
	case "iter":
		return builtinIter
	case "next":
		return builtinNext
	case "intern":
		return func(ev *Interp, _ any, a *args) (any, error) { return a.pos[0], ev.take(a, "intern", 1, 1) }
	case "apply":
		return builtinApply
	case "globals", "locals":
		return builtinGlobals(name)
	case "eval":
		return builtinEval
	case "execfile":
		return builtinExecfile
	case "reload":
		return builtinReload
	case "__import__":
		return builtinImport
	case "round":
		return builtinRound
	}
	return nil
}

// one checks for one argument that is known; u is why it is not.
func (ev *Interp) one(a *args, name string) (v any, u *Unknown, err error) {
	if err := ev.take(a, name, 1, 1); err != nil {
		return nil, nil, err
	}
	if u := unknownOf(a.pos[0]); u != nil {
		ev.mayRaise(u)
		return nil, u, nil
	}
	return a.pos[0], nil, nil
}

func builtinLen(ev *Interp, _ any, a *args) (any, error) {
	v, u, err := ev.one(a, "len")
	if u != nil || err != nil {
		return u, err
	}
	n := 0
	switch v := v.(type) {
	case string:
		n = len(v)
	case unicode:
		n = len(runes(string(v)))
	case *list:
		n = len(v.items)
	case *tuple:
		n = len(v.items)
	case *structure:
		n = len(v.items)
	case *dict:
		n = v.used
	case *nsDict:
		return ev.unknown("the number of globals()"), nil
	default:
		return nil, ev.raise(excTypeError, "object of type '%s' has no len()", typeName(v))
	}
	if _, ok := v.(unicode); ok {
		return int64(n), ev.spend(4 * n)
	}
	return int64(n), nil
}

func builtinRange(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		if len(a.pos) == 0 || len(a.pos) > 3 {
			bound := "at least 1 arguments, got 0"
			if len(a.pos) > 3 {
				bound = "at most 3 arguments, got " + strconv.Itoa(len(a.pos))
			}
			return nil, ev.raise(excTypeError, "%s expected %s", name, bound)
		}
		if u := a.unknown(); u != nil {
			ev.mayRaise(u)
			return u, nil
		}
		n := [3]int{0, 0, 1}
		for i, v := range a.pos {
			x, ok := intOf(v)
			if !ok {
				return nil, ev.raise(excTypeError, "%s() integer %s argument expected, got %s.", name,
					[][]string{{"end"}, {"start", "end"}, {"start", "end", "step"}}[len(a.pos)-1][i], typeName(v))
			}
			n[i] = x
		}
		if len(a.pos) == 1 {
			n[0], n[1] = 0, n[0]
		}
		if n[2] == 0 {
			return nil, ev.raise(excValueError, "%s() arg 3 must not be zero", name)
		}
		l := newList()
		for i := n[0]; n[2] > 0 && i < n[1] || n[2] < 0 && i > n[1]; i += n[2] {
			if len(l.items) >= maxItems {
				return ev.unknown("a list of more than %d items", maxItems), nil
			}
			l.items = append(l.items, int64(i))
		}
		return l, ev.grow(16 * len(l.items))
	}
}

func (a *args) first() any {
	if len(a.pos) == 0 {
		return nil
	}
	return a.pos[0]
}
