// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

func (ev *Interp) execDef(s *syntax.FuncDef) error {
	decorators, err := ev.evalAll(s.Decorators)
	if err != nil {
		return err
	}
	f, err := ev.makeFunction(s.Name, ev.codeOf(s, s.Params, s.Body, nil), s.Generator)
	if err != nil {
		return err
	}
	return ev.decorate(s.Name, f, decorators)
}

// codeOf is the code of a def or lambda, sorted out once.
func (ev *Interp) codeOf(node any, params *syntax.Params, body []syntax.Stmt, expr syntax.Expr) *code {
	c, ok := ev.codes[node]
	if !ok {
		c = newCode(params, body, expr)
		ev.codes[node] = c
	}
	return c
}

// decorate applies decorators, the last first, and binds the result.
func (ev *Interp) decorate(name string, v any, decorators []any) error {
	for i := len(decorators) - 1; i >= 0; i-- {
		var err error
		if v, err = ev.call(decorators[i], &args{pos: []any{v}}); err != nil {
			return err
		}
	}
	ev.set(ev.frame.scopeOf(name), name, v)
	return nil
}

// makeFunction evaluates the defaults and closes over the frame's names.
func (ev *Interp) makeFunction(name string, c *code, generator bool) (any, error) {
	defaults, err := ev.evalAll(c.params.Defaults)
	if err != nil {
		return nil, err
	}
	fr := ev.frame
	f := &function{name: name, def: c, defaults: defaults, globals: fr.globals, file: fr.file, base: fr.base,
		future: fr.future, generator: generator, outer: fr.outer}
	if fr.locals != nil && fr.code != nil { // not from a class body
		f.outer = append([]*scope{fr.locals}, fr.outer...)
	}
	return f, nil
}

// execClass evaluates a class body in a scope of its own.
func (ev *Interp) execClass(s *syntax.ClassDef) error {
	decorators, err := ev.evalAll(s.Decorators)
	if err != nil {
		return err
	}
	bases, err := ev.evalAll(s.Bases)
	if err != nil {
		return err
	}
	c := &class{name: s.Name, scope: newScope(8)}
	for _, b := range bases {
		switch b := b.(type) {
		case *class:
			c.bases = append(c.bases, b)
		default:
			c.unknown = ev.unknown("the base of class %s is not known", s.Name)
		}
	}
	fr := *ev.frame
	fr.locals, fr.code = c.scope, nil
	if ev.frame.code != nil {
		fr.outer = append([]*scope{ev.frame.locals}, ev.frame.outer...)
	}
	leave := ev.push(&fr)
	_, err = ev.block(s.Body)
	leave()
	if err != nil {
		return err
	}
	return ev.decorate(s.Name, c, decorators)
}
