// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"mmgen/generator/mmcfg/pyvalue"
)

// format is template % v (stringobject.c: PyString_Format).
func (ev *Interp) format(template, v any) (any, error) {
	s, _ := pyvalue.Text(template)
	_, uni := template.(unicode)
	f := formatter{ev: ev, s: s, uni: uni}
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
	s       string
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

// convert writes arg as the verb says.
func (f *formatter) convert(c conversion, arg any) error {
	if u := unknownOf(arg); u != nil {
		f.unknown = u
		return nil
	}
	switch c.verb {
	case 's', 'r':
		return f.convertText(c, arg)
	case 'c':
		return f.convertChar(c, arg)
	case 'd', 'o', 'x', 'X':
		return f.convertWhole(c, arg)
	case 'e', 'E', 'f', 'F', 'g', 'G':
		return f.convertFloat(c, arg)
	}
	return f.ev.raise(excValueError, "unsupported format character '%c' (0x%x) at index %d", c.verb, c.verb, 0)
}

func (f *formatter) convertText(c conversion, arg any) error {
	var v any
	var err error
	switch {
	case c.verb == 'r':
		v, err = f.ev.repr(arg)
	default:
		if _, isUni := arg.(unicode); isUni {
			if !f.uni {
				f.restart = true
				return nil
			}
			v = arg
		} else {
			v, err = f.ev.str(arg)
		}
	}
	if err != nil {
		return err
	}
	if u := unknownOf(v); u != nil {
		f.unknown = u
		return nil
	}
	s, _ := pyvalue.Text(v)
	if f.uni {
		w, err := f.ev.toUnicode(v)
		if err != nil {
			return err
		}
		s = string(w)
	}
	if c.prec >= 0 && c.prec < len(s) {
		if f.uni && !isASCII(s) {
			rs := runes(s)
			s = string(rs[:min(c.prec, len(rs))])
		} else {
			s = s[:c.prec]
		}
	}
	c.zero = false
	f.pad(c, s)
	return nil
}

func (f *formatter) convertChar(c conversion, arg any) error {
	s, isText := pyvalue.Text(arg)
	if isText && len(s) != 1 {
		return f.ev.raise(excTypeError, "%%c requires int or char")
	}
	if !isText {
		n, ok := intOf(arg)
		switch {
		case typeName(arg) == "float":
			return f.ev.raise(excTypeError, "integer argument expected, got float")
		case !ok:
			return f.ev.raise(excTypeError, "an integer is required")
		case n < 0:
			return f.ev.raise(excOverflowError, "unsigned byte integer is less than minimum")
		case n > 255:
			return f.ev.raise(excOverflowError, "unsigned byte integer is greater than maximum")
		}
		s = string([]byte{byte(n)})
	}
	c.zero = false
	f.pad(c, s)
	return nil
}

func (f *formatter) convertWhole(c conversion, arg any) error {
	if x, ok := arg.(float64); ok {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return f.ev.raise(excTypeError, "%%%c format: a number is required, not float", c.verb)
		}
		n, _ := big.NewFloat(x).Int(nil)
		arg = n
	}
	if !isNumber(arg) {
		return f.ev.raise(excTypeError, "%%%c format: a number is required, not %s", c.verb, typeName(arg))
	}
	n := bigOf(arg)
	if err := f.ev.spend(n.BitLen() * 4); err != nil {
		return err
	}
	base := map[byte]int{'o': 8, 'x': 16, 'X': 16}[c.verb]
	if base == 0 {
		base = 10
	}
	digits := new(big.Int).Abs(n).Text(base)
	for len(digits) < c.prec {
		digits = "0" + strings.Repeat("0", c.prec-len(digits)-1) + digits
	}
	prefix := ""
	switch {
	case c.alt && c.verb == 'o' && digits[0] != '0':
		prefix = "0"
	case c.alt && base == 16:
		prefix = "0x"
	}
	if c.verb == 'X' {
		digits, prefix = strings.ToUpper(digits), strings.ToUpper(prefix)
	}
	f.padNumber(c, sign(c, n.Sign() < 0)+prefix, digits)
	return nil
}

func sign(c conversion, negative bool) string {
	switch {
	case negative:
		return "-"
	case c.plus:
		return "+"
	case c.space:
		return " "
	}
	return ""
}

func (f *formatter) convertFloat(c conversion, arg any) error {
	if !isNumber(arg) {
		return f.ev.raise(excTypeError, "float argument required, not %s", typeName(arg))
	}
	x := floatOf(arg)
	prec := c.prec
	if prec < 0 {
		prec = 6
	}
	if prec > 1000 {
		f.unknown = f.ev.unknown("a float of %d digits", prec)
		return nil
	}
	if c.alt {
		f.unknown = f.ev.unknown("%%#%c is not followed", c.verb)
		return nil
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		c.zero = false
		f.padNumber(c, sign(c, math.IsInf(x, -1)), strings.TrimPrefix(pyvalue.ReprFloat(x), "-"))
		return nil
	}
	verb := c.verb | 0x20
	var s string
	a := math.Abs(x)
	if verb == 'g' {
		s = formatG(a, prec)
	} else {
		s = strconv.FormatFloat(a, verb, prec, 64)
	}
	if c.verb < 'a' {
		s = strings.ToUpper(s)
	}
	f.padNumber(c, sign(c, math.Signbit(x)), s)
	return nil
}

// formatG is C's %g.
func formatG(a float64, prec int) string {
	prec = max(prec, 1)
	e := strconv.FormatFloat(a, 'e', prec-1, 64)
	_, exp, _ := strings.Cut(e, "e")
	n, _ := strconv.Atoi(exp)
	if n < -4 || n >= prec {
		return trimExponent(e)
	}
	s := strconv.FormatFloat(a, 'f', prec-1-n, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func (f *formatter) padNumber(c conversion, prefix, digits string) {
	if n := c.width - len(prefix) - len(digits); n > 0 && c.zero && !c.minus {
		digits = strings.Repeat("0", n) + digits
	}
	f.pad(c, prefix+digits)
}

func (f *formatter) pad(c conversion, s string) {
	have := len(s)
	if f.uni {
		have = utf8.RuneCountInString(s)
	}
	n := max(c.width-have, 0)
	if c.minus {
		f.out = append(f.out, s...)
	}
	for range n {
		f.out = append(f.out, ' ')
	}
	if !c.minus {
		f.out = append(f.out, s...)
	}
}
