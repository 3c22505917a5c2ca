// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
)

// method is a method of text, lists or dicts.
type method struct {
	least, most int // arguments
	// python is how many arguments Python takes where that is more; calls with
	// them are not followed.
	python int
	call   func(ev *Interp, self Value, a []Value) (Value, error)
	// holds: arguments may be unknown, they are only put somewhere.
	holds bool
	// changes: it changes the object, which is unknown where the method is
	// not followed.
	changes bool
}

// others are the methods that Python has and that are not followed, by type.
var others = map[string]string{
	"str": " center expandtabs format isalnum istitle translate swapcase __len__ __getitem__ __contains__ __add__ __mul__" +
		" __mod__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__ __getslice__ __iter__ ",
	"unicode": " center expandtabs format isalnum istitle translate swapcase isdecimal isnumeric ",
	"list": " __len__ __getitem__ __contains__ __add__ __mul__ __iter__ __eq__ __reversed__ " +
		"\n __setitem__ __delitem__ __iadd__ __imul__ __setslice__ __delslice__ __init__ ",
	"dict": " iteritems iterkeys itervalues viewitems viewkeys viewvalues fromkeys __len__ __getitem__ __contains__" +
		" __iter__ __eq__ __cmp__ \n popitem __setitem__ __delitem__ __init__ ",
	"int": " bit_length conjugate denominator imag numerator real ", "long": " bit_length conjugate denominator imag numerator real ",
	"bool": " bit_length conjugate denominator imag numerator real ", "tuple": " count index __len__ __getitem__ __contains__ __add__ __iter__ ",
	"float": " as_integer_ratio conjugate fromhex hex imag is_integer real ", "NoneType": " ",
}

// common are the attributes that everything has.
const common = " __class__ __doc__ __init__ __new__ __repr__ __str__ __hash__ __reduce__ __reduce_ex__ __getattribute__" +
	" __setattr__ __delattr__ __format__ __sizeof__ __subclasshook__ "

// getAttr is obj.name.
func (ev *Interp) getAttr(obj Value, name string) (Value, error) {
	switch obj := obj.(type) {
	case *Unknown:
		ev.touched(obj)
		return obj, nil
	case *module:
		return ev.moduleAttr(obj, name)
	case *record:
		return ev.recordAttr(obj, name)
	case *instance:
		return ev.exceptionAttr(obj, name), nil
	case *file:
		return ev.fileAttr(obj, name)
	case pyvalue.Object:
		if reachesAll[name] {
			ev.loseAll(ev.unknown("%s is not followed", name))
		}
		u := ev.unknown("attributes of a %s are not followed", obj.TypeName())
		ev.handOver(u, obj)
		return u, nil
	}
	typ := pyvalue.TypeName(obj)
	if m, ok := methods(obj)[name]; ok {
		return ev.bindMethod(obj, name, m), nil
	}
	if i := strings.Index(others[typ]+common, " "+name+" "); i >= 0 {
		u := ev.refuse("%s.%s is not followed", typ, name)
		if cut := strings.IndexByte(others[typ], '\n'); cut >= 0 && i >= cut && i < len(others[typ]) {
			ev.handOver(u, obj)
		}
		return u, nil
	}
	if strings.HasPrefix(name, "__") {
		u := ev.unknown("%s.%s is not followed", typ, name)
		ev.handOver(u, obj)
		return u, nil
	}
	return nil, ev.raise("AttributeError", "'%s' object has no attribute '%s'", typ, name)
}

func methods(v Value) map[string]method {
	switch v.(type) {
	case pyvalue.Str, pyvalue.Unicode:
		return textMethods
	case *pyvalue.List:
		return listMethods
	case *pyvalue.Dict:
		return dictMethods
	}
	return nil
}

// bindMethod is a method as a function.
func (ev *Interp) bindMethod(self Value, name string, m method) *native {
	return &native{name: name, self: self, fn: func(ev *Interp, a *args) (Value, error) {
		return ev.callMethod(self, name, m, a)
	}}
}

func (ev *Interp) callMethod(self Value, name string, m method, a *args) (Value, error) {
	u := ev.unknownOf(self)
	if u == nil && !m.holds {
		u = a.unknown(ev)
	}
	if u == nil && len(a.kw) > 0 && name != "update" {
		u = ev.unknown("keyword arguments of %s() are not followed", name)
	}
	if u != nil {
		ev.refuseCall(u, nil, a)
		if m.changes {
			ev.blur(self, u)
		}
		return u, nil
	}
	if len(a.pos) > m.most && len(a.pos) <= m.python {
		u := ev.unknown("%s() with %d arguments is not followed", name, len(a.pos))
		ev.refuseCall(u, nil, a)
		if m.changes {
			ev.blur(self, u)
		}
		return u, nil
	}
	if len(a.pos) < m.least || len(a.pos) > m.most {
		return nil, ev.raise("TypeError", "%s", arity(name, m.least, max(m.most, m.python), len(a.pos)))
	}
	if len(a.kw) > 0 {
		return dictUpdateKeywords(ev, self.(*pyvalue.Dict), a)
	}
	if m.changes {
		ev.change(self)
	}
	return m.call(ev, self, a.pos)
}

// arity says how a call's number of arguments is wrong.
func arity(name string, least, most, got int) string {
	want := "at most " + plural(most, "argument")
	switch {
	case most == 0:
		want = "no arguments"
	case least == most && most == 1:
		want = "exactly one argument"
	case least == most:
		want = "exactly " + plural(most, "argument")
	case got < least:
		want = "at least " + plural(least, "argument")
	}
	return fmt.Sprintf("%s() takes %s (%d given)", name, want, got)
}

// exceptionAttr is an attribute of an exception.
func (ev *Interp) exceptionAttr(e *instance, name string) Value {
	switch {
	case name == "args" && !(isA(e.class, "EnvironmentError") && len(e.args) == 3):
		return pyvalue.NewTuple(e.args...)
	case name == "args":
		return pyvalue.NewTuple(e.args[:2]...)
	case isA(e.class, "EnvironmentError") && len(e.args) >= 2:
		switch name {
		case "errno":
			return e.args[0]
		case "strerror":
			return e.args[1]
		}
	}
	return ev.refuse("attributes of an exception are not followed")
}
