// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "fmt"

// raised is a Python exception on its way.
type raised struct {
	inst  *instance
	at    place // in the innermost file (not in a function)
	inner place // where it arose, if that is elsewhere
}

func (r *raised) Error() string { return r.inst.class.name + ": " + exceptionText(r.inst) }

// stopped is a bound that was passed.
type stopped struct {
	at  place
	msg string
}

func (s *stopped) Error() string { return s.msg }

func exception(name string, bases ...*class) *class { return &class{name: name, bases: bases} }

// The exceptions that files name or operations raise, as they derive from
// each other.
var (
	excBaseException     = exception("BaseException")
	excSystemExit        = exception("SystemExit", excBaseException)
	excKeyboardInterrupt = exception("KeyboardInterrupt", excBaseException)
	excGeneratorExit     = exception("GeneratorExit", excBaseException)
	excException         = exception("Exception", excBaseException)
	excStopIteration     = exception("StopIteration", excException)
	excStandardError     = exception("StandardError", excException)
	excWarning           = exception("Warning", excException)
	excArithmeticError   = exception("ArithmeticError", excStandardError)
	excZeroDivisionError = exception("ZeroDivisionError", excArithmeticError)
	excOverflowError     = exception("OverflowError", excArithmeticError)
	excAssertionError    = exception("AssertionError", excStandardError)
	excAttributeError    = exception("AttributeError", excStandardError)
	excEnvironmentError  = exception("EnvironmentError", excStandardError)
	excIOError           = exception("IOError", excEnvironmentError)
	excOSError           = exception("OSError", excEnvironmentError)
	excSocketError       = exception("error", excIOError)
	excSocketGaiError    = exception("gaierror", excSocketError)
	excSocketHError      = exception("herror", excSocketError)
	excSocketTimeout     = exception("timeout", excSocketError)
	excEOFError          = exception("EOFError", excStandardError)
	excImportError       = exception("ImportError", excStandardError)
	excLookupError       = exception("LookupError", excStandardError)
	excIndexError        = exception("IndexError", excLookupError)
	excKeyError          = exception("KeyError", excLookupError)
	excMemoryError       = exception("MemoryError", excStandardError)
	excNameError         = exception("NameError", excStandardError)
	excUnboundLocalError = exception("UnboundLocalError", excNameError)
	excRuntimeError      = exception("RuntimeError", excStandardError)
	excNotImplemented    = exception("NotImplementedError", excRuntimeError)
	excSyntaxError       = exception("SyntaxError", excStandardError)
	excIndentationError  = exception("IndentationError", excSyntaxError)
	excSystemError       = exception("SystemError", excStandardError)
	excTypeError         = exception("TypeError", excStandardError)
	excValueError        = exception("ValueError", excStandardError)
	excUnicodeError      = exception("UnicodeError", excValueError)
	excUnicodeDecode     = exception("UnicodeDecodeError", excUnicodeError)
	excUnicodeEncode     = exception("UnicodeEncodeError", excUnicodeError)
)

// exceptionByName is the exception that a file calls name.
func exceptionByName(name string) *class {
	for _, c := range [...]*class{
		excBaseException, excSystemExit, excKeyboardInterrupt, excGeneratorExit, excException, excStopIteration,
		excStandardError, excWarning, excArithmeticError, excZeroDivisionError, excOverflowError, excAssertionError,
		excAttributeError, excEnvironmentError, excIOError, excOSError, excEOFError, excImportError, excLookupError,
		excIndexError, excKeyError, excMemoryError, excNameError, excUnboundLocalError, excRuntimeError,
		excNotImplemented, excSyntaxError, excIndentationError, excSystemError, excTypeError, excValueError,
		excUnicodeError, excUnicodeDecode, excUnicodeEncode,
	} {
		if c.name == name {
			return c
		}
	}
	switch name {
	case "UserWarning", "DeprecationWarning", "RuntimeWarning", "SyntaxWarning", "FutureWarning",
		"PendingDeprecationWarning", "ImportWarning", "UnicodeWarning", "BytesWarning":
		return exception(name, excWarning)
	case "FloatingPointError":
		return exception(name, excArithmeticError)
	case "BufferError", "ReferenceError":
		return exception(name, excStandardError)
	case "TabError":
		return exception(name, excIndentationError)
	}
	return nil
}

func (c *class) isException() bool { return c.isA(excBaseException) }

// raise is a Python exception with a message.
func (ev *Interp) raise(c *class, format string, args ...any) error {
	return ev.raiseArgs(c, fmt.Sprintf(format, args...))
}

// raiseArgs is a Python exception with arguments.
func (ev *Interp) raiseArgs(c *class, args ...any) error {
	return ev.raiseInstance(&instance{c, args})
}

func (ev *Interp) raiseInstance(inst *instance) error {
	return &raised{inst: inst, at: ev.outermost(), inner: ev.where()}
}

// outermost is the line of the innermost file that is being evaluated, out of
// all functions: what who wrote the file wants to know.
func (ev *Interp) outermost() place {
	fr := ev.frame
	for fr != nil && !fr.module {
		fr = fr.caller
	}
	if fr == nil {
		return place{}
	}
	return place{fr.file, fr.line}
}

func (r *raised) public() *Error {
	e := &Error{File: r.at.file, Line: r.at.line, Type: r.inst.class.name, Msg: exceptionText(r.inst)}
	if r.inner != r.at {
		e.Inner = r.inner.String()
	}
	return e
}

// exceptionText is str() of an exception.
func exceptionText(inst *instance) string {
	switch {
	case len(inst.args) == 0:
		return ""
	case len(inst.args) == 1 && inst.class.isA(excKeyError):
		return reprOf(inst.args[0])
	case len(inst.args) == 1:
		return textOf(inst.args[0])
	case inst.class.isA(excEnvironmentError) && len(inst.args) == 3:
		return fmt.Sprintf("[Errno %s] %s: %s", textOf(inst.args[0]), textOf(inst.args[1]), reprOf(inst.args[2]))
	case inst.class.isA(excEnvironmentError) && len(inst.args) == 2:
		return fmt.Sprintf("[Errno %s] %s", textOf(inst.args[0]), textOf(inst.args[1]))
	}
	return reprOf(newTuple(inst.args...))
}

// arity says how a call's number of arguments is wrong.
func arity(name string, lo, hi, got int) string {
	plural := func(n int) string {
		if n == 1 {
			return "argument"
		}
		return "arguments"
	}
	switch {
	case hi == 0:
		return fmt.Sprintf("%s() takes no arguments (%d given)", name, got)
	case lo == hi:
		return fmt.Sprintf("%s() takes exactly %s %s (%d given)", name, count(lo), plural(lo), got)
	case got < lo:
		return fmt.Sprintf("%s() takes at least %d %s (%d given)", name, lo, plural(lo), got)
	}
	return fmt.Sprintf("%s() takes at most %d %s (%d given)", name, hi, plural(hi), got)
}

func count(n int) string {
	if n == 1 {
		return "one"
	}
	return fmt.Sprint(n)
}
