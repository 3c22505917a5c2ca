// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A template is a Str or Unicode with conversions:
//
//	%[(key)][-+ #0][width][.precision][hlL]conversion    conversion is one of
//	diouxX eEfFgG c r s, or % for a plain %
//
// From the first unicode that is put in, the result is unicode, and then no
// byte outside of ASCII may be in it (Objects/stringobject.c: PyString_Format,
// Objects/unicodeobject.c: PyUnicode_Format).

// Format is `template % args` of Python 2.7. Args are a tuple of values, or a
// dict or Mapping in which conversions with a key look, or one value. The
// result is a Str or Unicode; errors are of type *Error.
func Format(template, args Value) (Value, error) {
	f := formatter{args: []Value{args}}
	switch a := args.(type) {
	case *Tuple:
		f.args = a.Items
	case *List:
		f.lookup = func(key Value) (Value, error) {
			return nil, typeError("list indices must be integers, not %s", TypeName(key))
		}
	case *Dict:
		f.lookup = a.item
	case Mapping:
		f.lookup = func(key Value) (Value, error) { return a.Lookup(key), nil }
	}
	return f.format(template, args)
}

// FormatMapping is `template % m` as Mailman uses it for footers (Decorate.py:
// decorate) and for log lines that the settings hold (Syslog.py: write_ex).
// One thing is not as in Python: a conversion without a key formats the whole
// mapping there, a member's password included ("100% sure" has the conversion
// "% s"); here it is a TypeError, as nearly all such are there.
func FormatMapping(template Value, m Mapping) (Value, error) {
	f := formatter{named: true, lookup: func(key Value) (Value, error) { return m.Lookup(key), nil }}
	return f.format(template, m)
}

// Mapping is what a template's keys are looked up in. The key is a Str or,
// where the template is unicode by then, a Unicode.
type Mapping interface {
	Lookup(key Value) Value
}

// item is d[key].
func (d *Dict) item(key Value) (Value, error) {
	if v, ok := d.Get(key); ok {
		return v, nil
	}
	return nil, &Error{Type: "KeyError", Text: Repr(key), Key: key}
}

// Error is an exception that Python raises for an operation on values.
type Error struct {
	Type string // ValueError, TypeError, OverflowError, UnicodeDecodeError, KeyError
	Text string
	Key  Value // the key, with a KeyError
	// Bound: it is not Python that raises this, but a limit of this package
	// was passed.
	Bound bool
}

func (e *Error) Error() string { return e.Text }

// Is makes the exceptions of one type equal, for errors.Is.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Type == e.Type && (other.Text == "" || other.Text == e.Text)
}

func valueError(format string, args ...any) error {
	return &Error{Type: "ValueError", Text: fmt.Sprintf(format, args...)}
}

func typeError(format string, args ...any) error {
	return &Error{Type: "TypeError", Text: fmt.Sprintf(format, args...)}
}

// formatter is the state of one Format.
type formatter struct {
	named   bool                           // each conversion must have a key
	lookup  func(key Value) (Value, error) // nil where the arguments are no mapping
	args    []Value                        // the arguments of conversions without a key, the next one first
	rest    string                         // what of the template is to come
	whole   int                            // length of the template, for error texts
	unicode bool                           // the result is unicode by now
	out     strings.Builder                // the result so far
	foreign error                          // what is wrong with it if it becomes unicode
}

func (f *formatter) format(template, args Value) (Value, error) {
	text, ok := AsString(template)
	if !ok {
		return nil, typeError("unsupported operand type(s) for %%: '%s' and '%s'", TypeName(template), TypeName(args))
	}
	_, isUnicode := template.(Unicode)
	f.rest, f.whole, f.unicode = text, len(text), isUnicode
	for f.rest != "" {
		if err := f.step(); err != nil {
			return nil, err
		}
	}
	switch {
	case len(f.args) > 0 && f.lookup == nil:
		return nil, typeError("not all arguments converted during string formatting")
	case !f.unicode:
		return Str(f.out.String()), nil
	case !isUnicode && f.foreign != nil:
		return nil, f.foreign
	}
	return Unicode(f.out.String()), nil
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
	if f.named && !sp.named {
		return typeError("%%%c names no key; a plain %% is written %%%%", sp.conversion)
	}
	v, err := f.next()
	if err != nil {
		return err
	}
	return f.convert(sp, v)
}

// next is the next argument.
func (f *formatter) next() (Value, error) {
	if len(f.args) == 0 {
		return nil, typeError("not enough arguments for format string")
	}
	v := f.args[0]
	f.args = f.args[1:]
	return v, nil
}

// find makes the value of a key the next argument, and the only one.
func (f *formatter) find(key string) error {
	if f.lookup == nil {
		return typeError("format requires a mapping")
	}
	var k Value = Str(key)
	if f.unicode {
		k = Unicode(key)
	}
	v, err := f.lookup(k)
	f.args = []Value{v}
	return err
}

// convert appends a value.
func (f *formatter) convert(sp spec, v Value) error {
	if _, ok := v.(Unicode); ok && (sp.conversion == 's' || sp.conversion == 'c') {
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
func (f *formatter) text(sp spec, v Value) error {
	if u, ok := v.(Unicode); ok && sp.conversion == 's' {
		s := cutRunes(string(u), sp.precision)
		f.out.WriteString(sp.pad(s, utf8.RuneCountInString(s)))
		return nil
	}
	s := Text(v)
	if sp.conversion == 'r' {
		s = Repr(v)
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
func (f *formatter) char(sp spec, v Value) error {
	switch v := v.(type) {
	case Unicode:
		if utf8.RuneCountInString(string(v)) == 1 {
			f.out.WriteString(sp.pad(string(v), 1))
			return nil
		}
		return typeError("%%c requires int or char")
	case Str:
		if len(v) == 1 {
			f.literal(sp.pad(string(v), 1))
			return nil
		}
		return typeError("%%c requires int or char")
	case float64:
		return typeError("integer argument expected, got float")
	}
	n, ok := AsInt(v)
	switch {
	case !ok:
		return typeError("an integer is required")
	case n < 0:
		return &Error{Type: "OverflowError", Text: "unsigned byte integer is less than minimum"}
	case n > 255:
		return &Error{Type: "OverflowError", Text: "unsigned byte integer is greater than maximum"}
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
			return &Error{Type: "UnicodeDecodeError", Text: fmt.Sprintf(
				"'ascii' codec can't decode byte 0x%02x in position %d: ordinal not in range(128)", s[i], i)}
		}
	}
	return nil
}
