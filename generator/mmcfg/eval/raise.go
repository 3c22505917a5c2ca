// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"

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
	class string
	args  []Value
}

func (i *instance) TypeName() string { return displayName(i.class) }

func (i *instance) EqualTo(v Value, _ func(a, b Value) bool) bool { return i == v }

// Repr is repr() of an exception.
func (i *instance) Repr() string {
	args := pyvalue.Repr(pyvalue.NewTuple(i.args...))
	return displayName(i.class) + args
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
	case isA(i.class, "EnvironmentError") && len(i.args) == 2:
		return fmt.Sprintf("[Errno %s] %s", pyvalue.Text(i.args[0]), pyvalue.Text(i.args[1]))
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

// isA says whether an exception is base or below it.
func isA(name, base string) bool {
	for name != "" && name != base {
		name = exceptions[name]
	}
	return name == base
}

// displayName is what Python calls an exception.
func displayName(name string) string {
	if len(name) > 7 && name[:7] == "socket." {
		return name[7:]
	}
	return name
}

// raise is a Python exception with a message.
func (ev *Interp) raise(class, format string, args ...any) error {
	return ev.raiseArgs(class, pyvalue.Str(fmt.Sprintf(format, args...)))
}

// raiseArgs is a Python exception with arguments.
func (ev *Interp) raiseArgs(class string, args ...Value) error {
	return ev.raiseInstance(&instance{class, args})
}

func (ev *Interp) raiseInstance(inst *instance) error {
	return &raised{inst: inst, at: ev.outermost(), inner: ev.where()}
}

// raiseFrom is an exception that an operation of pyvalue raises. What it does
// otherwise than Python, for a bound of its own or for another default
// encoding than ASCII, is unknown.
func (ev *Interp) raiseFrom(err error) (Value, error) {
	e, ok := err.(*pyvalue.Error)
	switch {
	case !ok:
		return nil, err
	case e.Bound, e.Type == "UnicodeDecodeError" && ev.charset != "ascii":
		return ev.refuse("%s", e.Text), nil
	case e.Type == "KeyError":
		return ev.refuse("a key that is not there"), nil
	}
	return nil, ev.raise(e.Type, "%s", e.Text)
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
	if s.Type == nil {
		if ev.frame.caught != nil {
			return ev.frame.caught
		}
		return ev.raiseUnknown()
	}
	v, err := ev.eval(s.Type)
	if err != nil {
		return err
	}
	var args []Value
	if s.Inst != nil {
		arg, err := ev.eval(s.Inst)
		if err != nil {
			return err
		}
		if ev.unknownIn(arg) != nil {
			return ev.raiseUnknown()
		}
		args = []Value{arg}
	}
	switch v := v.(type) {
	case *class:
		if _, ok := exceptions[v.name]; ok {
			return ev.raiseClass(v.name, args)
		}
	case *instance:
		if len(args) == 0 && s.Tback == nil {
			return ev.raiseInstance(v)
		}
	}
	return ev.raiseUnknown()
}

// raiseClass raises what `raise Class, arg` does: a tuple is several arguments,
// and None is none.
func (ev *Interp) raiseClass(name string, args []Value) error {
	if len(args) == 1 {
		switch arg := args[0].(type) {
		case nil:
			args = nil
		case *pyvalue.Tuple:
			args = arg.Items
		case *instance:
			return ev.raiseUnknown()
		}
	}
	return ev.raiseArgs(name, args...)
}

// raiseUnknown ends the body of a try, or the file.
func (ev *Interp) raiseUnknown() error {
	ev.refuse("the exception that is raised here is not known")
	if len(ev.tries) > 0 {
		return ev.raise("Exception", "")
	}
	return ev.stop("ends with an exception")
}
