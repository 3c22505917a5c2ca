// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// integer is %d, %i, %u, %o, %x and %X.
func (f *formatter) integer(sp spec, v Value) error {
	n, ok := wholeNumber(v)
	if !ok {
		conversion := sp.conversion
		if conversion == 'i' {
			conversion = 'd'
		}
		return typeError("%%%c format: a number is required, not %s", conversion, TypeName(v))
	}
	base, prefix := 10, ""
	switch sp.conversion {
	case 'o':
		base = 8
	case 'x', 'X':
		base = 16
	}
	digits := new(big.Int).Abs(n).Text(base)
	switch {
	case sp.precision > len(digits):
		digits = strings.Repeat("0", sp.precision-len(digits)) + digits
	case sp.precision == 0 && digits == "0":
		digits = "" // as C's printf has it
	}
	switch {
	case sp.alter && base == 16:
		prefix = "0x"
	case sp.alter && base == 8 && !strings.HasPrefix(digits, "0"):
		digits = "0" + digits
	}
	text := sp.padNumber(n.Sign() < 0, prefix, digits)
	if sp.conversion == 'X' {
		text = strings.ToUpper(text)
	}
	f.literal(text)
	return nil
}

// wholeNumber is int(v) of what Python takes for a number.
func wholeNumber(v Value) (*big.Int, bool) {
	switch v := v.(type) {
	case int64:
		return big.NewInt(v), true
	case Long:
		if v.Int == nil {
			return new(big.Int), true
		}
		return v.Int, true
	case bool:
		if v {
			return big.NewInt(1), true
		}
		return new(big.Int), true
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return nil, false
		}
		n, _ := big.NewFloat(math.Trunc(v)).Int(nil)
		return n, true
	}
	return nil, false
}

// float is %e, %E, %f, %F, %g and %G.
func (f *formatter) float(sp spec, v Value) error {
	x, ok := v.(float64)
	if !ok {
		n, whole := wholeNumber(v)
		if !whole {
			return typeError("float argument required, not %s", TypeName(v))
		}
		x, _ = new(big.Float).SetInt(n).Float64()
	}
	precision := sp.precision
	if precision < 0 {
		precision = 6
	}
	lower := sp.conversion | 0x20
	if lower == 'g' && precision == 0 {
		precision = 1
	}
	digits := strconv.FormatFloat(math.Abs(x), lower, precision, 64)
	switch {
	case math.IsInf(x, 0):
		digits = "inf"
	case math.IsNaN(x):
		digits = "nan"
	case sp.alter:
		digits = fmt.Sprintf("%#."+strconv.Itoa(precision)+string(lower), math.Abs(x))
	}
	if sp.conversion != lower {
		digits = strings.ToUpper(digits)
	}
	f.literal(sp.padNumber(math.Signbit(x) && !math.IsNaN(x), "", digits))
	return nil
}
