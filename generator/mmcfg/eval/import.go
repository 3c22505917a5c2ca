// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"cmp"
	"strings"

	"mmgen/generator/mmcfg/syntax"
)

func (ev *Interp) execImport(s *syntax.Import) error {
	for _, a := range s.Names {
		m, last, err := ev.importPath(a.Name)
		if err != nil {
			return err
		}
		if a.As != "" {
			m = last
		}
		ev.bind(a.Binds(), m)
	}
	return nil
}

func (ev *Interp) execImportFrom(s *syntax.ImportFrom) error {
	_, from, err := ev.importPath(s.Module)
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

// importName binds one name of a module. It keeps the origin that the name has in the module.
func (ev *Interp) importName(m *Module, a syntax.Alias) error {
	if m.scope != nil && a.As == "" {
		if b, ok := m.scope.vars[a.Name]; ok {
			ev.frame.names.scopeOf(a.Name).vars[a.Name] = b
			return nil
		}
	}
	v, err := ev.moduleAttr(m, a.Name)
	if e := raised(err); e != nil && e.Type == "AttributeError" {
		return ev.Raise("ImportError", "cannot import name %s", a.Name)
	}
	if err == nil {
		ev.bind(cmp.Or(a.As, a.Name), v)
	}
	return err
}

// importStar is from m import *.
func (ev *Interp) importStar(m *Module) error {
	into := ev.frame.names.globals
	switch {
	case m.scope != nil:
		return ev.importScope(m, into)
	case m.More == nil:
		return ev.Refuse("what module %s defines is not known", m.Name)
	}
	ev.importPart(m, into)
	return nil
}

// importPart imports the names of a module that is known in parts.
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

// importScope imports the names of an evaluated module that do not begin with an underscore.
func (ev *Interp) importScope(m *Module, into *scope) error {
	if _, ok := m.scope.vars["__all__"]; ok {
		return ev.Refuse("__all__ in a module is not followed")
	}
	into.rest = append(into.rest, m.scope.rest...)
	for name, b := range m.scope.vars {
		if !strings.HasPrefix(name, "_") {
			into.vars[name] = b
		}
	}
	return ev.spend(len(m.scope.vars) * 64)
}
