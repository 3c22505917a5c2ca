// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// args are the arguments of a call.
type args struct {
	pos   []Value
	names []string
	kw    []Value
}

func (ev *Interp) execDef(s *syntax.FuncDef) error {
	fr := ev.frame
	own := map[string]bool{}
	for _, name := range s.Text.Bound {
		own[name] = true
	}
	defaults, err := ev.evalAll(s.Defaults...)
	if err != nil {
		return err
	}
	f := &function{def: s, text: s.Text, defaults: defaults, file: fr.file}
	f.names = names{globals: fr.names.globals, own: own}
	ev.bind(s.Name, f)
	return nil
}

func (ev *Interp) evalCall(x *syntax.Call) (Value, error) {
	f, err := ev.eval(x.Func)
	if err != nil {
		return nil, err
	}
	a := &args{}
	if a.pos, err = ev.evalAll(x.Args...); err != nil {
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
	case *function:
		return ev.callFunction(f, a)
	case *Native:
		return ev.callNative(f, a)
	}
	return nil, ev.Refuse("a call of a %s", pyvalue.TypeName(f))
}

// callNative calls a function that is written in Go. Python may take more arguments than are
// followed here.
func (ev *Interp) callNative(f *Native, a *args) (Value, error) {
	if len(a.kw) > 0 || len(a.pos) < f.Least || len(a.pos) > f.Most {
		return nil, ev.Refuse("this call is not followed")
	}
	if f.Changes {
		ev.Change(f.Self)
	}
	return f.Fn(ev, f.Self, a.pos)
}

// callFunction calls a function of the file. If it can't be known where it returns, each of
// its statements may be executed or not.
func (ev *Interp) callFunction(f *function, a *args) (Value, error) {
	if ev.depth >= maxDepth {
		return nil, ev.stop("calls functions more than %d deep", maxDepth)
	}
	caller := ev.where()
	locals := newScope(len(f.def.Params) + 4)
	if err := ev.passArgs(f, a, locals, caller); err != nil {
		return nil, err
	}
	ev.depth++
	defer func() { ev.depth-- }()
	fr := &frame{file: f.file, line: caller.line}
	fr.names = names{globals: f.names.globals, own: f.names.own, locals: locals}
	defer ev.push(fr)()
	if _, err := ev.block(f.def.Body); err != nil {
		if u, ok := err.(*Unknown); ok {
			ev.touchCode(u, f.text)
		}
		return nil, err
	}
	return fr.ret, nil
}

// passArgs gives the parameters their arguments (Python/ceval.c:
// PyEval_EvalCodeEx).
func (ev *Interp) passArgs(f *function, a *args, locals *scope, caller place) error {
	params := f.def.Params
	wrong := func(why string) error {
		return ev.Raise("TypeError", "%s() %s (%d given)", f.def.Name, why, len(a.pos)+len(a.kw))
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
