// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"math/big"
	"math/bits"

	"mmgen/generator/mmcfg/pyvalue"
)

// hash is Python 2.7's hash() on a 64-bit machine. What hashes by its address
// in memory hashes to 0.
func (ev *Interp) hash(v any) (int64, error) {
	h := hasher{left: maxItems}
	x, ok := h.value(v)
	if err := ev.spend((maxItems - h.left) * 16); err != nil {
		return 0, err
	}
	switch {
	case h.left <= 0:
		return 0, ev.stop("hashes too large a tuple")
	case !ok:
		if _, isSlice := h.bad.(*slice); isSlice {
			return 0, ev.raise(excTypeError, "unhashable type")
		}
		return 0, ev.raise(excTypeError, "unhashable type: '%s'", typeName(h.bad))
	}
	return x, nil
}

// hasher bounds the work: tuples may share parts so that they are far larger
// than the memory they need.
type hasher struct {
	left int
	bad  any // what has no hash: a list, a dict
}

func (h *hasher) value(v any) (x int64, ok bool) {
	if h.left--; h.left <= 0 {
		return 0, false
	}
	switch v := v.(type) {
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case int64:
		return fixed(v), true
	case *big.Int:
		h.left -= v.BitLen() >> 4
		return hashLong(v), true
	case float64:
		return hashFloat(v), true
	case string:
		h.left -= len(v) >> 6
		return hashStr(v), true
	case unicode:
		h.left -= len(v) >> 6
		return hashUnicode(string(v)), true
	case *tuple:
		return h.tuple(v.items)
	case *structure:
		return h.tuple(v.items)
	case *list, *dict, *nsDict, *slice, *Unknown:
		h.bad = v
		return 0, false
	}
	return 0, true
}

// fixed keeps -1, which means an error to CPython, out of the hashes.
func fixed(h int64) int64 {
	if h == -1 {
		return -2
	}
	return h
}

func hashStr(s string) int64 {
	if s == "" {
		return 0
	}
	x := uint64(s[0]) << 7
	for i := 0; i < len(s); i++ {
		x = 1000003*x ^ uint64(s[i])
	}
	return fixed(int64(x ^ uint64(len(s))))
}

func hashUnicode(s string) int64 {
	if s == "" {
		return 0
	}
	first, _ := pyvalue.DecodeRune(s)
	x, n := uint64(first)<<7, 0
	for i := 0; i < len(s); n++ {
		r, size := pyvalue.DecodeRune(s[i:])
		x = 1000003*x ^ uint64(r)
		i += size
	}
	return fixed(int64(x ^ uint64(n)))
}

// hashLong works through the 30-bit digits from the top (long_hash).
func hashLong(v *big.Int) int64 {
	var x uint64
	digits := (v.BitLen() + 29) / 30
	for i := digits - 1; i >= 0; i-- {
		x = bits.RotateLeft64(x, 30)
		d := bitsAt(v, i*30, 30)
		x += d
		if x < d {
			x++
		}
	}
	h := int64(x)
	if v.Sign() < 0 {
		h = -h
	}
	return fixed(h)
}

// bitsAt are n bits of v's absolute value from bit at on.
func bitsAt(v *big.Int, at, n int) uint64 {
	var out uint64
	words := v.Bits()
	for i := range n {
		word, bit := (at+i)/bits.UintSize, (at+i)%bits.UintSize
		if word < len(words) {
			out |= uint64(words[word]>>bit&1) << i
		}
	}
	return out
}

// hashFloat is _Py_HashDouble.
func hashFloat(f float64) int64 {
	switch {
	case math.IsInf(f, 1):
		return 314159
	case math.IsInf(f, -1):
		return -271828
	case math.IsNaN(f):
		return 0
	}
	if f == math.Trunc(f) {
		n, _ := big.NewFloat(f).Int(nil)
		return hashLong(n)
	}
	v, expo := math.Frexp(f)
	v *= 2147483648
	hi := int64(v)
	v = (v - float64(hi)) * 2147483648
	return fixed(hi + int64(v) + int64(expo)<<15)
}

func (h *hasher) tuple(items []any) (int64, bool) {
	x, mult := uint64(0x345678), uint64(1000003)
	for i, it := range items {
		y, ok := h.value(it)
		if !ok {
			return 0, false
		}
		n := uint64(len(items) - i - 1)
		x = (x ^ uint64(y)) * mult
		mult += 82520 + n + n
	}
	return fixed(int64(x + 97531)), true
}

// equalKeys is == between keys of equal hash.
func equalKeys(a, b any) bool {
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return x == y
		}
	case *tuple, *structure:
		xs, _ := asTuple(a)
		ys, ok := asTuple(b)
		if !ok || len(xs.items) != len(ys.items) {
			return false
		}
		for i := range xs.items {
			if !equalKeys(xs.items[i], ys.items[i]) {
				return false
			}
		}
		return true
	}
	if x, ok := pyvalue.Text(a); ok {
		// A str and a unicode are equal where both are ASCII.
		y, ok := pyvalue.Text(b)
		return ok && x == y && (typeName(a) == typeName(b) || isASCII(x))
	}
	if isNumber(a) && isNumber(b) {
		return compareNumbers(a, b) == 0
	}
	return a == b
}
