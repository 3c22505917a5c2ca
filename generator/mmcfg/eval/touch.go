// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"
	"strings"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// touch makes unknown whatever code that is not followed could change, were
// it executed any number of times: the names it binds, and the lists and dicts
// it can get at, through functions of the file's own too.
type touch struct {
	ev   *Interp
	u    *Unknown
	seen map[Value]bool // functions and objects done
	fn   *function      // whose body is gone through; nil for code of the frame
}

func (ev *Interp) newTouch(u *Unknown) *touch {
	return &touch{ev: ev, u: u, seen: map[Value]bool{}}
}

// touchCode makes unknown what code of the frame could change.
func (ev *Interp) touchCode(u *Unknown, parts ...*syntax.Code) {
	ev.touched(u)
	for _, code := range parts {
		ev.newTouch(u).code(code)
	}
}

// HandOver makes unknown what is given to code that is not followed.
func (ev *Interp) HandOver(u *Unknown, vals ...Value) {
	ev.touched(u)
	ev.newTouch(u).objects(vals)
}

// handOver is HandOver where err is an *Unknown, and leaves any other error.
func (ev *Interp) handOver(err error, vals ...Value) error {
	if u, ok := err.(*Unknown); ok {
		ev.HandOver(u, vals...)
		return nil
	}
	return err
}

func (t *touch) code(c *syntax.Code) {
	t.ev.steps += 1 + c.Size()>>3
	names := c.Names()
	if names.Star || names.Exec || slices.ContainsFunc(names.Stored, func(path string) bool { return path[0] == '.' }) {
		t.ev.LoseAll(t.u)
	}
	if names.Defines {
		t.hide(c)
	}
	for _, path := range names.Used {
		t.use(path)
	}
	for _, path := range names.Stored {
		if m, name := t.moduleOf(path); m != nil {
			t.ev.set(m.scope, name, t.u)
		}
	}
	for _, i := range names.Imported {
		t.imported(i)
	}
	for _, name := range names.Bound {
		t.store(name)
	}
}

// hide remembers code that defines functions: an unknown value may call them.
func (t *touch) hide(c *syntax.Code) {
	globals := t.ev.frame.globals
	if t.fn != nil {
		globals = t.fn.globals
	}
	for _, f := range t.ev.hidden {
		if f.def.Body.Code == c {
			return
		}
	}
	def := &syntax.FuncDef{Body: syntax.Block{Code: c}}
	t.ev.hidden = append(t.ev.hidden, &function{def: def, globals: globals})
}

// scopeOf is where the code binds a name; nil for a function's own.
func (t *touch) scopeOf(name string) *scope {
	switch {
	case t.fn == nil:
		return t.ev.frame.scopeOf(name)
	case t.fn.locals[name]:
		return nil
	}
	return t.fn.globals
}

// store makes a name unknown that the code binds. What it stood for may still
// be reached by it.
func (t *touch) store(name string) {
	if s := t.scopeOf(name); s != nil {
		old := s.vars[name].val
		t.ev.set(s, name, t.u)
		t.object(old)
	}
}

// imported makes unknown what an import binds, and what could be changed through
// that. A name that stands for the module already goes on to do so.
func (t *touch) imported(i syntax.Imported) {
	name, attr, _ := strings.Cut(strings.TrimPrefix(i.Path, "Mailman."), ".")
	m := t.ev.modules[name]
	s := t.scopeOf(i.As)
	if s == nil || m != nil && s.vars[i.As].val == Value(m) {
		return
	}
	t.store(i.As)
	switch {
	case m == nil:
	case attr == "":
		t.object(m)
	default:
		t.object(m.scope.vars[attr].val)
	}
}

// use is a name, with attributes, that the code mentions.
func (t *touch) use(path string) {
	if slices.ContainsFunc(strings.Split(path, "."), ReachesAll) {
		t.ev.LoseAll(t.u)
	}
	if m, name := t.moduleOf(path); m != nil {
		t.object(m.scope.vars[name].val)
		return
	}
	name, _, _ := strings.Cut(path, ".")
	t.object(t.resolve(name))
}

// moduleOf is the module that a path leads to, and the attribute of it that is
// mentioned; nil for none.
func (t *touch) moduleOf(path string) (found *Module, attr string) {
	parts := strings.Split(path, ".")
	v := t.resolve(parts[0])
	for _, name := range parts[1:] {
		m, ok := v.(*Module)
		if !ok || m.scope == nil {
			break
		}
		found, attr = m, name
		v = m.scope.vars[name].val
	}
	return found, attr
}

// resolve looks up a name without raising.
func (t *touch) resolve(name string) Value {
	if t.fn != nil {
		if t.fn.locals[name] {
			return nil
		}
		return t.fn.globals.vars[name].val
	}
	if fr := t.ev.frame; fr.locals != nil {
		if b, ok := fr.locals.vars[name]; ok {
			return b.val
		}
	}
	return t.ev.frame.globals.vars[name].val
}

// reachesAll are names with which code can get at every name of a module.
var reachesAll = map[string]bool{
	"execfile": true, "eval": true, "globals": true, "locals": true, "vars": true, "setattr": true,
	"delattr": true, "__import__": true, "__dict__": true, "__builtins__": true, "modules": true, "_getframe": true,
	"input": true, "func_globals": true, "__globals__": true, "f_globals": true, "__setattr__": true,
	"__delattr__": true, "getattr": true, "__getattribute__": true,
}

// ReachesAll says whether code that mentions a name can get at every name of a
// module.
func ReachesAll(name string) bool { return reachesAll[name] }

// function goes through the body of a function that may be called.
func (t *touch) function(f *function) {
	if t.seen[f] {
		return
	}
	t.seen[f] = true
	outer := t.fn
	t.fn = f
	t.code(f.def.Body.Code)
	t.fn = outer
	t.objects(f.defaults)
}

// object blurs a list or dict and those inside it, and follows functions.
func (t *touch) object(v Value) {
	t.ev.steps++
	switch v := v.(type) {
	case *pyvalue.List, *pyvalue.Tuple, *pyvalue.Dict, *Record, *File, *Native, *Module:
	case *function:
		if !slices.Contains(t.ev.hidden, v) {
			t.ev.hidden = append(t.ev.hidden, v)
		}
		t.function(v)
		return
	default:
		return
	}
	if t.seen[v] {
		return
	}
	t.seen[v] = true
	t.objects(itemsOf(v))
	switch v := v.(type) {
	case *pyvalue.Dict:
		for _, e := range v.Entries() {
			t.object(e.Value)
		}
	case *Native:
		t.object(v.Self)
	case *Module:
		if v.scope != nil {
			t.ev.loseScope(v.scope, t.u)
		}
	}
	if keyOf(v) != nil {
		t.ev.Change(v)
		if m := t.ev.markOf(v); m.unknown == nil {
			m.unknown = t.u
		}
	}
}

func (t *touch) objects(items []Value) {
	for _, v := range items {
		t.object(v)
	}
}

// reach is LoseAll where an unknown has a name with which code can get at every
// name.
func (ev *Interp) reach(name string, u *Unknown) {
	if ReachesAll(name) {
		ev.LoseAll(u)
	}
}

// LoseAll is called where code that is not followed may have changed any name
// of any module.
func (ev *Interp) LoseAll(u *Unknown) {
	if ev.losing { // a function that is gone through for it does so too
		return
	}
	ev.losing = true
	defer func() { ev.losing = false }()
	ev.touched(u)
	for _, m := range ev.modules {
		ev.loseScope(m.scope, u)
	}
	for fr := ev.frame; fr != nil; fr = fr.caller {
		ev.loseScope(fr.globals, u)
		if fr.locals != nil {
			ev.loseScope(fr.locals, u)
		}
	}
}

// loseScope makes every name of a scope unknown, those too that it does not
// have.
func (ev *Interp) loseScope(s *scope, u *Unknown) {
	if s.losing {
		return
	}
	s.losing = true
	defer func() { s.losing = false }()
	if len(s.rest) == 0 || s.rest[0].match != nil {
		s.rest = append([]rest{{unknown: u}}, s.rest...)
	}
	ev.steps += len(s.vars)
	t := ev.newTouch(u)
	for name, b := range s.vars {
		if _, isUnknown := b.val.(*Unknown); isUnknown || name == "__name__" || name == "__file__" {
			continue
		}
		if _, isModule := b.val.(*Module); !isModule {
			t.object(b.val)
		}
		ev.set(s, name, u)
	}
}
