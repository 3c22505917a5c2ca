// SPDX-License-Identifier: GPL-2.0-or-later

package pyop

import (
	"math/big"

	"mmgen/generator/pyvalue"
)

// whole is v as a whole number; ok is false for anything but an int or a bool.
func whole(v Value) (n int64, ok bool) {
	if _, isLong := v.(pyvalue.Long); isLong {
		return 0, false
	}
	return pyvalue.AsInt(v)
}

// arithmetic is a op b for numbers. Long numbers are refused.
func arithmetic(op string, a, b Value) (Value, error) {
	_, aFloat := a.(float64)
	_, bFloat := b.(float64)
	x, aWhole := whole(a)
	y, bWhole := whole(b)
	_, aBool := a.(bool)
	_, bBool := b.(bool)
	switch {
	case aFloat && (bFloat || bWhole) || bFloat && aWhole:
		f, _ := pyvalue.AsFloat(a)
		g, _ := pyvalue.AsFloat(b)
		return floatOp(op, f, g)
	case aWhole && bWhole && !(aBool && bBool):
		return wholeOp(op, big.NewInt(x), big.NewInt(y))
	}
	return nil, unsupported(op, a, b)
}

// exact are the operators that have a result for any two whole numbers.
var exact = map[string]func(z, x, y *big.Int) *big.Int{
	"+": (*big.Int).Add, "-": (*big.Int).Sub, "*": (*big.Int).Mul, "&": (*big.Int).And, "|": (*big.Int).Or, "^": (*big.Int).Xor,
}

// wholeOp is x op y.
func wholeOp(op string, x, y *big.Int) (Value, error) {
	if f := exact[op]; f != nil {
		return asInt(f(x, x, y))
	}
	if op == "/" || op == "//" || op == "%" {
		return divide(op, x, y)
	}
	if y.Sign() < 0 || y.Cmp(big.NewInt(64)) > 0 {
		return nil, refuse("%s with such a number", op)
	}
	n := uint(y.Uint64())
	switch op {
	case "<<":
		x.Lsh(x, n)
	case ">>":
		x.Rsh(x, n)
	default:
		x.Exp(x, y, nil)
	}
	return asInt(x)
}

// divide rounds down, as Python does.
func divide(op string, x, y *big.Int) (Value, error) {
	if y.Sign() == 0 {
		return nil, raise("ZeroDivisionError", "integer division or modulo by zero")
	}
	q, m := new(big.Int).QuoRem(x, y, new(big.Int))
	if m.Sign()*y.Sign() < 0 {
		q.Sub(q, big.NewInt(1))
		m.Add(m, y)
	}
	if op == "%" {
		return asInt(m)
	}
	return asInt(q)
}

// asInt is a result as an int. In Python a larger one is a long.
func asInt(z *big.Int) (Value, error) {
	if !z.IsInt64() {
		return nil, refuse("a number beyond 64 bits")
	}
	return z.Int64(), nil
}

// floatOp is x op y if one of them is a float.
func floatOp(op string, x, y float64) (Value, error) {
	switch op {
	case "+":
		return x + y, nil
	case "-":
		return x - y, nil
	case "*":
		return x * y, nil
	case "/":
		if y == 0 {
			return nil, raise("ZeroDivisionError", "float division by zero")
		}
		return x / y, nil
	}
	return nil, refuse("%s of floats", op)
}

// Unary is op v for - + and ~.
func Unary(op string, v Value) (Value, error) {
	f, isFloat := v.(float64)
	n, isWhole := whole(v)
	switch {
	case isFloat && op == "-":
		return -f, nil
	case isFloat && op == "+":
		return f, nil
	case isWhole && op == "-":
		return asInt(new(big.Int).Neg(big.NewInt(n)))
	case isWhole && op == "+":
		return n, nil
	case isWhole:
		return ^n, nil
	}
	return nil, refuse("%s of a %s", op, pyvalue.TypeName(v))
}
