// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// object is what the objects of this package have in common: they are equal
// to themselves only, and how Python shows them is not known.
type object struct{}

func (object) Repr() string { return "?" }

func (object) EqualTo(Value, func(a, b Value) bool) bool { return false }

type (
	// function is a def, or a lambda, which is not followed.
	function struct {
		object
		def      *syntax.FuncDef
		locals   map[string]bool
		defaults []Value
		globals  *scope
		file     string
		base     int
		future   syntax.Future
		refused  string // why calls of it are not followed, "" where they are
	}

	// native is a function or bound method written in Go.
	native struct {
		object
		name string
		self Value // of a method
		fn   func(ev *Interp, a *args) (Value, error)
	}

	// class is a type: built in, or an exception.
	class struct {
		object
		name string
		call func(ev *Interp, a *args) (Value, error)
	}

	// opaque is something that is no setting and is not looked into: a
	// compiled pattern.
	opaque struct{ object }
)

func (*function) TypeName() string { return "function" }
func (*native) TypeName() string   { return "builtin_function_or_method" }
func (*class) TypeName() string    { return "type" }
func (*opaque) TypeName() string   { return "compiled pattern" }

// args are the arguments of a call.
type args struct {
	pos   []Value
	names []string
	kw    []Value
}

func (ev *Interp) execDef(s *syntax.FuncDef) error {
	fr := ev.frame
	f := &function{def: s, locals: localsOf(s), globals: fr.globals, file: fr.file, base: fr.base, future: fr.future, refused: s.Odd}
	if fr.locals != nil { // it sees the names of the function around it
		f.refused = "the function around it"
		u := ev.unknown("a function in a function")
		ev.handOver(u, f)
		for _, b := range fr.locals.vars {
			ev.handOver(u, b.val)
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
	a := &args{}
	if a.pos, err = ev.evalAll(x.Args); err != nil {
		return nil, err
	}
	for _, k := range x.Keywords {
		v, err := ev.eval(k.Value)
		if err != nil {
			return nil, err
		}
		a.names, a.kw = append(a.names, k.Name), append(a.kw, v)
	}
	switch f := f.(type) {
	case *Unknown:
		return ev.refuseCall(f, nil, a), nil
	case *function:
		return ev.callFunction(f, a)
	case *native:
		return f.fn(ev, a)
	case *class:
		if _, ok := exceptions[f.name]; ok && len(a.kw) == 0 {
			return &instance{class: f.name, args: a.pos}, nil
		}
		if f.call != nil {
			return f.call(ev, a)
		}
	case pyvalue.Object:
	default:
		return nil, ev.raise("TypeError", "'%s' object is not callable", pyvalue.TypeName(f))
	}
	return ev.refuseCall(ev.unknown("a call of a %s", pyvalue.TypeName(f)), f, a), nil
}

// refuseCall is the value of a call that is not followed. The function may do
// anything with its arguments.
func (ev *Interp) refuseCall(u *Unknown, f Value, a *args) *Unknown {
	ev.handOver(u, f)
	ev.handOver(u, a.pos...)
	ev.handOver(u, a.kw...)
	return u
}

// known are the arguments of a function that takes so many, all known; u is why
// a call is not followed. (What has a wrong number of arguments may be right with
// fewer or more than are followed.)
func (ev *Interp) known(a *args, least, most int) *Unknown {
	u := ev.unknownIn(pyvalue.NewTuple(slices.Concat(a.pos, a.kw)...))
	if u == nil && (len(a.kw) > 0 || len(a.pos) < least || len(a.pos) > most) {
		u = ev.unknown("this call is not followed")
	}
	if u != nil {
		ev.refuseCall(u, nil, a)
	}
	return u
}

func (ev *Interp) callFunction(f *function, a *args) (Value, error) {
	if f.refused != "" {
		u := ev.unknown("%s() is not followed for %s", f.def.Name, f.refused)
		return ev.refuseCall(u, f, a), nil
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
		u := ev.unknown("how %s() ends can't be known", f.def.Name)
		return u, ev.touch(u, f.def.Body)
	case c == returns:
		return fr.ret, nil
	}
	return nil, nil
}

// bind gives the parameters their arguments (Python/ceval.c:
// PyEval_EvalCodeEx).
func (ev *Interp) bind(f *function, a *args, locals *scope, caller place) error {
	params := f.def.Params
	wrong := func(why string) error {
		return ev.raise("TypeError", "%s() %s (%d given)", f.def.Name, why, len(a.pos)+len(a.kw))
	}
	if len(a.pos) > len(params) {
		return wrong("got too many arguments")
	}
	given := map[string]Value{}
	for i, v := range a.pos {
		given[params[i]] = v
	}
	for i, name := range a.names {
		if _, twice := given[name]; twice || !slices.Contains(params, name) {
			return wrong("can't take the keyword argument '" + name + "'")
		}
		given[name] = a.kw[i]
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
