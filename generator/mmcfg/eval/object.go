// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math/big"

	"mmgen/generator/mmcfg/pyvalue"
	"mmgen/generator/mmcfg/syntax"
)

// Values inside the interpreter are, as in pyvalue, nil, bool, int64,
// *big.Int, float64, string and unicode; and these, which have identity:
//
//	*tuple *list *dict *set? *module *function *native *class *instance
//	*file *iterator *slice *nsDict *opaque *Unknown
type unicode = pyvalue.Unicode

type (
	tuple struct{ items []any }

	list struct {
		items []any
		mark
	}

	// native is a function or bound method written in Go.
	native struct {
		name string
		recv any // of a method
		fn   nativeFunc
	}

	// function is a def or lambda.
	function struct {
		name      string
		def       *code
		defaults  []any
		globals   *scope
		outer     []*scope // enclosing functions' names, innermost first
		file      string
		base      int
		future    syntax.Future
		generator bool
	}

	// class is a type: built in, an exception, or one that a file defines
	// (scope is its body).
	class struct {
		name    string
		bases   []*class
		scope   *scope
		unknown *Unknown // why what it derives from can't be known
	}

	// instance is an exception, mostly.
	instance struct {
		class *class
		args  []any
	}

	// structure is a tuple with names, such as pwd.getpwnam returns.
	structure struct {
		*tuple
		names []string
	}

	// file is an open file: its text, and how far it was read.
	file struct {
		name string
		text string
		pos  int
		mark
	}

	// iterator hands out items once.
	iterator struct {
		items []any
		pos   int
		mark
	}

	slice struct{ lo, hi, step any }

	ellipsis struct{}

	// nsDict is what globals() returns.
	nsDict struct{ scope *scope }

	// opaque is something that is no setting and is not looked into: a
	// compiled pattern.
	opaque struct{ kind string }
)

type nativeFunc func(ev *Interp, recv any, a *args) (any, error)

// mark says when a mutable object was last changed, and whether what it
// holds is unknown.
type mark struct {
	seq     int
	file    string
	line    int
	unknown *Unknown
}

func (m *mark) marked() *mark { return m }

type marker interface{ marked() *mark }

// markOf is the mark of a mutable object, nil for anything else.
func markOf(v any) *mark {
	if m, ok := v.(marker); ok {
		return m.marked()
	}
	return nil
}

// unknownOf is why v can't be known: it is an Unknown, or an object whose
// contents are.
func unknownOf(v any) *Unknown {
	if u, ok := v.(*Unknown); ok {
		return u
	}
	if m := markOf(v); m != nil {
		return m.unknown
	}
	return nil
}

func newList(items ...any) *list { return &list{items: items} }

func newTuple(items ...any) *tuple { return &tuple{items} }

// asTuple is the tuple that v is, also where it has names.
func asTuple(v any) (*tuple, bool) {
	switch v := v.(type) {
	case *tuple:
		return v, true
	case *structure:
		return v.tuple, true
	}
	return nil, false
}

// isA says whether c is base or below it.
func (c *class) isA(base *class) bool {
	if c == base {
		return true
	}
	for _, b := range c.bases {
		if b.isA(base) {
			return true
		}
	}
	return false
}

// typeName is Python's name of v's type.
func typeName(v any) string {
	switch v := v.(type) {
	case nil:
		return "NoneType"
	case *tuple:
		return "tuple"
	case *structure:
		return "struct"
	case *list:
		return "list"
	case *dict:
		return "dict"
	case *native:
		if v.recv != nil {
			return "builtin_function_or_method"
		}
		return "builtin_function_or_method"
	case *function:
		return "function"
	case *class:
		return "type"
	case *instance:
		return v.class.name
	case *module:
		return "module"
	case *file:
		return "file"
	case *iterator:
		return "listiterator"
	case *slice:
		return "slice"
	case *nsDict:
		return "dict"
	case ellipsis:
		return "ellipsis"
	case *opaque:
		return v.kind
	}
	return pyvalue.TypeName(v)
}

// truth is what `if` makes of v; nil where that can't be known.
func truth(v any) (t bool, u *Unknown) {
	if u := unknownOf(v); u != nil {
		return false, u
	}
	switch v := v.(type) {
	case *tuple:
		return len(v.items) > 0, nil
	case *structure:
		return true, nil
	case *list:
		return len(v.items) > 0, nil
	case *dict:
		return v.used > 0, nil
	case *nsDict:
		return len(v.scope.vars) > 0, nil
	}
	return pyvalue.Truth(v), nil
}

// intOf is v as an int where it is one (or a bool, or a small long).
func intOf(v any) (int, bool) {
	switch v := v.(type) {
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case int64:
		return int(v), true
	case *big.Int:
		if v.IsInt64() {
			return int(v.Int64()), true
		}
	}
	return 0, false
}
