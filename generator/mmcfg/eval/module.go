// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// Module is an imported module: one that was evaluated (scope), one that is
// known in parts (Attrs), or one of which nothing is known.
type Module struct {
	Object
	Name  string
	scope *scope
	Attrs map[string]Value
	// More says which other names an `import *` of a module that is known in parts may define;
	// nil if that is not known.
	More func(name string) bool
}

func (*Module) TypeName() string { return "module" }

// packageModule loads a module of Mailman's package; nil if there is none.
func (ev *Interp) packageModule(name string) (*Module, error) {
	if m, ok := ev.modules[name]; ok {
		return m, nil
	}
	if err := ev.Ask(); err != nil {
		return nil, err
	}
	src, ok, err := ev.opts.Find(name)
	if err != nil {
		return nil, &Error{File: src.File, Msg: err.Error()}
	}
	if !ok {
		return nil, nil
	}
	if u := ev.doubted[name]; u != nil {
		return nil, u
	}
	return ev.loadSource(name, src)
}

// loadSource evaluates a file as a module. As in Python, a module is registered before its
// body is executed, and is removed again if that raises an exception.
func (ev *Interp) loadSource(name string, src Source) (*Module, error) {
	body, serr := syntax.Parse(src.Text)
	if serr != nil {
		return nil, &Error{File: src.File, Line: serr.Line, Type: serr.Type, Msg: serr.Msg}
	}
	m := &Module{Name: mailman + "." + name, scope: newScope(400)}
	for _, e := range src.Values {
		key, _ := pyvalue.AsString(e.Key)
		m.scope.vars[key] = binding{val: pyvalue.Clone(e.Value)}
	}
	m.scope.vars["__name__"] = binding{val: pyvalue.Str(m.Name), file: src.File}
	m.scope.vars["__file__"] = binding{val: pyvalue.Str(cmp.Or(src.Path, src.File)), file: src.File}
	m.scope.vars["__doc__"] = binding{file: src.File}
	ev.modules[name] = m
	if ev.depth >= maxDepth {
		return nil, ev.stop("imports modules more than %d deep", maxDepth)
	}
	ev.depth++
	tries := ev.tries
	defer func() { ev.depth--; ev.tries = tries }()
	defer ev.push(&frame{file: src.File, names: names{globals: m.scope}, module: true})()
	_, err := ev.block(body)
	if err != nil {
		delete(ev.modules, name)
	}
	return m, err
}

// moduleAttr is module.name.
func (ev *Interp) moduleAttr(m *Module, name string) (Value, error) {
	if m.scope != nil {
		if b, ok := m.scope.vars[name]; ok {
			return b.val, nil
		}
		if u := m.scope.missing(name); u != nil {
			return nil, u
		}
		if strings.HasPrefix(name, "__") {
			return nil, ev.Refuse("%s.%s is not followed", m.Name, name)
		}
		return nil, ev.Raise("AttributeError", "'module' object has no attribute '%s'", name)
	}
	if m.Name == mailman {
		sub, err := ev.mailmanModule(name)
		if sub == nil && err == nil {
			return nil, ev.Raise("AttributeError", "'module' object has no attribute '%s'", name)
		}
		return sub, err
	}
	if m.Name == "sys" && name == "path" {
		ev.pathSet = true
	}
	if m.Name == "os" && name == "environ" {
		return ev.Environ(), nil
	}
	if v, ok := m.Attrs[name]; ok {
		return v, nil
	}
	return nil, ev.Refuse("%s.%s is not evaluated", m.Name, name)
}

// importTop finds the module that the first part of a name in an import statement means.
func (ev *Interp) importTop(name string) (*Module, error) {
	if m, err := ev.mailmanModule(name); m != nil || err != nil {
		return m, err
	}
	if name == mailman {
		return &Module{Name: mailman}, nil
	}
	if m := ev.opts.Library.Module(name); m != nil {
		return m, nil
	}
	if _, hasPath := ev.opts.Host.Environ()["PYTHONPATH"]; ev.opts.Installed == nil || ev.pathSet || hasPath {
		return nil, ev.Refuse("what module %s does is not known", name)
	}
	if err := ev.Ask(); err != nil {
		return nil, err
	}
	installed, err := ev.opts.Installed(name)
	switch {
	case err != nil:
		return nil, ev.Refuse("whether there is a module %s: %v", name, err)
	case !installed:
		return nil, ev.Raise("ImportError", "No module named %s", name)
	}
	return nil, ev.Refuse("what module %s does is not known", name)
}

// importPath finds module a.b.c: first is a, last is c.
func (ev *Interp) importPath(path string) (first, last *Module, err error) {
	parts := strings.Split(path, ".")
	first, err = ev.importTop(parts[0])
	last = first
	for _, p := range parts[1:] {
		if err == nil {
			last, err = ev.submodule(last, p)
		}
	}
	return first, last, err
}

func (ev *Interp) submodule(parent *Module, name string) (*Module, error) {
	switch {
	case parent.Name == mailman:
		sub, err := ev.mailmanModule(name)
		if err == nil && sub == nil {
			return nil, ev.Raise("ImportError", "No module named %s", name)
		}
		return sub, err
	case parent.Name == "os" && name == "path":
		return ev.opts.Library.Module("os.path"), nil
	case parent.scope != nil:
		return nil, ev.Raise("ImportError", "No module named %s", name)
	}
	return nil, ev.Refuse("what module %s.%s does is not known", parent.Name, name)
}

// mailmanModule is a module of Mailman's package: one of settings, which is evaluated, or one
// of Mailman's code, which is not; nil if there is none.
func (ev *Interp) mailmanModule(name string) (*Module, error) {
	if strings.Contains(mailmanModules, " "+name+" ") {
		return &Module{Name: mailman + "." + name}, nil
	}
	return ev.packageModule(name)
}

// mailman is Mailman's package.
const mailman = "Mailman"

// mailmanModules are the modules of Mailman 2.1 that are code, and not settings.
const mailmanModules = " Archiver Autoresponder Bouncer Bouncers Cgi Commands CSRFcheck Deliverer Digester Errors" +
	" GatewayManager Gui HTMLFormatter Handlers ListAdmin LockFile Logging MTA MailList Mailbox MemberAdaptor" +
	" Message OldStyleMemberships Pending Post Queue SafeDict SecurityManager TopicMgr UserDesc Utils" +
	" htmlformat i18n versions "

// Environ is os.environ.
func (ev *Interp) Environ() *pyvalue.Dict {
	if ev.env == nil {
		env := ev.opts.Host.Environ()
		ev.env = &pyvalue.Dict{}
		for _, name := range slices.Sorted(maps.Keys(env)) {
			ev.env.SetStr(name, pyvalue.Str(env[name]))
		}
	}
	return ev.env
}
