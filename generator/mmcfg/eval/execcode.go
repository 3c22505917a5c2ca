// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

// execExec is the exec statement: of a known text in the current scopes.
func (ev *Interp) execExec(s *syntax.Exec) error {
	v, err := ev.eval(s.Code)
	if err != nil {
		return err
	}
	if t, ok := asTuple(v); ok && len(t.items) == 1 && s.Globals == nil {
		v = t.items[0]
	}
	text, ok := v.(string)
	if f, isFile := v.(*file); isFile {
		text, ok = f.text[f.pos:], true
	}
	for _, x := range []syntax.Expr{s.Globals, s.Locals} {
		if x != nil {
			ok = false
			if _, err := ev.eval(x); err != nil {
				return err
			}
		}
	}
	if !ok {
		u := unknownOf(v)
		if u == nil {
			u = ev.unknown("exec of this is not followed")
		}
		ev.mayRaise(u)
		ev.poison(ev.frame.names(), u)
		return nil
	}
	return ev.runText(Source{File: ev.frame.file, Text: []byte(text)}, ev.frame.line-1)
}

// runText executes a text in the current scopes; base is added to its lines.
func (ev *Interp) runText(src Source, base int) error {
	if err := ev.spend(16 * len(src.Text)); err != nil {
		return err
	}
	tree, serr := syntax.Parse(src.Text)
	if serr != nil {
		e := *serr
		e.Line += base
		return ev.syntaxError(src.File, &e)
	}
	fr := *ev.frame
	fr.file, fr.base, fr.future = src.File, base, tree.Future
	defer ev.push(&fr)()
	return ev.moduleBody(tree)
}

// builtinExecfile is execfile(path) in the current scopes.
func builtinExecfile(ev *Interp, _ any, a *args) (any, error) {
	path, ok := a.first().(string)
	if !ok || len(a.pos) != 1 || len(a.names) > 0 {
		u := a.unknown()
		if u == nil {
			u = ev.unknown("execfile() of this is not followed")
		}
		ev.mayRaise(u)
		ev.poison(ev.frame.names(), u)
		return nil, nil
	}
	text, u, err := ev.readFile(path)
	if err != nil {
		return nil, err
	}
	if u != nil {
		ev.poison(ev.frame.names(), u)
		return nil, nil
	}
	return nil, ev.runText(Source{File: path, Text: []byte(text)}, 0)
}

// builtinReload leaves a module as it is: reload(sys) is what files do.
func builtinReload(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.take(a, "reload", 1, 1); err != nil {
		return nil, err
	}
	m, ok := a.pos[0].(*module)
	if ok && m.scope != nil {
		u := ev.unknown("reload() of %s is not followed", m.name)
		ev.mayRaise(u)
		ev.poison(m.scope, u)
	}
	return a.pos[0], nil
}

func builtinImport(ev *Interp, _ any, a *args) (any, error) {
	name, ok := a.first().(string)
	if !ok || len(a.pos) != 1 || len(a.names) > 0 {
		u := ev.unknown("__import__() of this is not followed")
		ev.mayRaise(u)
		return u, nil
	}
	first, _, err := ev.importPath(name, false)
	return first, err
}
