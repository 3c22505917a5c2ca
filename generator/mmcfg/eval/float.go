// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"

	"mmgen/generator/mmcfg/syntax"
)

// floatOp is a op b where one of them is a float.
func (ev *Interp) floatOp(op syntax.Op, x, y float64) (any, error) {
	switch op {
	case syntax.OpAdd:
		return x + y, nil
	case syntax.OpSub:
		return x - y, nil
	case syntax.OpMul:
		return x * y, nil
	case syntax.OpDiv:
		if y == 0 {
			return nil, ev.raise(excZeroDivisionError, "float division by zero")
		}
		return x / y, nil
	case syntax.OpFloorDiv, syntax.OpMod:
		if y == 0 {
			return nil, ev.raise(excZeroDivisionError, "%s", map[bool]string{true: "float modulo", false: "float divmod()"}[op == syntax.OpMod])
		}
		q, m := floatDivMod(x, y)
		if op == syntax.OpMod {
			return m, nil
		}
		return q, nil
	}
	return ev.floatPow(x, y)
}

// floatDivMod is float_divmod.
func floatDivMod(x, y float64) (q, m float64) {
	m = math.Mod(x, y)
	q = (x - m) / y
	if m != 0 {
		if (y < 0) != (m < 0) {
			m += y
			q--
		}
	} else {
		m = math.Copysign(0, y)
	}
	if q != 0 {
		f := math.Floor(q)
		if q-f > 0.5 {
			f++
		}
		return f, m
	}
	return math.Copysign(0, x/y), m
}

func (ev *Interp) floatPow(x, y float64) (any, error) {
	switch {
	case x == 0 && y < 0:
		return nil, ev.raise(excZeroDivisionError, "0.0 cannot be raised to a negative power")
	case x < 0 && y != math.Floor(y) && !math.IsInf(y, 0):
		return nil, ev.raise(excValueError, "negative number cannot be raised to a fractional power")
	}
	z := math.Pow(x, y)
	if math.IsInf(z, 0) && !math.IsInf(x, 0) && !math.IsInf(y, 0) {
		return nil, ev.raiseArgs(excOverflowError, int64(34), "Numerical result out of range")
	}
	return z, nil
}
