// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"maps"
	"slices"

	"mmgen/generator/mmcfg/syntax"
)

// Result is a module after its evaluation.
type Result struct {
	ev  *Interp
	mod *Module
}

// Binding is one name of a module.
type Binding struct {
	Name  string
	Value Value // unless Unknown or Opaque
	// Unknown is why the value can't be known.
	Unknown *Unknown
	// Opaque says that the value is a function, module or the like.
	Opaque bool
	// File and Line are where the value was last set or changed.
	File string
	Line int
}

// Run evaluates a file as module name (of Mailman's package).
func (ev *Interp) Run(name string, src Source) (*Result, error) {
	m, err := ev.loadSource(name, src)
	if err != nil {
		return nil, err
	}
	return &Result{ev, m}, nil
}

// Import evaluates a module of Mailman's package as `import` would.
func (ev *Interp) Import(name string) (*Result, error) {
	m, err := ev.packageModule(name)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, &Error{Type: "ImportError", Msg: "No module named " + name}
	}
	return &Result{ev, m}, nil
}

// Bindings returns all names, sorted.
func (r *Result) Bindings() []Binding {
	out := make([]Binding, 0, len(r.mod.scope.vars))
	for _, name := range slices.Sorted(maps.Keys(r.mod.scope.vars)) {
		out = append(out, r.ev.export(name, r.mod.scope.vars[name]))
	}
	return out
}

// Lost is why any name may have been set: the file does something that can't be followed, such
// as execfile(). It is nil if the file does not.
func (r *Result) Lost() *Unknown { return r.mod.scope.missing("SMTPHOST") }

// Expr evaluates an expression with the names of the module.
func (r *Result) Expr(x syntax.Expr, file string, line int) (Binding, error) {
	ev := r.ev
	fr := &frame{file: file, line: line, names: names{globals: r.mod.scope}, module: true}
	defer ev.push(fr)()
	v, err := ev.eval(x)
	if u, ok := err.(*Unknown); ok {
		return Binding{Unknown: u}, nil
	}
	if err != nil {
		return Binding{}, err
	}
	return ev.export("", binding{val: v, file: file, line: line}), nil
}

// Set gives a name of the module a value.
func (r *Result) Set(name string, v Value, file string, line int) {
	r.ev.seq++
	r.mod.scope.vars[name] = binding{v, file, line, r.ev.seq}
}

// export makes a Binding of a binding.
func (ev *Interp) export(name string, b binding) Binding {
	out := Binding{Name: name, File: b.file, Line: b.line}
	if m := ev.marks[keyOf(b.val)]; m != nil && m.seq > b.seq {
		out.File, out.Line = m.file, m.line
	}
	in := ev.inspect(b.val)
	switch {
	case in.unknown != nil:
		out.Unknown = in.unknown
	case in.tooLarge:
		out.Unknown = &Unknown{File: b.file, Line: b.line, Reason: "the value is too large"}
	case in.opaque:
		out.Opaque = true
	default:
		out.Value = b.val
	}
	return out
}
