// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import "fmt"

// Text is str(v); for a unicode it is the UTF-8 of it.
func Text(v Value) string {
	switch v := v.(type) {
	case Str:
		return string(v)
	case Unicode:
		return string(v)
	case Long:
		return v.Digits()
	case float64:
		return FloatStr(v)
	case fmt.Stringer:
		return v.String()
	}
	return Repr(v)
}
