// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"math/big"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

func isNumber(v Value) bool {
	switch v.(type) {
	case bool, int64, pyvalue.Long, float64:
		return true
	}
	return false
}

// bigOf is an int, bool or long as a big number.
func bigOf(v Value) *big.Int {
	switch v := v.(type) {
	case bool:
		if v {
			return big.NewInt(1)
		}
		return new(big.Int)
	case int64:
		return big.NewInt(v)
	case pyvalue.Long:
		if v.Int != nil {
			return v.Int
		}
	}
	return new(big.Int)
}

// floatOf is a number as a float.
func floatOf(v Value) float64 {
	if f, ok := v.(float64); ok {
		return f
	}
	f, _ := new(big.Float).SetInt(bigOf(v)).Float64()
	return f
}

func isLong(v Value) bool {
	_, ok := v.(pyvalue.Long)
	return ok
}

// whole makes an int of a result, or a long where it must be one.
func whole(n *big.Int, long bool) Value {
	if !long && n.IsInt64() {
		return n.Int64()
	}
	return pyvalue.Long{Int: n}
}

// arithmetic is a op b for numbers.
func (ev *Interp) arithmetic(op syntax.Op, a, b Value, inPlace bool) (Value, error) {
	_, af := a.(float64)
	_, bf := b.(float64)
	if af || bf {
		if op >= syntax.OpLShift && op <= syntax.OpOr {
			return nil, ev.unsupported(op, a, b, inPlace)
		}
		return ev.floatOp(op, floatOf(a), floatOf(b))
	}
	if op >= syntax.OpAnd && op <= syntax.OpOr {
		if x, ok := a.(bool); ok {
			if y, ok := b.(bool); ok {
				return boolOp(op, x, y), nil
			}
		}
	}
	if op == syntax.OpDiv && ev.frame.future.Division {
		if bigOf(b).Sign() == 0 {
			return nil, ev.raise("ZeroDivisionError", "division by zero")
		}
		if err := ev.spend((bigOf(a).BitLen() + bigOf(b).BitLen()) * 16); err != nil {
			return nil, err
		}
		q, _ := new(big.Rat).SetFrac(bigOf(a), bigOf(b)).Float64()
		return q, nil
	}
	x, y := bigOf(a), bigOf(b)
	if x.BitLen()+y.BitLen() > maxBits {
		return ev.unknown("a number of more than %d bits", maxBits), nil
	}
	if err := ev.spend(x.BitLen() + y.BitLen()); err != nil {
		return nil, err
	}
	return ev.wholeOp(op, x, y, isLong(a) || isLong(b))
}

func boolOp(op syntax.Op, x, y bool) bool {
	switch op {
	case syntax.OpAnd:
		return x && y
	case syntax.OpOr:
		return x || y
	}
	return x != y
}

func (ev *Interp) wholeOp(op syntax.Op, x, y *big.Int, long bool) (Value, error) {
	z := new(big.Int)
	switch op {
	case syntax.OpAdd:
		z.Add(x, y)
	case syntax.OpSub:
		z.Sub(x, y)
	case syntax.OpMul:
		z.Mul(x, y)
	case syntax.OpDiv, syntax.OpFloorDiv, syntax.OpMod:
		if y.Sign() == 0 {
			msg := "integer division or modulo by zero"
			if long {
				msg = "long division or modulo by zero"
			}
			return nil, ev.raise("ZeroDivisionError", "%s", msg)
		}
		q, m := floorDiv(x, y)
		z = q
		if op == syntax.OpMod {
			z = m
		}
	case syntax.OpPow:
		return ev.wholePow(x, y, long)
	case syntax.OpLShift, syntax.OpRShift:
		return ev.shift(op, x, y, long)
	case syntax.OpAnd:
		z.And(x, y)
	case syntax.OpXor:
		z.Xor(x, y)
	case syntax.OpOr:
		z.Or(x, y)
	}
	return whole(z, long), nil
}

// floorDiv rounds down, as Python does.
func floorDiv(x, y *big.Int) (q, m *big.Int) {
	q, m = new(big.Int).QuoRem(x, y, new(big.Int))
	if m.Sign() != 0 && m.Sign() != y.Sign() {
		q.Sub(q, big.NewInt(1))
		m.Add(m, y)
	}
	return q, m
}

func (ev *Interp) wholePow(x, y *big.Int, long bool) (Value, error) {
	if y.Sign() < 0 {
		if x.Sign() == 0 {
			return nil, ev.raise("ZeroDivisionError", "0.0 cannot be raised to a negative power")
		}
		return math.Pow(floatOf(pyvalue.Long{Int: x}), floatOf(pyvalue.Long{Int: y})), nil
	}
	if x.BitLen() > 1 && (!y.IsInt64() || y.Int64() > int64(maxBits/x.BitLen())) {
		return ev.unknown("a number of more than %d bits", maxBits), nil
	}
	if x.BitLen() <= 1 { // 0, 1 and -1, to whatever power
		odd := new(big.Int).And(y, big.NewInt(1))
		if y.Sign() == 0 || x.Sign() < 0 && odd.Sign() == 0 {
			return whole(big.NewInt(1), long), nil
		}
		return whole(new(big.Int).Set(x), long), nil
	}
	if err := ev.spend(x.BitLen() * int(y.Int64()) * 2); err != nil {
		return nil, err
	}
	return whole(new(big.Int).Exp(x, y, nil), long), nil
}

func (ev *Interp) shift(op syntax.Op, x, y *big.Int, long bool) (Value, error) {
	if y.Sign() < 0 {
		return nil, ev.raise("ValueError", "negative shift count")
	}
	if op == syntax.OpRShift {
		n := uint(maxBits)
		if y.IsInt64() {
			n = uint(min(y.Int64(), maxBits))
		}
		return whole(new(big.Int).Rsh(x, n), long), nil
	}
	if x.Sign() != 0 && (!y.IsInt64() || y.Int64() > maxBits) {
		return ev.unknown("a number of more than %d bits", maxBits), nil
	}
	if x.Sign() == 0 {
		return whole(new(big.Int), long), nil
	}
	return whole(new(big.Int).Lsh(x, uint(y.Int64())), long), nil
}

// unary is -v, +v and ~v.
func (ev *Interp) unary(op syntax.Op, v Value) (Value, error) {
	if f, ok := v.(float64); ok && op != syntax.OpInvert {
		if op == syntax.OpNeg {
			f = -f
		}
		return f, nil
	}
	if _, isFloat := v.(float64); isFloat || !isNumber(v) {
		if _, isObject := v.(pyvalue.Object); isObject {
			return ev.refuse("%s of a %s", op, pyvalue.TypeName(v)), nil
		}
		return nil, ev.raise("TypeError", "bad operand type for unary %s: '%s'", op, pyvalue.TypeName(v))
	}
	n := new(big.Int)
	switch op {
	case syntax.OpNeg:
		n.Neg(bigOf(v))
	case syntax.OpInvert:
		n.Not(bigOf(v))
	default:
		n.Set(bigOf(v))
	}
	return whole(n, isLong(v)), nil
}

// floatOp is a op b where one of them is a float.
func (ev *Interp) floatOp(op syntax.Op, x, y float64) (Value, error) {
	switch op {
	case syntax.OpAdd:
		return x + y, nil
	case syntax.OpSub:
		return x - y, nil
	case syntax.OpMul:
		return x * y, nil
	case syntax.OpDiv:
		if y == 0 {
			return nil, ev.raise("ZeroDivisionError", "float division by zero")
		}
		return x / y, nil
	case syntax.OpFloorDiv, syntax.OpMod:
		if y == 0 {
			return nil, ev.raise("ZeroDivisionError", "%s", map[bool]string{true: "float modulo", false: "float divmod()"}[op == syntax.OpMod])
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

func (ev *Interp) floatPow(x, y float64) (Value, error) {
	switch {
	case x == 0 && y < 0:
		return nil, ev.raise("ZeroDivisionError", "0.0 cannot be raised to a negative power")
	case x < 0 && y != math.Floor(y) && !math.IsInf(y, 0):
		return nil, ev.raise("ValueError", "negative number cannot be raised to a fractional power")
	}
	z := math.Pow(x, y)
	if math.IsInf(z, 0) && !math.IsInf(x, 0) && !math.IsInf(y, 0) {
		return nil, ev.raiseArgs("OverflowError", int64(34), pyvalue.Str("Numerical result out of range"))
	}
	return z, nil
}
