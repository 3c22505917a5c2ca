// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/syntax"
)

func (ev *Interp) execImport(s *syntax.Import) error {
	for _, a := range s.Names {
		first, last, err := ev.importPath(a.Name, ev.frame.future.AbsoluteImport)
		if err != nil {
			return err
		}
		v := first
		if a.As != "" {
			v = last
		}
		name := importedName(a)
		ev.set(ev.frame.scopeOf(name), name, v)
	}
	return nil
}

func (ev *Interp) execImportFrom(s *syntax.ImportFrom) error {
	if s.Module == "__future__" {
		return nil
	}
	last, err := ev.importedFrom(s)
	if err != nil {
		return err
	}
	if s.Star {
		return ev.importStar(last)
	}
	for _, a := range s.Names {
		v, err := ev.importName(last, a.Name)
		if err != nil {
			return err
		}
		name := cmpOr(a.As, a.Name)
		if b, ok := ev.sharedBinding(last, a.Name); ok && a.As == "" {
			ev.setBinding(ev.frame.scopeOf(name), name, b)
			continue
		}
		ev.set(ev.frame.scopeOf(name), name, v)
	}
	return nil
}

// importedFrom is the module of a from import. A settings file is in
// Mailman's package, so one leading dot is that.
func (ev *Interp) importedFrom(s *syntax.ImportFrom) (any, error) {
	switch {
	case s.Level == 0:
		_, last, err := ev.importPath(s.Module, ev.frame.future.AbsoluteImport)
		return last, err
	case s.Level > 1:
		return nil, ev.raise(excValueError, "Attempted relative import beyond toplevel package")
	case s.Module == "":
		return ev.mailmanPackage(), nil
	}
	var last any = ev.mailmanPackage()
	for _, p := range strings.Split(s.Module, ".") {
		var err error
		if last, err = ev.submodule(last, p); err != nil {
			return nil, err
		}
	}
	return last, nil
}

// sharedBinding is a name of an evaluated module with its origin.
func (ev *Interp) sharedBinding(m any, name string) (binding, bool) {
	if m, ok := m.(*module); ok && m.scope != nil {
		b, ok := m.scope.vars[name]
		return b, ok
	}
	return binding{}, false
}

func (ev *Interp) importName(m any, name string) (any, error) {
	mod, ok := m.(*module)
	if !ok {
		return m, nil // an *Unknown
	}
	v, err := ev.moduleAttr(mod, name)
	if r, ok := err.(*raised); ok && r.inst.class == excAttributeError {
		return nil, ev.raise(excImportError, "cannot import name %s", name)
	}
	return v, err
}

// importStar is from m import *.
func (ev *Interp) importStar(m any) error {
	into := ev.frame.names()
	mod, ok := m.(*module)
	if !ok {
		// A module that nothing is known of may set anything.
		ev.poison(into, m.(*Unknown))
		return nil
	}
	switch {
	case mod.scope != nil:
		return ev.importScope(mod, into)
	case len(mod.exports) > 0:
		for _, name := range mod.exports {
			v, err := ev.moduleAttr(mod, name)
			if err != nil {
				return err
			}
			ev.set(into, name, v)
		}
	}
	if mod.more != nil || len(mod.exports) == 0 {
		ev.addRest(into, rest{mod.more, ev.unknown("what module %s defines is not known", mod.name)})
	}
	return nil
}

// importScope takes the names of an evaluated module: __all__, or those
// without an underscore in front.
func (ev *Interp) importScope(m *module, into *scope) error {
	for _, r := range m.scope.rest {
		ev.addRest(into, r)
	}
	if all, ok := m.scope.vars["__all__"]; ok {
		names, u, err := ev.iterate(all.val)
		if err != nil {
			return err
		}
		if u != nil {
			ev.poison(into, u)
			return nil
		}
		for _, n := range names {
			name, _ := n.(string)
			b, ok := m.scope.vars[name]
			if !ok {
				return ev.raise(excAttributeError, "'module' object has no attribute '%s'", name)
			}
			ev.setBinding(into, name, b)
		}
		return nil
	}
	if err := ev.spend(len(m.scope.vars) * 64); err != nil {
		return err
	}
	for name, b := range m.scope.vars {
		if !strings.HasPrefix(name, "_") {
			ev.setBinding(into, name, b)
		}
	}
	return nil
}
