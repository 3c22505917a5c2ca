// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"math/big"
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
	"mmgen/generator/mmcfg/syntax"
)

// makeInt is int() and long().
func makeInt(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		if err := ev.take(a, name, 0, 2); err != nil {
			return nil, err
		}
		long := name == "long"
		if len(a.pos) == 0 {
			return whole(new(big.Int), long), nil
		}
		if u := a.unknown(); u != nil {
			ev.mayRaise(u)
			return u, nil
		}
		base := 10
		if len(a.pos) == 2 {
			base, _ = intOf(a.pos[1])
			if base != 0 && (base < 2 || base > 36) {
				return nil, ev.raise(excValueError, "%s() arg 2 must be >= 2 and <= 36", name)
			}
		}
		switch v := a.pos[0].(type) {
		case bool, int64:
			return whole(bigOf(v), long), nil
		case *big.Int:
			return whole(v, long), nil
		case float64:
			return ev.floatToInt(v, long)
		}
		s, ok := pyvalue.Text(a.pos[0])
		if !ok {
			return nil, ev.raise(excTypeError, "%s() argument must be a string or a number, not '%s'", name, typeName(a.pos[0]))
		}
		if len(s) > maxBits/4 {
			return ev.unknown("a number of %d digits", len(s)), nil
		}
		if t := strings.TrimRight(s, whitespace); long && base <= 21 {
			s = strings.TrimSuffix(strings.TrimSuffix(t, "l"), "L")
		}
		if err := ev.spend(16 * len(s)); err != nil {
			return nil, err
		}
		n, ok := parseInt(s, base)
		if !ok {
			return nil, ev.raise(excValueError, "invalid literal for %s() with base %d: %s", name, base, reprOf(strings.TrimLeft(s, whitespace)))
		}
		return whole(n, long), nil
	}
}

func builtinAbs(ev *Interp, _ any, a *args) (any, error) {
	v, u, err := ev.one(a, "abs")
	if u != nil || err != nil {
		return u, err
	}
	if f, ok := v.(float64); ok {
		return math.Abs(f), nil
	}
	if !isNumber(v) {
		return nil, ev.raise(excTypeError, "bad operand type for abs(): '%s'", typeName(v))
	}
	return whole(new(big.Int).Abs(bigOf(v)), isLong(v)), nil
}

func builtinOrd(ev *Interp, _ any, a *args) (any, error) {
	v, u, err := ev.one(a, "ord")
	if u != nil || err != nil {
		return u, err
	}
	switch v := v.(type) {
	case string:
		if len(v) == 1 {
			return int64(v[0]), nil
		}
		return nil, ev.raise(excTypeError, "ord() expected a character, but string of length %d found", len(v))
	case unicode:
		rs := runes(string(v))
		if len(rs) == 1 {
			return int64(rs[0]), nil
		}
		return nil, ev.raise(excTypeError, "ord() expected a character, but string of length %d found", len(rs))
	}
	return nil, ev.raise(excTypeError, "ord() expected string of length 1, but %s found", typeName(v))
}

func builtinChr(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		v, u, err := ev.one(a, name)
		if u != nil || err != nil {
			return u, err
		}
		n, ok := intOf(v)
		_, isFloat := v.(float64)
		switch {
		case isFloat:
			return nil, ev.raise(excTypeError, "integer argument expected, got float")
		case !ok:
			return nil, ev.raise(excTypeError, "an integer is required")
		case name == "chr" && (n < 0 || n > 255):
			return nil, ev.raise(excValueError, "chr() arg not in range(256)")
		case n < 0 || n > 0x10ffff:
			return nil, ev.raise(excValueError, "unichr() arg not in range(0x110000) (wide Python build)")
		case name == "chr":
			return string([]byte{byte(n)}), nil
		}
		return unicode(pyvalue.AppendRune(nil, rune(n))), nil
	}
}

func builtinRadix(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		v, u, err := ev.one(a, name)
		if u != nil || err != nil {
			return u, err
		}
		if _, isFloat := v.(float64); isFloat || !isNumber(v) {
			if name == "bin" {
				return nil, ev.raise(excTypeError, "'%s' object cannot be interpreted as an index", typeName(v))
			}
			return nil, ev.raise(excTypeError, "%s() argument can't be converted to %s", name, name)
		}
		n := bigOf(v)
		radix := map[string]int{"hex": 16, "oct": 8, "bin": 2}[name]
		prefix := map[string]string{"hex": "0x", "oct": "0", "bin": "0b"}[name]
		if name == "oct" && n.Sign() == 0 {
			prefix = ""
		}
		s := prefix + new(big.Int).Abs(n).Text(radix)
		if n.Sign() < 0 {
			s = "-" + s
		}
		if isLong(v) && name != "bin" {
			s += "L"
		}
		return s, ev.grow(len(s))
	}
}

func builtinDivPow(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		if err := ev.take(a, name, 2, 2); err != nil {
			if len(a.pos) == 3 && name == "pow" {
				return ev.unknown("pow() with three arguments is not followed"), nil
			}
			return nil, err
		}
		if u := a.unknown(); u != nil {
			ev.mayRaise(u)
			return u, nil
		}
		if name == "pow" {
			return ev.binary(syntax.OpPow, a.pos[0], a.pos[1], false)
		}
		q, err := ev.binary(syntax.OpFloorDiv, a.pos[0], a.pos[1], false)
		if err != nil {
			return nil, err
		}
		m, err := ev.binary(syntax.OpMod, a.pos[0], a.pos[1], false)
		return newTuple(q, m), err
	}
}

func builtinRound(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.take(a, "round", 1, 2); err != nil {
		return nil, err
	}
	if u := a.unknown(); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	if !isNumber(a.pos[0]) {
		return nil, ev.raise(excTypeError, "a float is required")
	}
	x, digits := floatOf(a.pos[0]), 0
	if len(a.pos) == 2 {
		digits, _ = intOf(a.pos[1])
	}
	if digits == 0 {
		return math.Round(x), nil
	}
	if digits < -300 || digits > 22 || math.Abs(x) > 1e15 {
		return ev.unknown("round() to %d digits", digits), nil
	}
	if digits > 0 {
		if err := ev.spend(1 << 12); err != nil {
			return nil, err
		}
		// Correctly rounded half away from zero: on the exact decimal
		// value, which has no halves but true ones.
		exact := new(big.Float).SetPrec(2000).SetFloat64(x)
		scale := new(big.Float).SetPrec(2000).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
		exact.Mul(exact, scale)
		half := big.NewFloat(0.5)
		if x < 0 {
			half.Neg(half)
		}
		n, _ := exact.Add(exact, half).Int(nil)
		f, _ := new(big.Float).SetPrec(2000).Quo(new(big.Float).SetPrec(2000).SetInt(n), scale).Float64()
		return f, nil
	}
	p := math.Pow(10, float64(-digits))
	return math.Round(x/p) * p, nil
}

func builtinCmp(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.take(a, "cmp", 2, 2); err != nil {
		return nil, err
	}
	c, u, err := ev.cmp(a.pos[0], a.pos[1], false)
	if u != nil || err != nil {
		return u, err
	}
	return int64(c), nil
}

func builtinHash(ev *Interp, _ any, a *args) (any, error) {
	v, u, err := ev.one(a, "hash")
	if u != nil || err != nil {
		return u, err
	}
	if !isNumber(v) {
		switch v.(type) {
		case string, unicode, *tuple, *structure, *list, *dict:
		default:
			return ev.unknown("hash() of a %s", typeName(v)), nil
		}
	}
	h, err := ev.hash(v)
	return h, err
}
