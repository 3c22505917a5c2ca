// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"

	"mmgen/generator/mmcfg/syntax"
)

// binding is what a name stands for, and where it was set.
type binding struct {
	val  Value
	file string
	line int
	seq  int
}

// scope is a namespace: of a module or a call.
type scope struct {
	vars map[string]binding
	// rest says which names that are not there may be there after all.
	rest   []rest
	losing bool // all of it is being made unknown
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

// frame is a file or a call being evaluated.
type frame struct {
	file     string
	line     int // of the statement, or of the furthest expression in it
	base     int // added to the lines of the tree
	module   bool
	absolute bool // imports do not look into Mailman's package
	globals  *scope
	locals   *scope    // nil in a module
	fn       *function // of a call; nil in a module
	loops    int       // that are being followed
	ret      Value     // what return gave
	caller   *frame
}

// push enters a frame; what it returns leaves it.
func (ev *Interp) push(fr *frame) func() {
	fr.caller = ev.frame
	ev.frame = fr
	return func() { ev.frame = fr.caller }
}

// scopeOf is the scope that an assignment to name writes to.
func (fr *frame) scopeOf(name string) *scope {
	if fr.locals == nil || !fr.fn.locals[name] {
		return fr.globals
	}
	return fr.locals
}

// lookup finds a name as Python would.
func (ev *Interp) lookup(name string) (Value, error) {
	fr := ev.frame
	if fr.locals != nil && fr.fn.locals[name] {
		if b, ok := fr.locals.vars[name]; ok {
			return b.val, nil
		}
		return nil, ev.Raise("UnboundLocalError", "local variable '%s' referenced before assignment", name)
	}
	if b, ok := fr.globals.vars[name]; ok {
		return b.val, nil
	}
	if u := fr.globals.missing(name); u != nil {
		ev.reach(name, u)
		return nil, u
	}
	if v, ok := ev.opts.Library.Builtin(ev, name); ok {
		return v, nil
	}
	return nil, ev.Raise("NameError", "name '%s' is not defined", name)
}

// set binds a name in a scope.
func (ev *Interp) set(s *scope, name string, v Value) {
	p := ev.outermost()
	ev.seq++
	ev.replace(s.vars[name].val)
	s.vars[name] = binding{v, p.file, p.line, ev.seq}
}

// localsOf are the names that a function's body binds.
func localsOf(def *syntax.FuncDef) map[string]bool {
	names := map[string]bool{}
	code := def.Body.Code.Names()
	bound := slices.Concat(def.Params, code.Bound)
	for _, i := range code.Imported {
		bound = append(bound, i.As)
	}
	for _, name := range bound {
		names[name] = !slices.Contains(code.Global, name)
	}
	return names
}
