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
	return f.ev.raise(excValueError, "unsupported format character '%c' (0x%x) at index %d", c.verb, c.verb, f.length-len(f.s)-1)
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
	if err := f.ev.spend(1<<9 + 64*prec); err != nil {
		return err
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
