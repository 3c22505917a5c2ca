// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/syntax"
)

// module is an imported module: one that was evaluated (scope), one that is
// known in parts (lookup), or one of which nothing is known.
type module struct {
	name    string
	scope   *scope
	lookup  func(ev *Interp, name string) (any, error)
	partial bool                   // scope is not all of it
	exports []string               // what `import *` takes, of those known in parts
	more    func(name string) bool // further names that `import *` defines
}

// missing is what a module's lookup returns for a name it does not know.
var missing any = &opaque{"missing"}

// packageModule loads a module of Mailman's package; nil where there is none.
func (ev *Interp) packageModule(name string) (*module, error) {
	if b, ok := ev.modules.vars[name]; ok {
		return b.val.(*module), nil
	}
	if p, ok := ev.opts.Presets[name]; ok {
		return ev.loadPreset(name, p)
	}
	if ev.opts.Find == nil {
		return nil, nil
	}
	if err := ev.ask(); err != nil {
		return nil, err
	}
	src, ok, err := ev.opts.Find(name)
	if err != nil {
		return nil, &Error{File: src.File, Type: "", Msg: err.Error()}
	}
	if !ok {
		return nil, nil
	}
	return ev.loadSource(name, src)
}

// loadSource evaluates a file as a module.
func (ev *Interp) loadSource(name string, src Source) (*module, error) {
	tree, serr := syntax.Parse(src.Text)
	if serr != nil {
		return nil, ev.syntaxError(src.File, serr)
	}
	m := ev.newModule(name, cmpOr(src.Path, src.File), src.File)
	fr := &frame{file: src.File, globals: m.scope, module: true, future: tree.Future}
	defer ev.push(fr)()
	return ev.loaded(name, m, ev.moduleBody(tree))
}

// moduleBody executes a file. A frame around it is in place.
func (ev *Interp) moduleBody(tree *syntax.Module) error {
	if ev.depth >= maxDepth {
		return ev.stop("imports modules more than %d deep", maxDepth)
	}
	ev.depth++
	defer func() { ev.depth-- }()
	tries := ev.tries
	_, err := ev.block(tree.Body)
	ev.tries = tries
	return err
}

// newModule registers a module before its body runs, as Python does.
func (ev *Interp) newModule(name, path, file string) *module {
	m := &module{name: "Mailman." + name, scope: newScope(400)}
	m.scope.vars["__name__"] = binding{val: m.name, file: file}
	m.scope.vars["__file__"] = binding{val: path, file: file}
	m.scope.vars["__doc__"] = binding{file: file}
	ev.touchName(ev.modules, name)
	ev.modules.vars[name] = binding{val: m}
	return m
}

// loaded is a module whose body was executed; one that failed is forgotten.
func (ev *Interp) loaded(name string, m *module, err error) (*module, error) {
	if err != nil {
		ev.unset(ev.modules, name)
		return nil, err
	}
	return m, nil
}

func (ev *Interp) loadPreset(name string, p Preset) (*module, error) {
	m := ev.newModule(name, p.File, p.File)
	for _, it := range p.Values {
		key, _ := it.Key.(string)
		m.scope.vars[key] = binding{val: imported(it.Value), file: p.File}
	}
	tree, serr := syntax.Parse([]byte(p.Prelude))
	if serr != nil {
		return nil, ev.syntaxError(p.File, serr)
	}
	defer ev.push(&frame{file: p.File, globals: m.scope, module: true})()
	return ev.loaded(name, m, ev.moduleBody(tree))
}

// syntaxError is the exception of a file that does not compile. It is in that
// file, whoever imports it.
func (ev *Interp) syntaxError(file string, e *syntax.Error) error {
	c := exceptionByName(e.Type)
	at := place{file, e.Line}
	return &raised{inst: &instance{c, []any{e.Msg}}, at: at, inner: at}
}

// importTop finds a module by the name an import statement gives, of which it
// is the first part.
func (ev *Interp) importTop(name string, absolute bool) (any, error) {
	if !absolute {
		m, err := ev.packageModule(name)
		if m != nil || err != nil {
			return m, err
		}
	}
	switch {
	case name == "Mailman":
		return ev.mailmanPackage(), nil
	case isMailmanModule(name) && !absolute:
		return &module{name: "Mailman." + name}, nil
	}
	if m := stdlib(name); m != nil {
		return m, nil
	}
	u := ev.unknown("what module %s does is not known", name)
	ev.mayRaise(u)
	return u, nil
}

// importPath finds module a.b.c: what is bound is the first part's module, or
// for `as` and `from` the last one's.
func (ev *Interp) importPath(path string, absolute bool) (first, last any, err error) {
	parts := strings.Split(path, ".")
	if first, err = ev.importTop(parts[0], absolute); err != nil {
		return nil, nil, err
	}
	last = first
	for _, p := range parts[1:] {
		if last, err = ev.submodule(last, p); err != nil {
			return nil, nil, err
		}
	}
	return first, last, nil
}

func (ev *Interp) submodule(parent any, name string) (any, error) {
	m, ok := parent.(*module)
	switch {
	case !ok:
		return parent, nil
	case m.name == "Mailman":
		sub, err := ev.mailmanModule(name)
		if err == nil && sub == nil {
			return nil, ev.raise(excImportError, "No module named %s", name)
		}
		return sub, err
	case m.name == "os" && name == "path":
		return stdlib("os.path"), nil
	case m.scope != nil:
		return nil, ev.raise(excImportError, "No module named %s", name)
	}
	return &module{name: m.name + "." + name}, nil
}

// mailmanPackage is `import Mailman`: its modules are found as they are named.
func (ev *Interp) mailmanPackage() *module {
	return &module{name: "Mailman", lookup: func(ev *Interp, name string) (any, error) {
		m, err := ev.mailmanModule(name)
		if m == nil || err != nil {
			return missing, err
		}
		return m, nil
	}}
}

// mailmanModule is a module of Mailman's package: one that settings live in,
// or one that is not looked into; nil for none.
func (ev *Interp) mailmanModule(name string) (any, error) {
	m, err := ev.packageModule(name)
	switch {
	case err != nil:
		return nil, err
	case m != nil:
		return m, nil
	case isMailmanModule(name):
		return &module{name: "Mailman." + name}, nil
	}
	return nil, nil
}

// isMailmanModule says whether Mailman 2.1 has a module of that name, which
// is not a settings file.
func isMailmanModule(name string) bool {
	return strings.Contains(" Archiver Autoresponder Bouncer Bouncers Cgi Commands CSRFcheck Deliverer Digester Errors"+
		" GatewayManager Gui HTMLFormatter Handlers ListAdmin LockFile Logging MTA MailList Mailbox MemberAdaptor"+
		" Message OldStyleMemberships Pending Post Queue SafeDict SecurityManager Site TopicMgr UserDesc Utils"+
		" htmlformat i18n versions ", " "+name+" ")
}
