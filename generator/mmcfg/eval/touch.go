// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
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
	fn   *function      // whose body is walked; nil for code of the frame
}

func (ev *Interp) newTouch(u *Unknown) *touch {
	return &touch{ev: ev, u: u, seen: map[Value]bool{}}
}

// touch makes unknown what statements of the frame could change.
func (ev *Interp) touch(u *Unknown, blocks ...[]syntax.Stmt) error {
	ev.Touched(u)
	t := ev.newTouch(u)
	for _, b := range blocks {
		t.block(b)
	}
	return ev.spend(0)
}

// touchExpr makes unknown what evaluating expressions could change.
func (ev *Interp) touchExpr(u *Unknown, xs ...syntax.Expr) {
	ev.Touched(u)
	for _, x := range xs {
		ev.newTouch(u).expr(x)
	}
}

// HandOver makes unknown what is given to code that is not followed.
func (ev *Interp) HandOver(u *Unknown, vals ...Value) {
	ev.Touched(u)
	t := ev.newTouch(u)
	for _, v := range vals {
		t.object(v)
	}
}

func (t *touch) block(body []syntax.Stmt) {
	syntax.WalkStmts(body, func(s syntax.Stmt) bool {
		t.ev.steps++
		t.stmt(s)
		return true
	})
}

func (t *touch) stmt(s syntax.Stmt) {
	stored(s, t.store)
	switch s := s.(type) {
	case *syntax.ImportFrom:
		if s.Star {
			t.ev.LoseAll(t.u)
		}
	case *syntax.Skipped:
		if s.Word == "exec" {
			t.ev.LoseAll(t.u)
		}
	case *syntax.FuncDef:
		t.hide(s)
	}
	for _, target := range syntax.Targets(s) {
		t.attribute(target)
	}
	for _, x := range syntax.ExprsOf(s) {
		t.expr(x)
	}
}

// hide remembers a function or lambda that is made where nobody follows.
func (t *touch) hide(def *syntax.FuncDef) {
	globals := t.ev.frame.globals
	if t.fn != nil {
		globals = t.fn.globals
	}
	t.ev.hide(&function{def: def, globals: globals, locals: localsOf(def)})
}

// store makes a name unknown that the code binds. What it stood for may still
// be reached by it.
func (t *touch) store(name string) {
	var s *scope
	switch {
	case t.fn == nil:
		s = t.ev.frame.scopeOf(name)
	case !t.fn.locals[name]:
		s = t.fn.globals
	default:
		return
	}
	old := s.vars[name].val
	t.ev.set(s, name, t.u)
	if _, isModule := old.(*Module); !isModule {
		t.object(old)
	}
}

// attribute makes module.name unknown where the code assigns that.
func (t *touch) attribute(target syntax.Expr) {
	switch x := target.(type) {
	case *syntax.Sequence:
		for _, item := range x.Items {
			t.attribute(item)
		}
	case *syntax.Attribute:
		if m, ok := t.resolve(x.X).(*Module); ok && m.scope != nil {
			t.ev.set(m.scope, x.Name, t.u)
		}
	}
}

// expr goes through all that an expression mentions.
func (t *touch) expr(x syntax.Expr) {
	leaked(x, t.store)
	syntax.WalkExpr(x, func(x syntax.Expr) bool {
		t.ev.steps++
		switch x := x.(type) {
		case *syntax.Name:
			if reachesAll[x.ID] {
				t.ev.LoseAll(t.u)
			}
			t.object(t.resolve(x))
		case *syntax.Attribute:
			if reachesAll[x.Name] {
				t.ev.LoseAll(t.u)
			}
			if m, ok := t.resolve(x.X).(*Module); ok && m.scope != nil {
				t.object(m.scope.vars[x.Name].val)
				return false
			}
		case *syntax.Other:
			if x.Code != nil {
				t.hide(x.Code)
			}
		}
		return true
	})
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

// resolve looks up a name or module attribute without raising.
func (t *touch) resolve(x syntax.Expr) Value {
	switch x := x.(type) {
	case *syntax.Name:
		fr := t.ev.frame
		if t.fn != nil {
			if t.fn.locals[x.ID] {
				return nil
			}
			return t.fn.globals.vars[x.ID].val
		}
		if fr.locals != nil {
			if b, ok := fr.locals.vars[x.ID]; ok {
				return b.val
			}
		}
		return fr.globals.vars[x.ID].val
	case *syntax.Attribute:
		if m, ok := t.resolve(x.X).(*Module); ok && m.scope != nil {
			return m.scope.vars[x.Name].val
		}
	}
	return nil
}

// function goes through the body of a function that may be called.
func (t *touch) function(f *function) {
	if t.seen[f] {
		return
	}
	t.seen[f] = true
	outer := t.fn
	t.fn = f
	t.block(f.def.Body)
	t.fn = outer
	t.objects(f.defaults)
}

// object blurs a list or dict and those inside it, and follows functions.
func (t *touch) object(v Value) {
	t.ev.steps++
	switch v.(type) {
	case *pyvalue.List, *pyvalue.Tuple, *pyvalue.Dict, *Record, *function, *File, *Native, *instance, *Module:
	default:
		return
	}
	if f, ok := v.(*function); ok {
		t.ev.hide(f)
		t.function(f)
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
	case *instance:
		t.objects(v.args)
	case *Module:
		if v.scope != nil {
			t.ev.loseScope(v.scope, t.u)
		}
	}
	if keyOf(v) != nil {
		t.ev.Blur(v, t.u)
	}
}

func (t *touch) objects(items []Value) {
	for _, v := range items {
		t.object(v)
	}
}

// hide notes that an unknown value may hold a function.
func (ev *Interp) hide(f *function) {
	for _, g := range ev.hidden {
		if g.def == f.def {
			return
		}
	}
	ev.hidden = append(ev.hidden, f)
}

// LoseAll is called where code that is not followed may have changed any name
// of any module.
func (ev *Interp) LoseAll(u *Unknown) {
	if ev.lost != nil && ev.lost == u {
		return
	}
	ev.lost = u
	ev.Touched(u)
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
	if n := len(s.rest); n > 0 && s.rest[n-1].unknown == u && s.rest[n-1].match == nil {
		return
	}
	s.rest = append(s.rest, rest{unknown: u})
	t := ev.newTouch(u)
	for name, b := range s.vars {
		if name == "__name__" || name == "__file__" {
			continue
		}
		if _, isModule := b.val.(*Module); !isModule {
			t.object(b.val)
		}
		ev.set(s, name, u)
	}
}
