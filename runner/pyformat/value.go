// SPDX-License-Identifier: GPL-2.0-or-later

package pyformat

import "mmgen/runner/pickle"

// Str is str(v), of a unicode its UTF-8.
func Str(v pickle.Value) string {
	switch v := v.(type) {
	case pickle.Str:
		return string(v)
	case pickle.Unicode:
		return string(v)
	case pickle.Long:
		return v.String()
	case float64:
		return pickle.FloatStr(v)
	}
	return pickle.Repr(v)
}

// typeName is the name of v's type in error texts.
func typeName(v pickle.Value) string {
	switch v := v.(type) {
	case nil:
		return "NoneType"
	case bool:
		return "bool"
	case int64:
		return "int"
	case pickle.Long:
		return "long"
	case float64:
		return "float"
	case pickle.Str:
		return "str"
	case pickle.Unicode:
		return "unicode"
	case *pickle.List:
		return "list"
	case *pickle.Tuple:
		return "tuple"
	case *pickle.Dict:
		return "dict"
	case *pickle.Set:
		return "set"
	case *pickle.Instance:
		if !v.OldStyle {
			return v.Class.Name
		}
	}
	return "instance"
}
