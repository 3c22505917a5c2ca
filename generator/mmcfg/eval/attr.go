// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "math/big"

// getAttr is obj.name.
func (ev *Interp) getAttr(obj any, name string) (any, error) {
	if u, ok := obj.(*Unknown); ok {
		ev.mayRaise(u)
		return u, nil
	}
	switch o := obj.(type) {
	case *module:
		return ev.moduleAttr(o, name)
	case *class:
		return ev.classAttr(o, name)
	case *instance:
		return ev.instanceAttr(o, name)
	case *structure:
		for i, n := range o.names {
			if n == name {
				return o.items[i], nil
			}
		}
	case *function:
		switch name {
		case "__name__", "func_name":
			return o.name, nil
		case "__doc__", "func_doc":
			return ev.unknown("docstrings of functions are not kept"), nil
		}
	}
	if f := method(obj, name); f != nil {
		return &native{name: name, recv: obj, fn: f}, nil
	}
	if knownMethod(obj, name) {
		return ev.unknown("%s.%s is not followed", typeName(obj), name), nil
	}
	return nil, ev.raise(excAttributeError, "'%s' object has no attribute '%s'", typeName(obj), name)
}

// method is a method of a built-in type; nil for none.
func method(obj any, name string) nativeFunc {
	switch obj.(type) {
	case string, unicode:
		return textMethod(name)
	case *list:
		return listMethod(name)
	case *dict:
		return dictMethod(name)
	case *nsDict:
		return nsMethod(name)
	case *tuple, *structure:
		return tupleMethod(name)
	case *file:
		return fileMethod(name)
	case *iterator:
		if name == "next" {
			return iteratorNext
		}
	}
	return nil
}

// knownMethod says whether an object has an attribute that is not followed.
func knownMethod(obj any, name string) bool {
	if len(name) > 4 && name[:2] == "__" {
		return true
	}
	switch obj.(type) {
	case string, unicode:
		switch name {
		case "encode", "expandtabs", "translate", "isnumeric", "isdecimal":
			return true
		}
	case *dict, *nsDict:
		switch name {
		case "viewkeys", "viewvalues", "viewitems", "popitem", "fromkeys", "clear", "pop", "copy", "values", "iterkeys", "itervalues", "iteritems":
			return true
		}
	case *file:
		switch name {
		case "write", "writelines", "seek", "tell", "fileno", "flush", "truncate", "isatty", "mode", "encoding", "newlines", "errors", "softspace":
			return true
		}
	case int64, bool, float64, *big.Int:
		switch name {
		case "real", "imag", "numerator", "denominator", "conjugate", "bit_length", "is_integer", "hex", "as_integer_ratio", "fromhex":
			return true
		}
	case *opaque, *function, *slice:
		return true
	}
	return false
}

func (ev *Interp) moduleAttr(m *module, name string) (any, error) {
	if m.scope != nil {
		if b, ok := m.scope.vars[name]; ok {
			return b.val, nil
		}
		if u := m.scope.missing(name); u != nil {
			ev.mayRaise(u)
			return u, nil
		}
	}
	if m.lookup != nil {
		v, err := m.lookup(ev, name)
		if v != missing || err != nil {
			return v, err
		}
	}
	switch name {
	case "__name__":
		return m.name, nil
	case "__dict__":
		if m.scope != nil {
			return &nsDict{m.scope}, nil
		}
	}
	if m.scope != nil && !m.partial {
		return nil, ev.raise(excAttributeError, "'module' object has no attribute '%s'", name)
	}
	u := ev.unknown("%s.%s is not evaluated", m.name, name)
	ev.mayRaise(u)
	return u, nil
}

func (ev *Interp) classAttr(c *class, name string) (any, error) {
	if b := c.attr(name); b != nil {
		if f, ok := b.val.(*function); ok {
			u := ev.unknown("methods of class %s are not followed", c.name)
			return u, ev.handedOver(u, f)
		}
		return b.val, nil
	}
	if name == "__name__" {
		return c.name, nil
	}
	if f := unboundMethod(c, name); f != nil {
		return &native{name: name, fn: f}, nil
	}
	if c.unknown == nil && !c.isA(typeDict) && !c.isA(typeFloat) && !c.isException() && (len(name) < 2 || name[:2] != "__") {
		return nil, ev.raise(excAttributeError, "type object '%s' has no attribute '%s'", c.name, name)
	}
	u := ev.unknown("%s.%s is not followed", c.name, name)
	ev.mayRaise(u)
	return u, nil
}

// unboundMethod is str.lower and the like; nil for none.
func unboundMethod(c *class, name string) nativeFunc {
	var example any
	switch c {
	case typeStr:
		example = ""
	case typeUnicode:
		example = unicode("")
	case typeList:
		example = (*list)(nil)
	case typeDict:
		example = (*dict)(nil)
	}
	f := method(example, name)
	if f == nil {
		return nil
	}
	return func(ev *Interp, _ any, a *args) (any, error) {
		if u := unknownOf(a.first()); u != nil {
			ev.mayRaise(u)
			return u, ev.handedOver(u, a.all()...)
		}
		if len(a.pos) == 0 || classOf(a.pos[0]) != c {
			return nil, ev.raise(excTypeError, "descriptor '%s' requires a '%s' object but received a '%s'", name, c.name, typeName(a.first()))
		}
		return f(ev, a.pos[0], &args{pos: a.pos[1:], names: a.names, kw: a.kw})
	}
}

// instanceAttr is an attribute of an exception.
func (ev *Interp) instanceAttr(o *instance, name string) (any, error) {
	switch name {
	case "args":
		return newTuple(o.args...), nil
	case "message":
		if len(o.args) == 1 {
			return o.args[0], nil
		}
		return "", nil
	case "errno", "strerror", "filename":
		if o.class.isA(excEnvironmentError) {
			i := map[string]int{"errno": 0, "strerror": 1, "filename": 2}[name]
			if i < len(o.args) && len(o.args) > 1 {
				return o.args[i], nil
			}
			return nil, nil
		}
	}
	u := ev.unknown("%s.%s is not followed", o.class.name, name)
	ev.mayRaise(u)
	return u, nil
}

// setAttr is obj.name = v.
func (ev *Interp) setAttr(obj any, name string, v any) error {
	switch o := obj.(type) {
	case *module:
		if o.scope == nil {
			o.scope, o.partial = newScope(1), true
		}
		ev.set(o.scope, name, v)
		return nil
	case *class:
		if o.scope != nil {
			ev.set(o.scope, name, v)
		}
		return nil
	case *Unknown:
		ev.mayRaise(o)
		return nil
	case *function, *instance, *opaque:
		return nil
	}
	return ev.raise(excAttributeError, "'%s' object has no attribute '%s'", typeName(obj), name)
}

func (ev *Interp) delAttr(obj any, name string) error {
	if m, ok := obj.(*module); ok && m.scope != nil {
		if _, ok := m.scope.vars[name]; ok {
			ev.unset(m.scope, name)
			return nil
		}
	}
	if u := unknownOf(obj); u != nil {
		ev.mayRaise(u)
		return nil
	}
	return ev.raise(excAttributeError, "%s", name)
}
