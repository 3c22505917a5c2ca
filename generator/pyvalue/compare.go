// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"cmp"
	"math"
	"math/big"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// Compare orders two values as Python's < does: -1, 0 or 1. It knows numbers,
// text, lists and tuples, each among their own kind; of anything else ok is
// false. (Python has an order of all values, by the names of their types.)
func Compare(a, b Value) (order int, ok bool) {
	switch a := a.(type) {
	case *List:
		if b, isList := b.(*List); isList {
			return compareItems(a.Items, b.Items, 0)
		}
		return 0, false
	case *Tuple:
		if b, isTuple := b.(*Tuple); isTuple {
			return compareItems(a.Items, b.Items, 0)
		}
		return 0, false
	}
	return compareScalars(a, b)
}

// maxCompare bounds how deep values nest that are compared.
const maxCompare = 100

func compareItems(a, b []Value, depth int) (int, bool) {
	if depth > maxCompare {
		return 0, false
	}
	for i := range min(len(a), len(b)) {
		order, ok := compareNested(a[i], b[i], depth+1)
		if order != 0 || !ok {
			return order, ok
		}
	}
	return cmp.Compare(len(a), len(b)), true
}

func compareNested(a, b Value, depth int) (int, bool) {
	x, y := Items(a), Items(b)
	if _, isList := a.(*List); isList || x != nil {
		if TypeName(a) != TypeName(b) {
			return 0, false
		}
		return compareItems(x, y, depth)
	}
	return compareScalars(a, b)
}

func compareScalars(a, b Value) (int, bool) {
	if s, ok := AsString(a); ok {
		t, ok := AsString(b)
		if TypeName(a) != TypeName(b) && !(pystr.IsASCII(s) && pystr.IsASCII(t)) {
			return 0, false
		}
		return strings.Compare(s, t), ok
	}
	x, xFloat := a.(float64)
	y, yFloat := b.(float64)
	if xFloat && math.IsNaN(x) || yFloat && math.IsNaN(y) {
		return 0, false
	}
	m, ok := exactNumber(a)
	n, ok2 := exactNumber(b)
	if !ok || !ok2 {
		return 0, false
	}
	return m.Cmp(n), true
}

// exactNumber is a number without loss.
func exactNumber(v Value) (*big.Float, bool) {
	switch v := v.(type) {
	case float64:
		return big.NewFloat(v), true
	case Long:
		if v.Int != nil {
			return new(big.Float).SetInt(v.Int), true
		}
	}
	n, ok := AsInt(v)
	return new(big.Float).SetInt64(n), ok
}
