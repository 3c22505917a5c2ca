// SPDX-License-Identifier: GPL-2.0-or-later

package pyop

import (
	"math"
	"math/bits"

	"mmgen/generator/pyvalue"
)

func isNumber(v Value) bool {
	_, ok := pyvalue.AsFloat(v)
	return ok
}

// arithmetic is a op b for numbers. Results beyond an int are long numbers,
// which are refused.
func arithmetic(op string, a, b Value) (Value, error) {
	_, aLong := a.(pyvalue.Long)
	_, bLong := b.(pyvalue.Long)
	if aLong || bLong {
		return nil, refuse("long numbers")
	}
	_, aFloat := a.(float64)
	_, bFloat := b.(float64)
	if aFloat || bFloat {
		x, _ := pyvalue.AsFloat(a)
		y, _ := pyvalue.AsFloat(b)
		return floatOp(op, x, y)
	}
	x, y := whole(a), whole(b)
	if isBool(a) && isBool(b) && (op == "&" || op == "|" || op == "^") {
		n, err := wholeOp(op, x, y)
		return n != 0, err
	}
	return wholeResult(wholeOp(op, x, y))
}

func wholeResult(n int64, err error) (Value, error) {
	if err != nil {
		return nil, err
	}
	return n, nil
}

func isBool(v Value) bool {
	_, ok := v.(bool)
	return ok
}

func whole(v Value) int64 {
	n, _ := pyvalue.AsInt(v)
	return n
}

// errLong is a result that is a long.
var errLong = Refused("a number beyond 64 bits")

// wholeOp is x op y. What has no use in settings, such as negative powers, is
// refused.
func wholeOp(op string, x, y int64) (int64, error) {
	switch op {
	case "+":
		if z := x + y; (z > x) == (y > 0) {
			return z, nil
		}
		return 0, errLong
	case "-":
		if z := x - y; (z < x) == (y > 0) {
			return z, nil
		}
		return 0, errLong
	case "*":
		return times(x, y)
	case "/", "//", "%":
		return divide(op, x, y)
	case "**":
		return power(x, y)
	case "&":
		return x & y, nil
	case "|":
		return x | y, nil
	case "^":
		return x ^ y, nil
	}
	switch {
	case y < 0:
		return 0, raise("ValueError", "negative shift count")
	case op == ">>":
		return x >> min(y, 63), nil
	case y > 62:
		return 0, errLong
	}
	return times(x, 1<<y)
}

func times(x, y int64) (int64, error) {
	high, low := bits.Mul64(magnitude(x), magnitude(y))
	if high != 0 || low > math.MaxInt64 {
		return 0, errLong
	}
	return x * y, nil
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

// divide rounds down, as Python does.
func divide(op string, x, y int64) (int64, error) {
	if y == 0 {
		return 0, raise("ZeroDivisionError", "integer division or modulo by zero")
	}
	if x == math.MinInt64 && y == -1 {
		return 0, errLong
	}
	q, m := x/y, x%y
	if m != 0 && (m < 0) != (y < 0) {
		q, m = q-1, m+y
	}
	if op == "%" {
		return m, nil
	}
	return q, nil
}

func power(x, y int64) (int64, error) {
	if y < 0 || y > 64 {
		return 0, refuse("this power")
	}
	z, err := int64(1), error(nil)
	for range y {
		if z, err = times(z, x); err != nil {
			return 0, err
		}
	}
	return z, nil
}

// floatOp is x op y where one of them is a float.
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
	case "//", "%", "**":
		return nil, refuse("%s of floats", op)
	}
	return nil, raise("TypeError", "unsupported operand type(s) for %s: 'float'", op)
}

// Unary is op v for - + and ~.
func Unary(op string, v Value) (Value, error) {
	switch n := v.(type) {
	case float64:
		switch op {
		case "-":
			return -n, nil
		case "+":
			return n, nil
		}
	case pyvalue.Long:
		return nil, refuse("long numbers")
	case bool, int64:
		switch op {
		case "-":
			return wholeResult(wholeOp("-", 0, whole(n)))
		case "~":
			return ^whole(n), nil
		}
		return whole(n), nil
	}
	return nil, wrong(v, "bad operand type for unary %s: '%s'", op, pyvalue.TypeName(v))
}
