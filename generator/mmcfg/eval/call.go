// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"mmgen/generator/mmcfg/pyvalue"
	"mmgen/generator/mmcfg/syntax"
)

// args are the arguments of a call.
type args struct {
	pos   []any
	names []string // of the keyword arguments
	kw    []any
}

// keyword takes a keyword argument out.
func (a *args) keyword(name string) (any, bool) {
	for i, n := range a.names {
		if n == name {
			v := a.kw[i]
			a.names = append(a.names[:i:i], a.names[i+1:]...)
			a.kw = append(a.kw[:i:i], a.kw[i+1:]...)
			return v, true
		}
	}
	return nil, false
}

func (a *args) all() []any { return append(a.pos[:len(a.pos):len(a.pos)], a.kw...) }

// unknown is the first argument that can't be known.
func (a *args) unknown() *Unknown {
	for _, v := range a.pos {
		if u := unknownOf(v); u != nil {
			return u
		}
	}
	for _, v := range a.kw {
		if u := unknownOf(v); u != nil {
			return u
		}
	}
	return nil
}

// take checks the number of arguments of a function that has no keywords.
func (ev *Interp) take(a *args, name string, lo, hi int) error {
	if len(a.names) > 0 {
		return ev.raise(excTypeError, "%s() takes no keyword arguments", name)
	}
	if n := len(a.pos); n < lo || n > hi {
		return ev.raise(excTypeError, "%s", arity(name, lo, hi, n))
	}
	return nil
}

// takeTuple is take with the words of functions that unpack a tuple of
// arguments (PyArg_UnpackTuple).
func (ev *Interp) takeTuple(a *args, name string, lo, hi int) error {
	n, bound, want := len(a.pos), "", lo
	switch {
	case len(a.names) > 0:
		return ev.raise(excTypeError, "%s() takes no keyword arguments", name)
	case lo <= n && n <= hi:
		return nil
	case lo < hi && n < lo:
		bound = "at least "
	case lo < hi:
		bound, want = "at most ", hi
	}
	return ev.raise(excTypeError, "%s expected %s%d arguments, got %d", name, bound, want, n)
}

func (ev *Interp) evalCall(x *syntax.Call) (any, error) {
	f, err := ev.eval(x.Func)
	if err != nil {
		return nil, err
	}
	a := &args{}
	if a.pos, err = ev.evalAll(x.Args); err != nil {
		return nil, err
	}
	for _, k := range x.Keywords {
		v, err := ev.eval(k.Value)
		if err != nil {
			return nil, err
		}
		a.names, a.kw = append(a.names, k.Name), append(a.kw, v)
	}
	lost, err := ev.starArgs(x, a)
	if err != nil {
		return nil, err
	}
	if lost != nil {
		// With which arguments can't be known.
		ev.mayRaise(lost)
		return lost, ev.handedOver(lost, append(a.all(), f)...)
	}
	return ev.call(f, a)
}

// starArgs adds *args and **kwargs; lost says why that can't be done.
func (ev *Interp) starArgs(x *syntax.Call, a *args) (lost *Unknown, err error) {
	if x.Star != nil {
		v, err := ev.eval(x.Star)
		if err != nil {
			return nil, err
		}
		items, u, err := ev.iterate(v)
		if err != nil {
			return nil, err
		}
		lost = u
		a.pos = append(a.pos, items...)
	}
	if x.Double == nil {
		return lost, nil
	}
	v, err := ev.eval(x.Double)
	if err != nil {
		return nil, err
	}
	if u := unknownOf(v); u != nil {
		return u, nil
	}
	d, ok := v.(*dict)
	if !ok {
		return nil, ev.raise(excTypeError, "argument after ** must be a mapping, not %s", typeName(v))
	}
	live := d.live()
	if err := ev.settle(d); err != nil {
		return nil, err
	}
	for _, s := range live {
		name, ok := pyvalue.Text(s.key)
		if !ok {
			return nil, ev.raise(excTypeError, "keywords must be strings")
		}
		a.names, a.kw = append(a.names, name), append(a.kw, s.val)
	}
	return lost, nil
}

// call calls f.
func (ev *Interp) call(f any, a *args) (any, error) {
	switch f := f.(type) {
	case *native:
		if m := markOf(f.recv); m != nil && m.unknown != nil {
			ev.mayRaise(m.unknown)
			return m.unknown, ev.handedOver(m.unknown, a.all()...)
		}
		return f.fn(ev, f.recv, a)
	case *function:
		return ev.callFunction(f, a)
	case *class:
		return ev.callClass(f, a)
	case *Unknown:
		ev.mayRaise(f)
		return f, ev.handedOver(f, a.all()...)
	case *opaque, *instance:
		u := ev.unknown("what a %s does is not followed", typeName(f))
		ev.mayRaise(u)
		return u, ev.handedOver(u, a.all()...)
	}
	return nil, ev.raise(excTypeError, "'%s' object is not callable", typeName(f))
}

// callClass makes an instance.
func (ev *Interp) callClass(c *class, a *args) (any, error) {
	if f := constructor(c); f != nil {
		return f(ev, nil, a)
	}
	if c.scope == nil && c.unknown == nil || c.isException() && c.attr("__init__") == nil {
		return &instance{c, a.pos}, nil
	}
	u := ev.unknown("instances of class %s are not followed", c.name)
	ev.mayRaise(u)
	return u, ev.handedOver(u, append(a.all(), c)...)
}

// attr is what a class or its bases define.
func (c *class) attr(name string) *binding {
	if c.scope != nil {
		if b, ok := c.scope.vars[name]; ok {
			return &b
		}
	}
	for _, base := range c.bases {
		if b := base.attr(name); b != nil {
			return b
		}
	}
	return nil
}

// callFunction interprets a function of a file.
func (ev *Interp) callFunction(f *function, a *args) (any, error) {
	if f.generator {
		u := ev.unknown("the generator %s() is not followed", f.name)
		ev.mayRaise(u)
		return u, ev.handedOver(u, append(a.all(), f)...)
	}
	if ev.depth >= maxDepth {
		return nil, ev.stop("calls functions more than %d deep", maxDepth)
	}
	locals := newScope(len(f.def.locals))
	caller := ev.where()
	if err := ev.bind(f, a, locals, caller); err != nil {
		return nil, err
	}
	ev.depth++
	defer func() { ev.depth-- }()
	fr := &frame{file: f.file, base: f.base, globals: f.globals, locals: locals, outer: f.outer, code: f.def, future: f.future}
	defer ev.push(fr)()
	if f.def.expr != nil {
		return ev.eval(f.def.expr)
	}
	c, err := ev.block(f.def.body)
	switch {
	case err != nil:
		return nil, err
	case c == ctlReturn:
		return fr.ret, nil
	case c == ctlLostCall:
		u := fr.ret.(*Unknown)
		return u, ev.havoc(u, f.def.body)
	}
	return nil, nil
}
