// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
)

func (ev *Interp) floatToInt(f float64, long bool) (any, error) {
	switch {
	case math.IsNaN(f):
		return nil, ev.raise(excValueError, "cannot convert float NaN to integer")
	case math.IsInf(f, 0):
		return nil, ev.raise(excOverflowError, "cannot convert float infinity to integer")
	}
	n, _ := big.NewFloat(f).Int(nil)
	return whole(n, long), nil
}

// parseInt reads an int as int() does: blanks around, a sign, digits; with
// base 0 (or the prefix's own) 0x, 0o, 0b and a leading 0.
func parseInt(s string, base int) (*big.Int, bool) {
	s = strings.Trim(s, whitespace)
	neg := strings.HasPrefix(s, "-")
	if neg || strings.HasPrefix(s, "+") {
		s = strings.TrimLeft(s[1:], whitespace)
	}
	s = strings.ToLower(s)
	if b := map[string]int{"0x": 16, "0o": 8, "0b": 2}[s[:min(2, len(s))]]; b != 0 && (base == 0 || base == b) {
		s, base = s[2:], b
	}
	if base == 0 {
		base = 10
		if len(s) > 1 && s[0] == '0' {
			base = 8
		}
	}
	if s == "" || strings.ContainsAny(s, "_+-") {
		return nil, false
	}
	n, ok := new(big.Int).SetString(s, base)
	if ok && neg {
		n.Neg(n)
	}
	return n, ok
}

func makeFloat(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.take(a, "float", 0, 1); err != nil {
		return nil, err
	}
	if len(a.pos) == 0 {
		return 0.0, nil
	}
	v, u, err := ev.one(a, "float")
	if u != nil || err != nil {
		return u, err
	}
	if isNumber(v) {
		return floatOf(v), nil
	}
	s, ok := pyvalue.Text(v)
	if !ok {
		return nil, ev.raise(excTypeError, "float() argument must be a string or a number")
	}
	s = strings.Trim(s, whitespace)
	f, perr := strconv.ParseFloat(s, 64)
	if perr != nil && !math.IsInf(f, 0) || strings.ContainsAny(s, "_xXpP") {
		return nil, ev.raise(excValueError, "could not convert string to float: %s", s)
	}
	return f, nil
}
