// SPDX-License-Identifier: GPL-2.0-or-later

// Package pyformat is Python 2.7's `template % mapping`, as Mailman uses it
// for footers (Decorate.py: decorate) and for log lines that the settings hold
// (Syslog.py: write_ex).
//
// A template is a pickle.Str or pickle.Unicode. Each conversion names its key:
//
//	%(key)[-+ #0][width][.precision][hlL]conversion    conversion is one of
//	diouxX eEfFgG c r s, or % for a plain %
//
// From the first unicode that is put in, the result is unicode, and then no
// byte outside of ASCII may be in it (Objects/stringobject.c: PyString_Format).
//
// Two things are not as in Python. A conversion without a key formats the
// whole mapping there, a member's password included ("100% sure" has the
// conversion "% s"); here it is a TypeError, as nearly all such are there.
// And width and precision have a limit.
package pyformat

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"mmgen/runner/pickle"
)

// Mapping is what a template's keys are looked up in. The key is a
// pickle.Str or, where the template is unicode by then, a pickle.Unicode.
type Mapping interface {
	Lookup(key pickle.Value) pickle.Value
}

// Error is an exception that Python raises for a template.
type Error struct {
	Type string // ValueError, TypeError, OverflowError, UnicodeDecodeError
	Text string
}

func (e *Error) Error() string { return e.Text }

// Is makes the exceptions of one type equal, for errors.Is.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Type == e.Type && (other.Text == "" || other.Text == e.Text)
}

func valueError(format string, args ...any) error {
	return &Error{"ValueError", fmt.Sprintf(format, args...)}
}

func typeError(format string, args ...any) error {
	return &Error{"TypeError", fmt.Sprintf(format, args...)}
}

// Format is `template % m`. The result is a pickle.Str or pickle.Unicode;
// errors are of type *Error.
func Format(template pickle.Value, m Mapping) (pickle.Value, error) {
	f := formatter{mapping: m}
	switch t := template.(type) {
	case pickle.Str:
		f.rest = string(t)
	case pickle.Unicode:
		f.rest, f.unicode = string(t), true
	default:
		return nil, typeError("unsupported operand type(s) for %%: '%s' and 'instance'", typeName(template))
	}
	f.whole = len(f.rest)
	for f.rest != "" {
		if err := f.step(); err != nil {
			return nil, err
		}
	}
	if !f.unicode {
		return pickle.Str(f.out.String()), nil
	}
	if _, ok := template.(pickle.Str); ok && f.foreign != nil {
		return nil, f.foreign
	}
	return pickle.Unicode(f.out.String()), nil
}

// formatter is the state of one Format.
type formatter struct {
	mapping Mapping
	rest    string          // what of the template is to come
	whole   int             // length of the template, for error texts
	unicode bool            // the result is unicode by now
	out     strings.Builder // the result so far
	foreign error           // what is wrong with it if it becomes unicode
}

// literal appends a piece that came from a str if the template is one.
func (f *formatter) literal(s string) {
	f.out.WriteString(s)
	if f.foreign == nil {
		f.foreign = checkASCII(s)
	}
}

// step handles the text up to a % sign, or one conversion.
func (f *formatter) step() error {
	if i := strings.IndexByte(f.rest, '%'); i != 0 {
		if i < 0 {
			i = len(f.rest)
		}
		f.literal(f.rest[:i])
		f.rest = f.rest[i:]
		return nil
	}
	sp, err := f.parse()
	if err != nil {
		return err
	}
	if sp.conversion == '%' {
		f.literal(sp.pad("%", 1))
		return nil
	}
	if !sp.named {
		return typeError("%%%c names no key; a plain %% is written %%%%", sp.conversion)
	}
	return f.convert(sp, f.lookup(sp.key))
}

func (f *formatter) lookup(key string) pickle.Value {
	if f.unicode {
		return f.mapping.Lookup(pickle.Unicode(key))
	}
	return f.mapping.Lookup(pickle.Str(key))
}

// convert appends a value.
func (f *formatter) convert(sp spec, v pickle.Value) error {
	if _, ok := v.(pickle.Unicode); ok && (sp.conversion == 's' || sp.conversion == 'c') {
		f.unicode = true
	}
	switch sp.conversion {
	case 's', 'r':
		return f.text(sp, v)
	case 'c':
		return f.char(sp, v)
	case 'd', 'i', 'u', 'o', 'x', 'X':
		return f.integer(sp, v)
	case 'e', 'E', 'f', 'F', 'g', 'G':
		return f.float(sp, v)
	}
	return valueError("unsupported format character '%c' (0x%x) at index %d",
		sp.conversion, sp.conversion, f.whole-len(f.rest)-1)
}

// text is %s and %r.
func (f *formatter) text(sp spec, v pickle.Value) error {
	if u, ok := v.(pickle.Unicode); ok && sp.conversion == 's' {
		s := cutRunes(string(u), sp.precision)
		f.out.WriteString(sp.pad(s, utf8.RuneCountInString(s)))
		return nil
	}
	s := Str(v)
	if sp.conversion == 'r' {
		s = pickle.Repr(v)
	}
	if f.unicode {
		if err := checkASCII(s); err != nil {
			return err
		}
	}
	if 0 <= sp.precision && sp.precision < len(s) {
		s = s[:sp.precision]
	}
	f.literal(sp.pad(s, len(s)))
	return nil
}

// char is %c.
func (f *formatter) char(sp spec, v pickle.Value) error {
	switch v := v.(type) {
	case pickle.Unicode:
		if utf8.RuneCountInString(string(v)) == 1 {
			f.out.WriteString(sp.pad(string(v), 1))
			return nil
		}
		return typeError("%%c requires int or char")
	case pickle.Str:
		if len(v) == 1 {
			f.literal(sp.pad(string(v), 1))
			return nil
		}
		return typeError("%%c requires int or char")
	case float64:
		return typeError("integer argument expected, got float")
	}
	n, ok := pickle.AsInt(v)
	switch {
	case !ok:
		return typeError("an integer is required")
	case n < 0:
		return &Error{"OverflowError", "unsigned byte integer is less than minimum"}
	case n > 255:
		return &Error{"OverflowError", "unsigned byte integer is greater than maximum"}
	}
	f.literal(sp.pad(string([]byte{byte(n)}), 1))
	return nil
}

// cutRunes is s[:n] of a unicode; a negative n means all of it.
func cutRunes(s string, n int) string {
	if n < 0 {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// checkASCII is what happens to a str that meets a unicode.
func checkASCII(s string) error {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return &Error{"UnicodeDecodeError", fmt.Sprintf(
				"'ascii' codec can't decode byte 0x%02x in position %d: ordinal not in range(128)", s[i], i)}
		}
	}
	return nil
}
