// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// Object is what the objects of this package have in common: they are equal
// to themselves only, and how Python shows them is not known.
type Object struct{}

func (Object) Repr() string { return "?" }

func (Object) EqualTo(Value, func(a, b Value) bool) bool { return false }

type (
	// function is a def, or a lambda, which is not followed.
	function struct {
		Object
		def      *syntax.FuncDef
		locals   map[string]bool
		defaults []Value
		globals  *scope
		file     string
		base     int
		future   syntax.Future
		refused  string // why calls of it are not followed, "" where they are
	}

	// Native is a function or bound method written in Go.
	Native struct {
		Object
		Self Value // of a method
		Fn   func(ev *Interp, a *Args) (Value, error)
	}

	// Class is a type: built in, or an exception.
	Class struct {
		Object
		Name string
		Call func(ev *Interp, a *Args) (Value, error)
	}

	// Opaque is something that is no setting and is not looked into: a
	// compiled pattern.
	Opaque struct{ Object }
)

func (*function) TypeName() string { return "function" }
func (*Native) TypeName() string   { return "builtin_function_or_method" }
func (*Class) TypeName() string    { return "type" }
func (*Opaque) TypeName() string   { return "compiled pattern" }

// args are the arguments of a call.
type Args struct {
	Pos   []Value
	Names []string
	KW    []Value
}

func (ev *Interp) execDef(s *syntax.FuncDef) error {
	fr := ev.frame
	f := &function{def: s, locals: localsOf(s), globals: fr.globals, file: fr.file, base: fr.base, future: fr.future, refused: s.Odd}
	if fr.locals != nil { // it sees the names of the function around it
		f.refused = "the function around it"
		u := ev.NewUnknown("a function in a function")
		ev.HandOver(u, f)
		for _, b := range fr.locals.vars {
			ev.HandOver(u, b.val)
		}
	}
	var err error
	f.defaults, err = ev.evalAll(s.Defaults)
	ev.set(fr.scopeOf(s.Name), s.Name, f)
	return err
}

func (ev *Interp) evalCall(x *syntax.Call) (Value, error) {
	f, err := ev.eval(x.Func)
	if err != nil {
		return nil, err
	}
	a := &Args{}
	if a.Pos, err = ev.evalAll(x.Args); err != nil {
		return nil, err
	}
	for _, k := range x.Keywords {
		v, err := ev.eval(k.Value)
		if err != nil {
			return nil, err
		}
		a.Names, a.KW = append(a.Names, k.Name), append(a.KW, v)
	}
	switch f := f.(type) {
	case *Unknown:
		return ev.RefuseCall(f, nil, a), nil
	case *function:
		return ev.callFunction(f, a)
	case *Native:
		return f.Fn(ev, a)
	case *Class:
		if _, ok := exceptions[f.Name]; ok && len(a.KW) == 0 {
			return &instance{class: f.Name, args: a.Pos}, nil
		}
		if f.Call != nil {
			return f.Call(ev, a)
		}
	case pyvalue.Object:
	default:
		return nil, ev.Raise("TypeError", "'%s' object is not callable", pyvalue.TypeName(f))
	}
	return ev.RefuseCall(ev.NewUnknown("a call of a %s", pyvalue.TypeName(f)), f, a), nil
}

// RefuseCall is the value of a call that is not followed. The function may do
// anything with its arguments.
func (ev *Interp) RefuseCall(u *Unknown, f Value, a *Args) *Unknown {
	ev.HandOver(u, f)
	ev.HandOver(u, a.Pos...)
	ev.HandOver(u, a.KW...)
	return u
}

// Known are the arguments of a function that takes so many, all known; u is why
// a call is not followed. (What has a wrong number of arguments may be right with
// fewer or more than are followed.)
func (ev *Interp) Known(a *Args, least, most int) *Unknown {
	u := ev.UnknownIn(pyvalue.NewTuple(slices.Concat(a.Pos, a.KW)...))
	if u == nil && (len(a.KW) > 0 || len(a.Pos) < least || len(a.Pos) > most) {
		u = ev.NewUnknown("this call is not followed")
	}
	if u != nil {
		ev.RefuseCall(u, nil, a)
	}
	return u
}

func (ev *Interp) callFunction(f *function, a *Args) (Value, error) {
	if f.refused != "" {
		u := ev.NewUnknown("%s() is not followed for %s", f.def.Name, f.refused)
		return ev.RefuseCall(u, f, a), nil
	}
	if ev.depth >= maxDepth {
		return nil, ev.stop("calls functions more than %d deep", maxDepth)
	}
	caller := ev.where()
	locals := newScope(len(f.def.Params) + 4)
	if err := ev.bind(f, a, locals, caller); err != nil {
		return nil, err
	}
	ev.depth++
	defer func() { ev.depth-- }()
	fr := &frame{file: f.file, base: f.base, line: caller.line, globals: f.globals, locals: locals, fn: f, future: f.future}
	defer ev.push(fr)()
	c, err := ev.block(f.def.Body)
	switch {
	case err != nil:
		return nil, err
	case c == lost:
		u := ev.NewUnknown("how %s() ends can't be known", f.def.Name)
		return u, ev.touch(u, f.def.Body)
	case c == returns:
		return fr.ret, nil
	}
	return nil, nil
}

// bind gives the parameters their arguments (Python/ceval.c:
// PyEval_EvalCodeEx).
func (ev *Interp) bind(f *function, a *Args, locals *scope, caller place) error {
	params := f.def.Params
	wrong := func(why string) error {
		return ev.Raise("TypeError", "%s() %s (%d given)", f.def.Name, why, len(a.Pos)+len(a.KW))
	}
	if len(a.Pos) > len(params) {
		return wrong("got too many arguments")
	}
	given := map[string]Value{}
	for i, v := range a.Pos {
		given[params[i]] = v
	}
	for i, name := range a.Names {
		if _, twice := given[name]; twice || !slices.Contains(params, name) {
			return wrong("can't take the keyword argument '" + name + "'")
		}
		given[name] = a.KW[i]
	}
	for i, name := range params {
		v, ok := given[name]
		if d := i - (len(params) - len(f.defaults)); !ok && d >= 0 {
			v, ok = f.defaults[d], true
		}
		if !ok {
			return wrong("got too few arguments")
		}
		ev.seq++
		locals.vars[name] = binding{v, caller.file, caller.line, ev.seq}
	}
	return nil
}
