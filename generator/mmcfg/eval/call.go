// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// object is what the objects of this package have in common: they are equal
// to themselves only, and how Python shows them is not known.
type object struct{}

func (object) Repr() string { return "?" }

func (object) EqualTo(Value, func(a, b Value) bool) bool { return false }

type (
	// function is a def or lambda.
	function struct {
		object
		name     string
		params   *syntax.Params
		body     []syntax.Stmt
		names    *names
		defaults []Value
		globals  *scope
		file     string
		base     int
		future   syntax.Future
		// refused is why calls of it are not followed, "" where they are.
		refused string
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
	opaque struct {
		object
		kind string
	}
)

func (*function) TypeName() string { return "function" }
func (*native) TypeName() string   { return "builtin_function_or_method" }
func (*class) TypeName() string    { return "type" }
func (o *opaque) TypeName() string { return o.kind }

// args are the arguments of a call.
type args struct {
	pos   []Value
	names []string
	kw    []Value
}

// unknown is why an argument can't be known.
func (a *args) unknown(ev *Interp) *Unknown {
	for _, vs := range [...][]Value{a.pos, a.kw} {
		for _, v := range vs {
			if u := ev.unknownIn(v); u != nil {
				return u
			}
		}
	}
	return nil
}

func (ev *Interp) execDef(s *syntax.FuncDef) error {
	f := &function{name: s.Name, params: s.Params, body: s.Body}
	if len(s.Decorators) > 0 {
		f.refused = "its decorators"
	}
	if s.Generator {
		f.refused = "its yield"
	}
	if err := ev.define(f); err != nil {
		return err
	}
	var v Value = f
	if len(s.Decorators) > 0 {
		u := ev.unknown("a function with a decorator")
		for _, x := range s.Decorators {
			ev.touchExpr(u, x)
		}
		ev.handOver(u, f)
		v = u
	}
	ev.set(ev.frame.scopeOf(s.Name), s.Name, v)
	return nil
}

// lambda is a lambda as a function.
func (ev *Interp) lambda(x *syntax.Lambda) *function {
	body := []syntax.Stmt{&syntax.ExprStmt{At: syntax.At(x.Line()), X: x.Body}}
	return &function{name: "<lambda>", params: x.Params, body: body, names: namesOf(x.Params.Args, body),
		globals: ev.frame.globals, refused: "lambda"}
}

// define evaluates the defaults of a function and sees whether calls of it
// can be followed.
func (ev *Interp) define(f *function) (err error) {
	fr := ev.frame
	f.globals, f.file, f.base, f.future = fr.globals, fr.file, fr.base, fr.future
	f.names = namesOf(f.params.Args, f.body)
	if f.params.Star != "" || f.params.Double != "" {
		f.refused = "its * or **"
	}
	for _, p := range f.params.Args {
		if _, ok := p.(*syntax.Name); !ok {
			f.refused = "its tuple parameter"
		}
	}
	syntax.WalkStmts(f.body, func(s syntax.Stmt) bool {
		if opensScope(s) {
			f.refused = "a function or class in it"
		}
		return true
	})
	if fr.locals != nil { // it sees the names of the function around it
		f.refused = "the function around it"
		ev.handOver(ev.unknown("a function in a function"), f)
		for _, b := range fr.locals.vars {
			ev.handOver(ev.unknown("a function in a function"), b.val)
		}
	}
	f.defaults, err = ev.evalAll(f.params.Defaults)
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
	for _, star := range [...]syntax.Expr{x.Star, x.Double} {
		if star == nil {
			continue
		}
		v, err := ev.eval(star)
		if err != nil {
			return nil, err
		}
		a.pos = append(a.pos, v)
		return ev.refuseCall(ev.unknown("a call with * or ** is not followed"), f, a), nil
	}
	return ev.call(f, a)
}

// call calls f.
func (ev *Interp) call(f Value, a *args) (Value, error) {
	switch f := f.(type) {
	case *Unknown:
		return ev.refuseCall(f, nil, a), nil
	case *function:
		return ev.callFunction(f, a)
	case *native:
		return f.fn(ev, a)
	case *class:
		if _, ok := exceptions[f.name]; ok && len(a.kw) == 0 {
			return &instance{f.name, a.pos}, nil
		}
		if f.call == nil {
			return ev.refuseCall(ev.unknown("%s() is not followed", f.name), nil, a), nil
		}
		return f.call(ev, a)
	case pyvalue.Object:
		return ev.refuseCall(ev.unknown("a call of a %s", f.TypeName()), f, a), nil
	}
	return nil, ev.raise("TypeError", "'%s' object is not callable", pyvalue.TypeName(f))
}

// refuseCall is the value of a call that is not followed. The function may do
// anything with its arguments.
func (ev *Interp) refuseCall(u *Unknown, f Value, a *args) *Unknown {
	ev.handOver(u, f)
	ev.handOver(u, a.pos...)
	ev.handOver(u, a.kw...)
	return u
}

func (ev *Interp) callFunction(f *function, a *args) (Value, error) {
	if f.refused != "" {
		u := ev.unknown("%s() is not followed for %s", f.name, f.refused)
		return ev.refuseCall(u, f, a), nil
	}
	if ev.depth >= maxDepth {
		return nil, ev.stop("calls functions more than %d deep", maxDepth)
	}
	caller := ev.where()
	locals := newScope(len(f.params.Args) + 4)
	if err := ev.bind(f, a, locals, caller); err != nil {
		return nil, err
	}
	ev.depth++
	defer func() { ev.depth-- }()
	fr := &frame{file: f.file, base: f.base, line: caller.line, globals: f.globals, locals: locals, names: f.names, future: f.future}
	defer ev.push(fr)()
	c, err := ev.block(f.body)
	switch {
	case err != nil:
		return nil, err
	case c == lost:
		u := ev.unknown("how %s() ends can't be known", f.name)
		return u, ev.touch(u, f.body)
	case c == returns:
		return fr.ret, nil
	}
	return nil, nil
}

// bind gives the parameters their arguments (Python/ceval.c:
// PyEval_EvalCodeEx).
func (ev *Interp) bind(f *function, a *args, locals *scope, caller place) error {
	ps := f.params.Args
	got := len(a.pos) + len(a.kw)
	if len(a.pos) > len(ps) {
		return ev.wrongCount(f, got)
	}
	vals, given := make([]Value, len(ps)), make([]bool, len(ps))
	for i, v := range a.pos {
		vals[i], given[i] = v, true
	}
	for k, name := range a.names {
		i := paramIndex(ps, name)
		switch {
		case i < 0:
			return ev.raise("TypeError", "%s() got an unexpected keyword argument '%s'", f.name, name)
		case given[i]:
			return ev.raise("TypeError", "%s() got multiple values for keyword argument '%s'", f.name, name)
		}
		vals[i], given[i] = a.kw[k], true
	}
	for i, p := range ps {
		if d := i - (len(ps) - len(f.defaults)); !given[i] && d >= 0 {
			vals[i], given[i] = f.defaults[d], true
		}
		if !given[i] {
			return ev.wrongCount(f, got)
		}
		ev.seq++
		locals.vars[p.(*syntax.Name).ID] = binding{vals[i], caller.file, caller.line, ev.seq}
	}
	return nil
}

func paramIndex(ps []syntax.Expr, name string) int {
	for i, p := range ps {
		if p.(*syntax.Name).ID == name {
			return i
		}
	}
	return -1
}

// wrongCount is the TypeError of a call with too many or too few arguments.
func (ev *Interp) wrongCount(f *function, got int) error {
	n := len(f.params.Args)
	bound := "exactly"
	switch {
	case len(f.defaults) > 0 && got < n-len(f.defaults):
		bound, n = "at least", n-len(f.defaults)
	case len(f.defaults) > 0:
		bound = "at most"
	case n == 0:
		return ev.raise("TypeError", "%s() takes no arguments (%d given)", f.name, got)
	}
	return ev.raise("TypeError", "%s() takes %s %s (%d given)", f.name, bound, plural(n, "argument"), got)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
