// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"
	"strings"
)

// exceptions are those of Python 2.7 that a settings file may meet, each with its base class.
// Those of module socket have a prefix here.
var exceptions = map[string]string{
	"BaseException": "", "SystemExit": "BaseException", "KeyboardInterrupt": "BaseException", "Exception": "BaseException",
	"StopIteration": "Exception", "StandardError": "Exception", "Warning": "Exception", "ArithmeticError": "StandardError",
	"ZeroDivisionError": "ArithmeticError", "OverflowError": "ArithmeticError", "AssertionError": "StandardError",
	"AttributeError": "StandardError", "EnvironmentError": "StandardError", "IOError": "EnvironmentError",
	"OSError": "EnvironmentError", "EOFError": "StandardError", "ImportError": "StandardError", "LookupError": "StandardError",
	"IndexError": "LookupError", "KeyError": "LookupError", "MemoryError": "StandardError", "NameError": "StandardError",
	"UnboundLocalError": "NameError", "RuntimeError": "StandardError", "NotImplementedError": "RuntimeError",
	"SyntaxError": "StandardError", "IndentationError": "SyntaxError", "SystemError": "StandardError",
	"TypeError": "StandardError", "ValueError": "StandardError", "UnicodeError": "ValueError",
	"UnicodeDecodeError": "UnicodeError", "UnicodeEncodeError": "UnicodeError",
	"socket.error": "IOError", "socket.gaierror": "socket.error", "socket.herror": "socket.error",
	"socket.timeout": "socket.error",
}

// IsException says whether a builtin name is that of an exception.
func IsException(name string) bool {
	_, ok := exceptions[name]
	return ok && !strings.Contains(name, ".")
}

// isA says whether an exception is base or derives from it.
func isA(name, base string) bool {
	for name != "" && name != base {
		name = exceptions[name]
	}
	return name == base
}

// Raise is a Python exception. Its message is for people; a file can't see it.
func (ev *Interp) Raise(class, format string, args ...any) error {
	at, inner := ev.outermost(), ev.where()
	e := &Error{File: at.file, Line: at.line, Type: class, Msg: fmt.Sprintf(format, args...)}
	if inner != at {
		e.Inner = inner.String()
	}
	return e
}

// raised is an error as a Python exception; nil if it is another kind of error.
func raised(err error) *Error {
	if e, ok := err.(*Error); ok && e.Type != "" {
		return e
	}
	return nil
}
