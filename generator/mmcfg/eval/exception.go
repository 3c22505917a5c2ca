// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"
	"strings"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// raised is a Python exception on its way.
type raised struct {
	inst  *instance
	at    place // in the innermost file (not in a function)
	inner place // where it arose, if that is elsewhere
}

func (r *raised) Error() string { return r.inst.class + ": " + r.inst.String() }

// stopped is a bound that was passed.
type stopped struct {
	at  place
	msg string
}

func (s *stopped) Error() string { return s.msg }

// instance is an exception.
type instance struct {
	Object
	class string
	args  []Value
}

func (i *instance) TypeName() string { return displayName(i.class) }

// Repr is repr() of an exception.
func (i *instance) Repr() string {
	return displayName(i.class) + pyvalue.Repr(pyvalue.NewTuple(i.args...))
}

// String is str() of an exception.
func (i *instance) String() string {
	switch {
	case len(i.args) == 0:
		return ""
	case len(i.args) == 1 && isA(i.class, "KeyError"):
		return pyvalue.Repr(i.args[0])
	case len(i.args) == 1:
		return pyvalue.Text(i.args[0])
	case isA(i.class, "EnvironmentError") && len(i.args) == 3:
		return fmt.Sprintf("[Errno %s] %s: %s", pyvalue.Text(i.args[0]), pyvalue.Text(i.args[1]), pyvalue.Repr(i.args[2]))
	}
	return pyvalue.Repr(pyvalue.NewTuple(i.args...))
}

// exceptions are those of Python 2.7, each with what it derives from. Those
// of module socket have names of this package's.
var exceptions = map[string]string{
	"BaseException": "", "SystemExit": "BaseException", "KeyboardInterrupt": "BaseException",
	"GeneratorExit": "BaseException", "Exception": "BaseException", "StopIteration": "Exception",
	"StandardError": "Exception", "Warning": "Exception", "ArithmeticError": "StandardError",
	"ZeroDivisionError": "ArithmeticError", "OverflowError": "ArithmeticError", "FloatingPointError": "ArithmeticError",
	"AssertionError": "StandardError", "AttributeError": "StandardError", "EnvironmentError": "StandardError",
	"IOError": "EnvironmentError", "OSError": "EnvironmentError", "EOFError": "StandardError",
	"ImportError": "StandardError", "LookupError": "StandardError", "IndexError": "LookupError",
	"KeyError": "LookupError", "MemoryError": "StandardError", "NameError": "StandardError",
	"UnboundLocalError": "NameError", "RuntimeError": "StandardError", "NotImplementedError": "RuntimeError",
	"SyntaxError": "StandardError", "IndentationError": "SyntaxError", "TabError": "IndentationError",
	"SystemError": "StandardError", "TypeError": "StandardError", "ValueError": "StandardError",
	"UnicodeError": "ValueError", "UnicodeDecodeError": "UnicodeError", "UnicodeEncodeError": "UnicodeError",
	"BufferError": "StandardError", "ReferenceError": "StandardError", "UserWarning": "Warning",
	"DeprecationWarning": "Warning", "RuntimeWarning": "Warning", "SyntaxWarning": "Warning",
	"FutureWarning": "Warning", "PendingDeprecationWarning": "Warning", "ImportWarning": "Warning",
	"UnicodeWarning": "Warning", "BytesWarning": "Warning",
	"socket.error": "IOError", "socket.gaierror": "socket.error", "socket.herror": "socket.error",
	"socket.timeout": "socket.error",
}

// IsException says whether a builtin name is an exception's.
func IsException(name string) bool {
	_, ok := exceptions[name]
	return ok && !strings.Contains(name, ".")
}

// isA says whether an exception is base or below it.
func isA(name, base string) bool {
	for name != "" && name != base {
		name = exceptions[name]
	}
	return name == base
}

// displayName is what Python calls an exception.
func displayName(name string) string { return strings.TrimPrefix(name, "socket.") }

// Raise is a Python exception with a message for people. A file does not get to
// see it: how Python shows an exception is unknown.
func (ev *Interp) Raise(class, format string, args ...any) error {
	return ev.RaiseArgs(class, pyvalue.Str(fmt.Sprintf(format, args...)))
}

// RaiseArgs is a Python exception with arguments.
func (ev *Interp) RaiseArgs(class string, args ...Value) error {
	return &raised{inst: &instance{class: class, args: args}, at: ev.outermost(), inner: ev.where()}
}

func (r *raised) public() *Error {
	e := &Error{File: r.at.file, Line: r.at.line, Type: displayName(r.inst.class), Msg: r.inst.String()}
	if r.inner != r.at {
		e.Inner = r.inner.String()
	}
	return e
}

// execRaise raises an exception that is known. Another one ends the file all
// the same, unless a try is around it.
func (ev *Interp) execRaise(s *syntax.Raise) error {
	if s.Type == nil && ev.frame.caught != nil {
		return ev.frame.caught
	}
	v, err := ev.evalOpt(s.Type)
	if err != nil {
		return err
	}
	arg, err := ev.evalOpt(s.Arg)
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case *Class:
		_, isText := arg.(pyvalue.Str)
		if _, ok := exceptions[v.Name]; ok && isText {
			return ev.RaiseArgs(v.Name, arg)
		} else if ok && s.Arg == nil {
			return ev.RaiseArgs(v.Name)
		}
	case *instance:
		if s.Arg == nil {
			return ev.RaiseArgs(v.class, v.args...)
		}
	}
	ev.Refuse("the exception that is raised here is not known")
	if len(ev.tries) > 0 {
		return ev.Raise("Exception", "")
	}
	return ev.stop("ends with an exception")
}
