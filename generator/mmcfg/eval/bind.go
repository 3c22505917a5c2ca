// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"

	"mmgen/generator/mmcfg/syntax"
)

// bind gives the parameters their arguments (ceval.c: PyEval_EvalCodeEx).
func (ev *Interp) bind(f *function, a *args, locals *scope, caller place) error {
	ps := f.def.params
	n := len(ps.Args)
	vals, given := make([]any, n), make([]bool, n)
	if len(a.pos) > n && ps.Star == "" {
		return ev.tooMany(f, len(a.pos)+len(a.kw))
	}
	for i := range min(len(a.pos), n) {
		vals[i], given[i] = a.pos[i], true
	}
	put := func(name string, v any) {
		ev.seq++
		locals.vars[name] = binding{v, caller.file, caller.line, ev.seq}
	}
	if ps.Star != "" {
		put(ps.Star, newTuple(a.pos[min(len(a.pos), n):]...))
	}
	extra := newDict()
	for k, name := range a.names {
		i := paramIndex(ps, name)
		switch {
		case i >= 0 && given[i]:
			return ev.raise(excTypeError, "%s() got multiple values for keyword argument '%s'", f.name, name)
		case i >= 0:
			vals[i], given[i] = a.kw[k], true
		case ps.Double == "":
			return ev.raise(excTypeError, "%s() got an unexpected keyword argument '%s'", f.name, name)
		default:
			extra.put(name, hashStr(name), a.kw[k])
		}
	}
	if ps.Double != "" {
		put(ps.Double, extra)
	}
	for i := range ps.Args {
		if d := i - (n - len(f.defaults)); !given[i] && d >= 0 {
			vals[i], given[i] = f.defaults[d], true
		}
		if !given[i] {
			return ev.tooMany(f, len(a.pos)+len(a.kw))
		}
	}
	return ev.bindTargets(ps.Args, vals, put)
}

// bindTargets binds names, and takes tuple parameters apart.
func (ev *Interp) bindTargets(targets []syntax.Expr, vals []any, put func(string, any)) error {
	for i, t := range targets {
		switch t := t.(type) {
		case *syntax.Name:
			put(t.ID, vals[i])
		case *syntax.Tuple:
			items, u, err := ev.iterate(vals[i])
			if err != nil {
				return err
			}
			if u != nil {
				items = make([]any, len(t.Elts))
				for j := range items {
					items[j] = u
				}
			}
			if len(items) < len(t.Elts) {
				return ev.raise(excValueError, "need more than %d values to unpack", len(items))
			}
			if len(items) > len(t.Elts) {
				return ev.raise(excValueError, "too many values to unpack")
			}
			if err := ev.bindTargets(t.Elts, items, put); err != nil {
				return err
			}
		}
	}
	return nil
}

func paramIndex(ps *syntax.Params, name string) int {
	for i, p := range ps.Args {
		if n, ok := p.(*syntax.Name); ok && n.ID == name {
			return i
		}
	}
	return -1
}

// tooMany is the TypeError of a call with too many or too few arguments.
func (ev *Interp) tooMany(f *function, got int) error {
	ps := f.def.params
	n := len(ps.Args)
	bound := "exactly"
	switch {
	case len(f.defaults) > 0 && got < n-len(f.defaults), ps.Star != "":
		bound, n = "at least", n-len(f.defaults)
	case len(f.defaults) > 0:
		bound = "at most"
	}
	plural := "s"
	if n == 1 {
		plural = ""
	}
	if n == 0 && bound == "exactly" {
		return ev.raise(excTypeError, "%s() takes no arguments (%d given)", f.name, got)
	}
	return ev.raise(excTypeError, "%s() takes %s %s argument%s (%d given)", f.name, bound, fmt.Sprint(n), plural, got)
}
