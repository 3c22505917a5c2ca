// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"math/big"

	"mmgen/generator/mmcfg/syntax"
)

func isNumber(v any) bool {
	switch v.(type) {
	case bool, int64, *big.Int, float64:
		return true
	}
	return false
}

// bigOf is an int, bool or long as a big number.
func bigOf(v any) *big.Int {
	switch v := v.(type) {
	case bool:
		if v {
			return big.NewInt(1)
		}
		return new(big.Int)
	case int64:
		return big.NewInt(v)
	case *big.Int:
		return v
	}
	return new(big.Int)
}

// floatOf is a number as a float.
func floatOf(v any) float64 {
	if f, ok := v.(float64); ok {
		return f
	}
	f, _ := new(big.Float).SetInt(bigOf(v)).Float64()
	return f
}

func isLong(v any) bool {
	_, ok := v.(*big.Int)
	return ok
}

// whole makes an int of a result, or a long where it must be one.
func whole(n *big.Int, long bool) any {
	if !long && n.IsInt64() {
		return n.Int64()
	}
	return n
}

// arithmetic is a op b for numbers.
func (ev *Interp) arithmetic(op syntax.Op, a, b any, inPlace bool) (any, error) {
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
			return nil, ev.raise(excZeroDivisionError, "division by zero")
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

func (ev *Interp) wholeOp(op syntax.Op, x, y *big.Int, long bool) (any, error) {
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
			return nil, ev.raise(excZeroDivisionError, "%s", msg)
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

func (ev *Interp) wholePow(x, y *big.Int, long bool) (any, error) {
	if y.Sign() < 0 {
		if x.Sign() == 0 {
			return nil, ev.raise(excZeroDivisionError, "0.0 cannot be raised to a negative power")
		}
		return math.Pow(floatOf(x), floatOf(y)), nil
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

func (ev *Interp) shift(op syntax.Op, x, y *big.Int, long bool) (any, error) {
	if y.Sign() < 0 {
		return nil, ev.raise(excValueError, "negative shift count")
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

// unaryNumber is -v, +v and ~v.
func (ev *Interp) unaryNumber(op syntax.Op, v any) (any, error) {
	if f, ok := v.(float64); ok && op != syntax.OpInvert {
		if op == syntax.OpNeg {
			f = -f
		}
		return f, nil
	}
	if _, isFloat := v.(float64); isFloat || !isNumber(v) {
		return nil, ev.raise(excTypeError, "bad operand type for unary %s: '%s'", op, typeName(v))
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

// compareNumbers is -1, 0 or 1.
func compareNumbers(a, b any) int {
	x, aIsFloat := a.(float64)
	y, bIsFloat := b.(float64)
	switch {
	case aIsFloat && bIsFloat:
	case aIsFloat:
		return compareFloatWhole(x, bigOf(b))
	case bIsFloat:
		return -compareFloatWhole(y, bigOf(a))
	default:
		return bigOf(a).Cmp(bigOf(b))
	}
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	case x == y:
		return 0
	}
	return 2 // a NaN
}

func compareFloatWhole(f float64, n *big.Int) int {
	switch {
	case math.IsNaN(f):
		return 2
	case math.IsInf(f, 1):
		return 1
	case math.IsInf(f, -1):
		return -1
	}
	return new(big.Float).SetFloat64(f).Cmp(new(big.Float).SetPrec(maxBits * 2).SetInt(n))
}
