// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "fmt"

// Error is why Python 2.7 would not compile a file.
type Error struct {
	Line int    // the line, from 1
	Type string // SyntaxError, IndentationError, ValueError, MemoryError; "" if Python may compile the text, but it is not followed here
	Msg  string // the message, in Python's words
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s: %s", e.Line, e.Type, e.Msg) }

func syntaxError(line int, format string, args ...any) *Error {
	return &Error{line, "SyntaxError", fmt.Sprintf(format, args...)}
}

func indentError(line int, msg string) *Error { return &Error{line, "IndentationError", msg} }

func invalidSyntax(line int) *Error { return syntaxError(line, "invalid syntax") }
