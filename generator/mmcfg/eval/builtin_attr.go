// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
	"mmgen/generator/mmcfg/syntax"
)

func builtinIsInstance(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.takeTuple(a, "isinstance", 2, 2); err != nil {
		return nil, err
	}
	if u := a.unknown(); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	types := []any{a.pos[1]}
	if t, ok := a.pos[1].(*tuple); ok {
		types = t.items
	}
	c := classOf(a.pos[0])
	for _, t := range types {
		want, ok := t.(*class)
		if !ok || c == nil {
			return ev.unknown("isinstance() of a %s", typeName(a.pos[0])), nil
		}
		if c.isA(want) || want == typeObject {
			return true, nil
		}
	}
	return false, nil
}

func builtinCallable(ev *Interp, _ any, a *args) (any, error) {
	v, u, err := ev.one(a, "callable")
	if u != nil || err != nil {
		return u, err
	}
	switch v.(type) {
	case *native, *function, *class:
		return true, nil
	case *opaque, *instance:
		return ev.unknown("whether a %s is callable", typeName(v)), nil
	}
	return false, nil
}

// attrArgs are an object and a name.
func (ev *Interp) attrArgs(a *args, name string, lo, hi int) (string, *Unknown, error) {
	if err := ev.takeTuple(a, name, lo, hi); err != nil {
		return "", nil, err
	}
	if u, ok := a.pos[0].(*Unknown); ok {
		ev.mayRaise(u)
		return "", u, nil
	}
	if u := unknownOf(a.pos[1]); u != nil {
		ev.mayRaise(u)
		return "", u, nil
	}
	s, ok := pyvalue.Text(a.pos[1])
	if !ok {
		return "", nil, ev.raise(excTypeError, "%s(): attribute name must be string", name)
	}
	return s, nil, nil
}

func builtinGetAttr(ev *Interp, _ any, a *args) (any, error) {
	name, u, err := ev.attrArgs(a, "getattr", 2, 3)
	if u != nil || err != nil {
		return u, err
	}
	v, err := ev.getAttr(a.pos[0], name)
	if r, ok := err.(*raised); ok && r.inst.class == excAttributeError && len(a.pos) == 3 {
		return a.pos[2], nil
	}
	return v, err
}

func builtinHasAttr(ev *Interp, _ any, a *args) (any, error) {
	name, u, err := ev.attrArgs(a, "hasattr", 2, 2)
	if u != nil || err != nil {
		return u, err
	}
	v, err := ev.getAttr(a.pos[0], name)
	if _, ok := err.(*raised); ok {
		return false, nil
	}
	if u, ok := v.(*Unknown); ok {
		return u, err
	}
	return true, err
}

func builtinSetAttr(ev *Interp, _ any, a *args) (any, error) {
	name, u, err := ev.attrArgs(a, "setattr", 3, 3)
	if err != nil {
		return nil, err
	}
	if u != nil {
		if m, ok := a.pos[0].(*module); ok && m.scope != nil {
			ev.poison(m.scope, u)
		}
		return nil, nil
	}
	return nil, ev.setAttr(a.pos[0], name, a.pos[2])
}

func builtinApply(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.take(a, "apply", 1, 2); err != nil {
		return nil, err
	}
	call := &args{}
	if len(a.pos) == 2 {
		items, u, err := ev.iterate(a.pos[1])
		if u != nil || err != nil {
			return u, err
		}
		call.pos = items
	}
	return ev.call(a.pos[0], call)
}

func builtinGlobals(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		if err := ev.take(a, name, 0, 0); err != nil {
			return nil, err
		}
		if name == "locals" {
			return &nsDict{ev.frame.names()}, nil
		}
		return &nsDict{ev.frame.globals}, nil
	}
}

// builtinEval is eval() of a known text without scopes of its own.
func builtinEval(ev *Interp, _ any, a *args) (any, error) {
	s, ok := a.first().(string)
	if !ok || len(a.pos) != 1 || ev.depth >= maxDepth {
		u := ev.unknown("eval() of this is not followed")
		ev.mayRaise(u)
		ev.poison(ev.frame.globals, u)
		return u, nil
	}
	if err := ev.spend(16 * len(s)); err != nil {
		return nil, err
	}
	x, serr := syntax.ParseExpr([]byte(strings.TrimLeft(s, " \t")))
	if serr != nil {
		return nil, ev.raise(exceptionByName(serr.Type), "%s", serr.Msg)
	}
	ev.depth++
	defer func() { ev.depth-- }()
	fr := *ev.frame
	fr.base = fr.line - 1
	defer ev.push(&fr)()
	return ev.eval(x)
}
