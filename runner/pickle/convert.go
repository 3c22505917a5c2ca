// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"math/big"
	"time"
)

// Truth is Python's bool(v).
func Truth(v Value) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int64:
		return v != 0
	case Long:
		return v.Int != nil && v.Sign() != 0
	case float64:
		return v != 0
	case Str:
		return v != ""
	case Unicode:
		return v != ""
	case *List:
		return len(v.Items) > 0
	case *Tuple:
		return len(v.Items) > 0
	case *Set:
		return len(v.Items) > 0
	case *Dict:
		return v.Len() > 0
	}
	return true
}

// AsInt is an int, a bool or a long within 64 bits as a number.
func AsInt(v Value) (n int64, ok bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case Long:
		if v.Int == nil {
			return 0, true
		}
		if v.IsInt64() {
			return v.Int64(), true
		}
	}
	return 0, false
}

// AsFloat is any number as a float.
func AsFloat(v Value) (f float64, ok bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case Long:
		if v.Int != nil {
			f, _ := new(big.Float).SetInt(v.Int).Float64()
			return f, true
		}
	}
	n, ok := AsInt(v)
	return float64(n), ok
}

// AsString is the bytes of a Str or the UTF-8 of a Unicode.
func AsString(v Value) (s string, ok bool) {
	switch v := v.(type) {
	case Str:
		return string(v), true
	case Unicode:
		return string(v), true
	}
	return "", false
}

// NewLong is a Python long.
func NewLong(n int64) Long { return Long{big.NewInt(n)} }

// Strings makes a list of Str.
func Strings(items ...string) *List {
	l := &List{Items: make([]Value, len(items))}
	for i, s := range items {
		l.Items[i] = Str(s)
	}
	return l
}

// NewTuple makes a tuple of items.
func NewTuple(items ...Value) *Tuple { return &Tuple{Items: items} }

// typeName is what Python calls the type of v.
func typeName(v Value) string {
	switch v := v.(type) {
	case nil, noneFiller:
		return "None"
	case bool:
		return "bool"
	case int64:
		return "int"
	case Long:
		return "long"
	case float64:
		return "float"
	case Str:
		return "str"
	case Unicode:
		return "unicode"
	case *List:
		return "list"
	case *Tuple:
		return "tuple"
	case *Dict:
		return "dict"
	case *Set:
		if v.Frozen {
			return "frozenset"
		}
		return "set"
	case *Instance:
		return v.Class.String()
	case Global:
		return "global"
	}
	return "value of unknown type"
}

// Items are those of a list or a tuple, none for anything else.
func Items(v Value) []Value {
	switch v := v.(type) {
	case *List:
		return v.Items
	case *Tuple:
		return v.Items
	}
	return nil
}

// Seconds is a time as Python's time.time() has it, to the microsecond.
func Seconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }
