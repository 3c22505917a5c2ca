// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"
	"strings"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// touch makes unknown whatever code that is not followed could change, no matter how often it
// is executed: the names that it binds, and the lists, dicts and modules that it can reach by
// the names that it mentions, also by calls of functions of the file.
type touch struct {
	ev   *Interp
	u    *Unknown
	seen map[Value]bool // functions and objects done
}

func (ev *Interp) newTouch(u *Unknown) *touch { return &touch{ev, u, map[Value]bool{}} }

// touchCode makes unknown what code of the frame could change. Such code may raise an
// exception, and it may call functions that earlier such code was given.
func (ev *Interp) touchCode(u *Unknown, code *syntax.Code) {
	ev.refused++
	if n := len(ev.tries); n > 0 && ev.tries[n-1].maybe == nil {
		ev.tries[n-1].maybe = u
	}
	t := ev.newTouch(u)
	t.code(code, ev.frame.names)
	for _, f := range ev.hidden {
		t.function(f)
	}
}

func (t *touch) code(c *syntax.Code, known names) {
	t.ev.steps += 1 + c.Size()>>3
	if c.Has("exec") || c.HasStar() || c.HasName(func(name string) bool { return reachesAll[name] }) {
		t.ev.loseAll(t.u)
	}
	if c.Has("def", "class", "lambda") {
		t.hide(&function{text: c, names: names{globals: known.globals}})
	}
	imports := c.Has("import")
	for _, path := range c.Used() {
		t.object(known.resolve(path))
		if imports {
			t.imported(path)
		}
	}
	for _, path := range c.Bound {
		t.bound(known, path)
	}
}

// hide remembers a function, or code with functions in it, that code which is not followed may
// call from now on.
func (t *touch) hide(f *function) {
	if !slices.ContainsFunc(t.ev.hidden, func(h *function) bool { return h.text == f.text }) {
		t.ev.hidden = append(t.ev.hidden, f)
	}
}

// bound makes a name unknown that the code binds, and its old value, which the code could
// change. If the code binds an attribute, the whole object becomes unknown.
func (t *touch) bound(known names, path string) {
	name, _, isAttribute := strings.Cut(path, ".")
	old := known.get(name)
	if s := known.scopeOf(name); s != nil && !isAttribute {
		t.ev.set(s, name, t.u)
	}
	t.object(old)
}

// imported makes the modules of a path unknown that the code imports, also those that are not
// loaded yet.
func (t *touch) imported(path string) {
	for name := range strings.SplitSeq(path, ".") {
		if m := t.ev.modules[name]; m != nil {
			t.object(m)
		}
		t.ev.doubted[name] = t.u
		t.library(name)
	}
}

// library makes unknown what code can change in a module of Python's library.
func (t *touch) library(name string) {
	switch name {
	case "os":
		t.object(t.ev.Environ())
	case "sys":
		t.ev.pathSet = true
	}
}

// reachesAll are names with which code can get at every name of a module.
var reachesAll = map[string]bool{
	"execfile": true, "eval": true, "globals": true, "locals": true, "vars": true, "setattr": true,
	"delattr": true, "__import__": true, "__dict__": true, "__builtins__": true, "modules": true, "_getframe": true,
	"input": true, "func_globals": true, "__globals__": true, "f_globals": true, "__setattr__": true,
	"__delattr__": true, "getattr": true, "__getattribute__": true,
}

// function makes unknown what a function could change.
func (t *touch) function(f *function) {
	if !t.seen[f] {
		t.seen[f] = true
		t.code(f.text, f.names)
		t.objects(f.defaults)
	}
}

// object makes unknown what code could change that has a value: lists and dicts, also those
// inside of it, modules, and all that its functions could change.
func (t *touch) object(v Value) {
	t.ev.steps++
	switch v := v.(type) {
	case *pyvalue.List, *pyvalue.Tuple, *pyvalue.Dict, *Record, *File, *Native, *Module:
	case *function:
		t.hide(v)
		t.function(v)
		return
	default:
		return
	}
	if t.seen[v] {
		return
	}
	t.seen[v] = true
	if keyOf(v) != nil {
		t.ev.Blur(v, t.u)
	}
	t.objects(itemsOf(v))
	switch v := v.(type) {
	case *pyvalue.Dict:
		for _, e := range v.Entries() {
			t.object(e.Value)
		}
	case *Native:
		t.object(v.Self)
	case *Module:
		t.module(v)
	}
}

func (t *touch) objects(items []Value) {
	for _, v := range items {
		t.object(v)
	}
}

// module makes all names of a module unknown. For Mailman's package these are all its modules.
func (t *touch) module(m *Module) {
	t.library(m.Name)
	if m.scope != nil {
		t.ev.loseScope(m.scope, t.u)
	}
	if m.Name == mailman {
		for _, sub := range t.ev.modules {
			t.object(sub)
		}
	}
}

// loseAll makes all names of all modules unknown.
func (ev *Interp) loseAll(u *Unknown) {
	if ev.losing { // it is called again for functions of the file
		return
	}
	ev.losing = true
	defer func() { ev.losing = false }()
	for _, m := range ev.modules {
		ev.loseScope(m.scope, u)
	}
	for fr := ev.frame; fr != nil; fr = fr.caller {
		ev.loseScope(fr.names.globals, u)
		if fr.names.locals != nil {
			ev.loseScope(fr.names.locals, u)
		}
	}
}

// loseScope makes every name of a scope unknown, also names that are not in it.
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
