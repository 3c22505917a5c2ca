// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

// havoc makes unknown whatever the statements could change if they were
// executed any number of times: the names they assign, and the lists and
// dicts they could get at, through functions of the file's own too.
func (ev *Interp) havoc(u *Unknown, blocks ...[]syntax.Stmt) error {
	ev.mayRaise(u)
	h := havocker{ev: ev, u: u, seen: map[any]bool{}}
	for _, b := range blocks {
		h.block(b, nil)
	}
	return ev.spend(h.work)
}

type havocker struct {
	ev   *Interp
	u    *Unknown
	seen map[any]bool // functions and objects done
	work int
}

// block walks statements. fn is the function they are the body of where they
// are not the current frame's.
func (h *havocker) block(body []syntax.Stmt, fn *function) {
	syntax.WalkStmts(body, func(s syntax.Stmt) bool {
		h.work += 64
		stored(s, func(name string) { h.store(name, fn) })
		h.statement(s)
		syntax.ExprsOf(s, func(x syntax.Expr) {
			syntax.WalkExpr(x, func(x syntax.Expr) bool {
				h.work += 64
				h.expr(x, fn)
				return true
			})
		})
		return true
	})
}

func (h *havocker) store(name string, fn *function) {
	switch {
	case fn == nil:
		h.ev.set(h.ev.frame.scopeOf(name), name, h.u)
	case fn.def.globals[name]:
		h.ev.set(fn.globals, name, h.u)
	}
}

// statement sees to what is neither a plain assignment nor an expression.
func (h *havocker) statement(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.ImportFrom:
		if s.Star {
			h.ev.poison(h.ev.frame.names(), h.u)
		}
	case *syntax.Exec:
		h.ev.poison(h.ev.frame.globals, h.u)
	case *syntax.Assign:
		for _, t := range s.Targets {
			h.attribute(t)
		}
	case *syntax.AugAssign:
		h.attribute(s.Target)
	}
}

// attribute makes module.name unknown where that is assigned.
func (h *havocker) attribute(t syntax.Expr) {
	a, ok := t.(*syntax.Attribute)
	if !ok {
		return
	}
	if m, ok := h.resolve(a.X, nil).(*module); ok && m.scope != nil {
		h.ev.set(m.scope, a.Name, h.u)
	}
}

// expr blurs what an expression names.
func (h *havocker) expr(x syntax.Expr, fn *function) {
	switch x.(type) {
	case *syntax.Name, *syntax.Attribute:
		h.object(h.resolve(x, fn))
	}
}

// resolve looks up a name or module attribute without raising.
func (h *havocker) resolve(x syntax.Expr, fn *function) any {
	switch x := x.(type) {
	case *syntax.Name:
		fr := h.ev.frame
		scopes := append([]*scope{fr.locals}, fr.outer...)
		scopes = append(scopes, fr.globals)
		if fn != nil {
			if fn.def.locals[x.ID] {
				return nil
			}
			scopes = append(append([]*scope{}, fn.outer...), fn.globals)
		}
		for _, s := range scopes {
			if s == nil {
				continue
			}
			if b, ok := s.vars[x.ID]; ok {
				return b.val
			}
		}
		if x.ID == "globals" || x.ID == "execfile" || x.ID == "eval" {
			h.ev.poison(fr.globals, h.u)
		}
	case *syntax.Attribute:
		if m, ok := h.resolve(x.X, fn).(*module); ok && m.scope != nil {
			return m.scope.vars[x.Name].val
		}
	}
	return nil
}

// object blurs a list or dict and what is in it, and follows functions.
func (h *havocker) object(v any) {
	switch v := v.(type) {
	case *function:
		if !h.seen[v.def] {
			h.seen[v.def] = true
			h.block(v.def.body, v)
		}
	case *class:
		h.class(v)
	case *native:
		h.object(v.recv)
	default:
		h.ev.blurDeep(v, h.u, h.seen, &h.work)
	}
}

// class follows the functions of a class.
func (h *havocker) class(c *class) {
	if c.scope == nil || h.seen[c] {
		return
	}
	h.seen[c] = true
	for _, b := range c.scope.vars {
		h.object(b.val)
	}
	for _, b := range c.bases {
		h.class(b)
	}
}

// blurDeep makes a mutable object unknown, and those inside it.
func (ev *Interp) blurDeep(v any, u *Unknown, seen map[any]bool, work *int) {
	for todo := []any{v}; len(todo) > 0; {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		*work += 16
		switch v := v.(type) {
		case *tuple:
			if !seen[v] {
				seen[v] = true
				todo = append(todo, v.items...)
			}
			continue
		case *list:
			todo = append(todo, v.items...)
		case *dict:
			for _, s := range v.live() {
				todo = append(todo, s.val)
			}
		}
		if m, ok := v.(mutable); ok && m.marked().unknown == nil {
			ev.change(m)
			m.blur(u)
		}
	}
}

// handedOver blurs what is given to code that can't be followed.
func (ev *Interp) handedOver(u *Unknown, vals ...any) error {
	h := havocker{ev: ev, u: u, seen: map[any]bool{}}
	for _, v := range vals {
		h.object(v)
	}
	return ev.spend(h.work)
}

// poison makes everything in a scope unknown, and every name that is not in
// it too: code that can't be followed may have changed any of it.
func (ev *Interp) poison(s *scope, u *Unknown) {
	seen, work := map[any]bool{}, 0
	defer func() { ev.steps += len(s.vars)*4 + work>>6 }()
	for name, b := range s.vars {
		if name == "__name__" || name == "__file__" {
			continue
		}
		ev.blurDeep(b.val, u, seen, &work)
		ev.set(s, name, u)
	}
	ev.addRest(s, rest{unknown: u})
}
