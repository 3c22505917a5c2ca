// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"errors"
	"fmt"
	"math"

	"mmgen/generator/pyvalue"
)

// ErrNoLiteral is the error of an expression that is not made of literals alone.
var ErrNoLiteral = errors.New("no literal")

var constants = map[string]pyvalue.Value{"None": nil, "True": true, "False": false}

// ValueOf is the value of an expression that is made of literals, None, True and
// False alone. Any other is ErrNoLiteral.
func ValueOf(x Expr) (pyvalue.Value, error) {
	switch x := x.(type) {
	case *Literal:
		return x.Value, nil
	case *Name:
		if v, ok := constants[x.ID]; ok {
			return v, nil
		}
	case *Sequence:
		items, err := valuesOf(x.Items)
		if x.List {
			return pyvalue.NewList(items...), err
		}
		return pyvalue.NewTuple(items...), err
	case *Dict:
		return dictOf(x)
	case *UnaryOp:
		if v, err := ValueOf(x.X); err == nil && x.Op == "-" {
			return negative(v)
		}
	}
	return nil, ErrNoLiteral
}

func valuesOf(xs []Expr) (values []pyvalue.Value, err error) {
	for _, x := range xs {
		v, err := ValueOf(x)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

func dictOf(x *Dict) (pyvalue.Value, error) {
	keys, err := valuesOf(x.Keys)
	if err != nil {
		return nil, err
	}
	values, err := valuesOf(x.Values)
	if err != nil {
		return nil, err
	}
	d := &pyvalue.Dict{}
	for i, key := range keys {
		if !pyvalue.Hashable(key) {
			return nil, fmt.Errorf("a %s can't be the key of a dict", pyvalue.TypeName(key))
		}
		d.Set(key, values[i])
	}
	return d, nil
}

func negative(v pyvalue.Value) (pyvalue.Value, error) {
	switch v := v.(type) {
	case int64:
		if v != math.MinInt64 {
			return -v, nil
		}
	case float64:
		return -v, nil
	}
	return nil, ErrNoLiteral
}
