// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

// binding is what a name stands for, and where it was set.
type binding struct {
	val  any
	file string
	line int
	seq  int
}

// scope is a namespace: of a module, a call, or a class.
type scope struct {
	vars map[string]binding
	// rest says which names that are not there may be there after all.
	rest []rest
}

// rest is a rule of a scope: names that match are unknown.
type rest struct {
	match   func(name string) bool // nil matches all
	unknown *Unknown
}

func newScope(size int) *scope { return &scope{vars: make(map[string]binding, size)} }

// missing is why a name that is not in the scope may be there; nil for no
// reason.
func (s *scope) missing(name string) *Unknown {
	for _, r := range s.rest {
		if r.match == nil || r.match(name) {
			return r.unknown
		}
	}
	return nil
}

// frame is a file, a call or a class body being evaluated.
type frame struct {
	file    string
	line    int // of the statement, or of the furthest expression in it
	base    int // added to the lines of the tree
	module  bool
	globals *scope
	locals  *scope   // nil in a module
	outer   []*scope // enclosing functions, innermost first
	code    *code    // of a call; nil elsewhere
	future  syntax.Future
	ret     any     // what return gave
	caught  *raised // what a bare raise raises again
	caller  *frame
}

// push enters a frame; what it returns leaves it.
func (ev *Interp) push(fr *frame) func() {
	fr.caller = ev.frame
	ev.frame = fr
	return func() { ev.frame = fr.caller }
}

// names is the scope that a plain assignment in the frame writes to.
func (fr *frame) names() *scope {
	if fr.locals != nil {
		return fr.locals
	}
	return fr.globals
}

// scopeOf is the scope that an assignment to name writes to.
func (fr *frame) scopeOf(name string) *scope {
	if fr.locals == nil || fr.code != nil && fr.code.globals[name] {
		return fr.globals
	}
	return fr.locals
}

// lookup finds a name as Python would; an error is a NameError.
func (ev *Interp) lookup(name string) (any, error) {
	fr := ev.frame
	if fr.locals != nil && !(fr.code != nil && fr.code.globals[name]) {
		if b, ok := fr.locals.vars[name]; ok {
			return b.val, nil
		}
		if fr.code != nil && fr.code.locals[name] {
			if u := fr.locals.missing(name); u != nil {
				return u, nil
			}
			return nil, ev.raise(excUnboundLocalError, "local variable '%s' referenced before assignment", name)
		}
		for _, s := range fr.outer {
			if b, ok := s.vars[name]; ok {
				return b.val, nil
			}
		}
	}
	if b, ok := fr.globals.vars[name]; ok {
		return b.val, nil
	}
	if u := fr.globals.missing(name); u != nil {
		return u, nil
	}
	if v, ok := builtin(name); ok {
		return v, nil
	}
	if fr.locals != nil && fr.code != nil {
		return nil, ev.raise(excNameError, "global name '%s' is not defined", name)
	}
	return nil, ev.raise(excNameError, "name '%s' is not defined", name)
}

// set binds a name in a scope.
func (ev *Interp) set(s *scope, name string, v any) {
	ev.touchName(s, name)
	p := ev.outermost()
	ev.seq++
	s.vars[name] = binding{v, p.file, p.line, ev.seq}
}

// setBinding binds a name with another one's origin.
func (ev *Interp) setBinding(s *scope, name string, b binding) {
	ev.touchName(s, name)
	s.vars[name] = b
}

func (ev *Interp) unset(s *scope, name string) {
	ev.touchName(s, name)
	delete(s.vars, name)
}

// change is called before a mutable object is changed.
func (ev *Interp) change(obj mutable) *mark {
	ev.touch(obj)
	m := obj.marked()
	p := ev.outermost()
	ev.seq++
	m.seq, m.file, m.line = ev.seq, p.file, p.line
	return m
}
