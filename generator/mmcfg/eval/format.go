// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
)

// format is template % v (stringobject.c: PyString_Format).
func (ev *Interp) format(template, v any) (any, error) {
	s, _ := pyvalue.Text(template)
	_, uni := template.(unicode)
	f := formatter{ev: ev, s: s, length: len(s), uni: uni}
	if t, ok := asTuple(v); ok {
		f.args = t.items
	} else {
		f.args, f.single = []any{v}, true
		switch v.(type) {
		case *dict, *list, *nsDict:
			f.mapping = v
		}
	}
	out, u, err := f.run()
	switch {
	case err != nil:
		return nil, err
	case f.restart && !uni:
		// An argument is unicode: Python begins again with the template
		// as unicode.
		w, err := ev.toUnicode(template)
		if err != nil {
			return nil, err
		}
		return ev.format(w, v)
	case u != nil:
		ev.mayRaise(u)
		return u, nil
	}
	if uni {
		return unicode(out), nil
	}
	return string(out), nil
}

type formatter struct {
	ev      *Interp
	s       string // what is left of the template
	length  int    // of all of it
	uni     bool
	args    []any
	next    int
	single  bool
	mapping any // what %(name)s looks in
	mapped  bool
	restart bool
	out     []byte
	unknown *Unknown
}

// conversion is one %-something.
type conversion struct {
	minus, plus, space, alt, zero bool
	width, prec                   int // prec -1 where absent
	verb                          byte
}

func (f *formatter) run() ([]byte, *Unknown, error) {
	for f.s != "" && !f.restart {
		i := strings.IndexByte(f.s, '%')
		if i < 0 {
			i = len(f.s)
		}
		f.out = append(f.out, f.s[:i]...)
		f.s = f.s[i:]
		if f.s != "" {
			f.s = f.s[1:]
			if err := f.conversion(); err != nil {
				return nil, nil, err
			}
		}
		if len(f.out) > maxText {
			return nil, f.ev.unknown("a string of more than %d bytes", maxText), nil
		}
	}
	if f.restart {
		return nil, nil, nil
	}
	if f.next < len(f.args) && f.mapping == nil {
		if u := unknownOf(f.args[f.next]); u != nil && f.single {
			return nil, u, nil
		}
		return nil, nil, f.ev.raise(excTypeError, "not all arguments converted during string formatting")
	}
	return f.out, f.unknown, f.ev.grow(len(f.out))
}

// conversion reads one conversion and writes its value.
func (f *formatter) conversion() error {
	if err := f.ev.spend(0); err != nil {
		return err
	}
	c := conversion{prec: -1}
	var arg any
	haveArg := false
	if strings.HasPrefix(f.s, "(") {
		v, err := f.named()
		if err != nil {
			return err
		}
		arg, haveArg = v, true
	}
	f.flags(&c)
	var err error
	if c.width, err = f.number(); err != nil {
		return err
	}
	if c.width < 0 {
		c.minus, c.width = true, -c.width
	}
	if strings.HasPrefix(f.s, ".") {
		f.s = f.s[1:]
		if c.prec, err = f.number(); err != nil {
			return err
		}
		c.prec = max(c.prec, 0)
	}
	if f.s != "" && strings.IndexByte("hlL", f.s[0]) >= 0 {
		f.s = f.s[1:]
	}
	if f.s == "" {
		return f.ev.raise(excValueError, "incomplete format")
	}
	c.verb = f.s[0]
	if c.verb == 'i' || c.verb == 'u' {
		c.verb = 'd'
	}
	f.s = f.s[1:]
	if c.verb == '%' {
		f.pad(c, "%")
		return nil
	}
	if !haveArg {
		if arg, err = f.arg(); err != nil {
			return err
		}
	}
	if c.width > maxText || c.prec > maxText {
		f.unknown = f.ev.unknown("a string of more than %d bytes", maxText)
		return nil
	}
	return f.convert(c, arg)
}

func (f *formatter) flags(c *conversion) {
	for ; f.s != ""; f.s = f.s[1:] {
		switch f.s[0] {
		case '-':
			c.minus = true
		case '+':
			c.plus = true
		case ' ':
			c.space = true
		case '#':
			c.alt = true
		case '0':
			c.zero = true
		default:
			return
		}
	}
}

// number is a width or precision: digits, or * for the next argument.
func (f *formatter) number() (int, error) {
	if strings.HasPrefix(f.s, "*") {
		f.s = f.s[1:]
		v, err := f.arg()
		if err != nil {
			return 0, err
		}
		n, ok := intOf(v)
		if !ok {
			return 0, f.ev.raise(excTypeError, "* wants int")
		}
		return n, nil
	}
	n := 0
	for f.s != "" && isDigit(f.s[0]) {
		n = min(n*10+int(f.s[0]-'0'), 1<<30)
		f.s = f.s[1:]
	}
	return n, nil
}

func (f *formatter) arg() (any, error) {
	if f.next >= len(f.args) || f.mapped {
		return nil, f.ev.raise(excTypeError, "not enough arguments for format string")
	}
	f.next++
	return f.args[f.next-1], nil
}

// named is %(name)..: brackets nest.
func (f *formatter) named() (any, error) {
	depth, i := 0, 0
	for ; i < len(f.s); i++ {
		if f.s[i] == '(' {
			depth++
		} else if f.s[i] == ')' {
			if depth--; depth == 0 {
				break
			}
		}
	}
	if f.mapping == nil {
		if u := unknownOf(f.args0()); u != nil {
			f.s = f.s[min(i+1, len(f.s)):]
			return u, nil
		}
		return nil, f.ev.raise(excTypeError, "format requires a mapping")
	}
	if i >= len(f.s) {
		return nil, f.ev.raise(excValueError, "incomplete format key")
	}
	key := f.s[1:i]
	f.s = f.s[i+1:]
	f.mapped = true
	f.next = len(f.args)
	var k any = key
	if f.uni {
		k = unicode(key)
	}
	return f.ev.getItem(f.mapping, k)
}

func (f *formatter) args0() any {
	if f.single && len(f.args) == 1 {
		return f.args[0]
	}
	return nil
}
