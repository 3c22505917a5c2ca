// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"math/big"

	"mmgen/generator/mmcfg/pyvalue"
)

// getItem is obj[index].
func (ev *Interp) getItem(obj, index any) (any, error) {
	if u := lost(obj, index); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	switch o := obj.(type) {
	case *dict:
		v, ok, err := ev.dictGet(o, index)
		if err == nil && !ok {
			err = ev.raiseArgs(excKeyError, index)
		}
		return v, err
	case *nsDict:
		name, _ := pyvalue.Text(index)
		if b, ok := o.scope.vars[name]; ok {
			return b.val, nil
		}
		if u := o.scope.missing(name); u != nil {
			ev.mayRaise(u)
			return u, nil
		}
		return nil, ev.raiseArgs(excKeyError, index)
	case *list:
		return ev.itemOf(o.items, index, "list", func(s []any) any { return newList(s...) })
	case *tuple:
		return ev.itemOf(o.items, index, "tuple", func(s []any) any { return newTuple(s...) })
	case *structure:
		return ev.itemOf(o.items, index, "tuple", func(s []any) any { return newTuple(s...) })
	case string:
		return ev.byteOf(o, index)
	case unicode:
		return ev.runeOf(o, index)
	case *instance:
		return ev.itemOf(o.args, index, "tuple", func(s []any) any { return newTuple(s...) })
	}
	return nil, ev.raise(excTypeError, "'%s' object has no attribute '__getitem__'", typeName(obj))
}

// lost is why obj[index] can't be looked up: obj can't be known, or the index.
func lost(obj, index any) *Unknown {
	if u := unknownOf(obj); u != nil {
		return u
	}
	if s, ok := index.(*slice); ok {
		for _, v := range [...]any{s.lo, s.hi, s.step} {
			if u := unknownOf(v); u != nil {
				return u
			}
		}
	}
	return unknownIn(index)
}

func (ev *Interp) itemOf(items []any, index any, kind string, make func([]any) any) (any, error) {
	if s, ok := index.(*slice); ok {
		at, err := ev.sliceIndices(s, len(items))
		if err != nil {
			return nil, err
		}
		out := []any{}
		for _, i := range at {
			out = append(out, items[i])
		}
		return make(out), ev.grow(16 * len(out))
	}
	i, err := ev.position(index, len(items), kind, "index")
	if err != nil {
		return nil, err
	}
	return items[i], nil
}

// position is an index into n items.
func (ev *Interp) position(index any, n int, kind, what string) (int, error) {
	i, ok := intOf(index)
	if !ok {
		if isLong(index) {
			return 0, ev.raise(excIndexError, "cannot fit 'long' into an index-sized integer")
		}
		if kind == "unicode" {
			return 0, ev.raise(excTypeError, "string indices must be integers")
		}
		return 0, ev.raise(excTypeError, "%s indices must be integers, not %s", kind, typeName(index))
	}
	if i < 0 {
		i += n
	}
	if i < 0 || i >= n {
		if kind == "unicode" {
			kind = "string"
		}
		return 0, ev.raise(excIndexError, "%s %s out of range", kind, what)
	}
	return i, nil
}

func (ev *Interp) byteOf(s string, index any) (any, error) {
	if sl, ok := index.(*slice); ok {
		at, err := ev.sliceIndices(sl, len(s))
		if err != nil {
			return nil, err
		}
		b := make([]byte, len(at))
		for k, i := range at {
			b[k] = s[i]
		}
		return string(b), ev.grow(len(b))
	}
	i, err := ev.position(index, len(s), "string", "index")
	if err != nil {
		return nil, err
	}
	return s[i : i+1], nil
}

func (ev *Interp) runeOf(s unicode, index any) (any, error) {
	rs := runes(string(s))
	if err := ev.grow(4 * len(rs)); err != nil {
		return nil, err
	}
	at := []int{}
	if sl, ok := index.(*slice); ok {
		var err error
		if at, err = ev.sliceIndices(sl, len(rs)); err != nil {
			return nil, err
		}
	} else {
		i, err := ev.position(index, len(rs), "unicode", "index")
		if err != nil {
			return nil, err
		}
		at = append(at, i)
	}
	var b []byte
	for _, i := range at {
		b = pyvalue.AppendRune(b, rs[i])
	}
	return unicode(b), nil
}

func runes(s string) []rune {
	out := make([]rune, 0, len(s))
	for s != "" {
		r, n := pyvalue.DecodeRune(s)
		out = append(out, r)
		s = s[n:]
	}
	return out
}

// sliceIndices are the positions that a slice of n items names.
func (ev *Interp) sliceIndices(s *slice, n int) ([]int, error) {
	lo, hi, step, err := ev.sliceBounds(s, n)
	if err != nil {
		return nil, err
	}
	var at []int
	for i := lo; step > 0 && i < hi || step < 0 && i > hi; i += step {
		at = append(at, i)
	}
	return at, ev.spend(4 * len(at))
}

// sliceBounds clips a slice to n items (PySlice_GetIndicesEx).
func (ev *Interp) sliceBounds(s *slice, n int) (lo, hi, step int, err error) {
	step = 1
	if s.step != nil {
		if step, err = ev.sliceInt(s.step); err != nil {
			return
		}
		if step == 0 {
			return 0, 0, 0, ev.raise(excValueError, "slice step cannot be zero")
		}
	}
	first, last := 0, n // where it begins and ends if nothing is said
	if step < 0 {
		first, last = n-1, -1
	}
	clip := func(v any, dflt int) int {
		if v == nil || err != nil {
			return dflt
		}
		i, e := ev.sliceInt(v)
		if e != nil {
			err = e
			return dflt
		}
		if i < 0 {
			i += n
		}
		if step > 0 {
			return min(max(i, 0), n)
		}
		return min(max(i, -1), n-1)
	}
	lo = clip(s.lo, first)
	hi = clip(s.hi, last)
	step = min(max(step, -n-1), n+1)
	return
}

func (ev *Interp) sliceInt(v any) (int, error) {
	if n, ok := v.(*big.Int); ok && !n.IsInt64() {
		if n.Sign() < 0 {
			return math.MinInt32, nil
		}
		return math.MaxInt32, nil
	}
	i, ok := intOf(v)
	if !ok {
		return 0, ev.raise(excTypeError, "slice indices must be integers or None or have an __index__ method")
	}
	return min(max(i, math.MinInt32), math.MaxInt32), nil
}

func (ev *Interp) dictGet(d *dict, key any) (any, bool, error) {
	h, err := ev.hash(key)
	if err != nil {
		return nil, false, err
	}
	v, ok := d.get(key, h)
	return v, ok, ev.settle(d)
}
