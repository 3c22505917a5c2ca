// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// importedName is the name that `import a.b` or `import a.b as c` binds.
func importedName(a syntax.Alias) string {
	first, _, _ := strings.Cut(a.Name, ".")
	return either(a.As, first)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (ev *Interp) execImport(s *syntax.Import) error {
	for _, a := range s.Names {
		first, last, err := ev.importPath(a.Name)
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
	if s.Module == "__future__" && !s.Relative {
		return nil
	}
	from, err := ev.importedFrom(s)
	if err != nil {
		return err
	}
	if s.Star {
		return ev.importStar(from)
	}
	for _, a := range s.Names {
		if err := ev.importName(from, a); err != nil {
			return err
		}
	}
	return nil
}

// importedFrom is the module of a from import. A settings file is in Mailman's
// package, so a dot in front is that.
func (ev *Interp) importedFrom(s *syntax.ImportFrom) (last Value, err error) {
	if !s.Relative {
		_, last, err = ev.importPath(s.Module)
		return last, err
	}
	last = &Module{Name: "Mailman"}
	for _, name := range strings.FieldsFunc(s.Module, func(r rune) bool { return r == '.' }) {
		if last, err = ev.known(ev.submodule(last, name)); err != nil {
			return nil, err
		}
	}
	return last, nil
}

// importName binds one name of a module. A name of a module that was
// evaluated keeps its origin.
func (ev *Interp) importName(from Value, a syntax.Alias) error {
	name := either(a.As, a.Name)
	into := ev.frame.scopeOf(name)
	m, ok := from.(*Module)
	if !ok { // an *Unknown
		ev.set(into, name, from)
		return nil
	}
	if m.scope != nil && a.As == "" {
		if b, ok := m.scope.vars[a.Name]; ok {
			into.vars[name] = b
			return nil
		}
	}
	v, err := ev.known(ev.moduleAttr(m, a.Name))
	if e := raised(err); e != nil && e.Type == "AttributeError" {
		return ev.Raise("ImportError", "cannot import name %s", a.Name)
	}
	if err == nil {
		ev.set(into, name, v)
	}
	return err
}

// importStar is from m import *.
func (ev *Interp) importStar(from Value) error {
	into := ev.frame.globals
	if ev.frame.locals != nil {
		into = ev.frame.locals
	}
	m, ok := from.(*Module)
	switch {
	case !ok:
		ev.loseScope(into, from.(*Unknown))
	case m.scope != nil:
		return ev.importScope(m, into)
	case m.More == nil:
		u := ev.Unknown("what module %s defines is not known", m.Name)
		ev.touched(u)
		ev.loseScope(into, u)
	default:
		ev.importPart(m, into)
	}
	return nil
}

// importPart takes the names of a module that is known in parts.
func (ev *Interp) importPart(m *Module, into *scope) {
	u := ev.Unknown("what module %s defines is not known", m.Name)
	into.rest = append(into.rest, rest{m.More, u})
	for name := range into.vars {
		if m.More(name) {
			ev.set(into, name, u)
		}
	}
	for name, v := range m.Attrs {
		ev.set(into, name, v)
	}
}

// importScope takes the names of an evaluated module: __all__, or those
// without an underscore in front.
func (ev *Interp) importScope(m *Module, into *scope) error {
	into.rest = append(into.rest, m.scope.rest...)
	if all, ok := m.scope.vars["__all__"]; ok {
		names, err := ev.Iterate(all.val)
		if u, ok := err.(*Unknown); ok {
			ev.touched(u)
			ev.loseScope(into, u)
			return nil
		}
		if err != nil {
			return err
		}
		for _, n := range names {
			name, _ := pyvalue.AsString(n)
			b, ok := m.scope.vars[name]
			if !ok {
				return ev.Raise("AttributeError", "'module' object has no attribute '%s'", name)
			}
			into.vars[name] = b
		}
		return nil
	}
	for name, b := range m.scope.vars {
		if !strings.HasPrefix(name, "_") {
			into.vars[name] = b
		}
	}
	return ev.spend(len(m.scope.vars) * 64)
}
