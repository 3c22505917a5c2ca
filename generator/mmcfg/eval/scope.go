// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "strings"

// binding is the value of a name, and the place where it was set.
type binding struct {
	val  Value
	file string
	line int
	seq  int
}

// scope is a namespace: of a module or a call.
type scope struct {
	vars map[string]binding
	// rest says which other names the scope may have.
	rest   []rest
	losing bool // loseScope is at work on it
}

// rest is a rule of a scope: names that match are unknown.
type rest struct {
	match   func(name string) bool // nil matches all
	unknown *Unknown
}

func newScope(size int) *scope { return &scope{vars: make(map[string]binding, size)} }

// missing is why the scope may have a name that is not in vars; nil if it can't.
func (s *scope) missing(name string) *Unknown {
	for _, r := range s.rest {
		if r.match == nil || r.match(name) {
			return r.unknown
		}
	}
	return nil
}

// names are the names that code can use: those of its module and, in a function, the
// function's own.
type names struct {
	globals *scope
	own     map[string]bool // names of a function; nil in a module
	locals  *scope          // nil in a module, and where a function is not being called
}

// scopeOf is the scope in which a name is looked up and assigned to; nil for a local name of a
// function that is not being called.
func (n names) scopeOf(name string) *scope {
	if n.own[name] {
		return n.locals
	}
	return n.globals
}

// get is the value of a name; nil if it has none.
func (n names) get(name string) Value {
	if s := n.scopeOf(name); s != nil {
		return s.vars[name].val
	}
	return nil
}

// resolve is the value of a name with attributes, as in Defaults.LIST. It ends at the first
// value that is no evaluated module.
func (n names) resolve(path string) Value {
	name, attributes, more := strings.Cut(path, ".")
	v := n.get(name)
	for more {
		m, ok := v.(*Module)
		if !ok || m.scope == nil {
			break
		}
		name, attributes, more = strings.Cut(attributes, ".")
		v = m.scope.vars[name].val
	}
	return v
}

// frame is a file or a call being evaluated.
type frame struct {
	file   string
	line   int // the line of the statement, or the last of its lines that was reached
	module bool
	names  names
	ret    Value // what return gave
	caller *frame
}

// push enters a frame; the function that it returns leaves it.
func (ev *Interp) push(fr *frame) func() {
	fr.caller = ev.frame
	ev.frame = fr
	return func() { ev.frame = fr.caller }
}

// lookup finds a name as Python would.
func (ev *Interp) lookup(name string) (Value, error) {
	s := ev.frame.names.scopeOf(name)
	if b, ok := s.vars[name]; ok {
		return b.val, nil
	}
	if s != ev.frame.names.globals {
		return nil, ev.Raise("UnboundLocalError", "local variable '%s' referenced before assignment", name)
	}
	if u := s.missing(name); u != nil {
		return nil, u
	}
	if v, ok := ev.opts.Library.Builtin(ev, name); ok {
		return v, nil
	}
	return nil, ev.Raise("NameError", "name '%s' is not defined", name)
}

// bind gives a name of the frame a value.
func (ev *Interp) bind(name string, v Value) { ev.set(ev.frame.names.scopeOf(name), name, v) }

// set gives a name of a scope a value.
func (ev *Interp) set(s *scope, name string, v Value) {
	p := ev.outermost()
	ev.seq++
	ev.replace(s.vars[name].val)
	s.vars[name] = binding{v, p.file, p.line, ev.seq}
}
