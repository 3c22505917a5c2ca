// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// slice is lo:hi:step.
type slice struct{ lo, hi, step Value }

// subscript evaluates the parts of x[index]. The index is a *slice for a
// slice.
func (ev *Interp) subscript(x *syntax.Subscript) (obj, index Value, err error) {
	if obj, err = ev.eval(x.X); err != nil {
		return nil, nil, err
	}
	s, ok := x.Index.(*syntax.Slice)
	if !ok {
		index, err = ev.eval(x.Index)
		return obj, index, err
	}
	out := &slice{}
	for _, part := range [...]struct {
		x  syntax.Expr
		to *Value
	}{{s.Lo, &out.lo}, {s.Hi, &out.hi}, {s.Step, &out.step}} {
		if part.x == nil {
			continue
		}
		if *part.to, err = ev.eval(part.x); err != nil {
			return nil, nil, err
		}
	}
	return obj, out, nil
}

// getItem is obj[index].
func (ev *Interp) getItem(obj, index Value) (Value, error) {
	if u := ev.unknownOf(obj); u != nil {
		ev.touched(u)
		return u, nil
	}
	if s, ok := index.(*slice); ok {
		return ev.getSlice(obj, s)
	}
	if d, ok := obj.(*pyvalue.Dict); ok {
		return ev.getKey(d, index)
	}
	n := size(obj)
	switch v := obj.(type) {
	case *record:
		n = len(v.Items)
	case pyvalue.Unicode:
		if !pyvalue.IsASCII(string(v)) {
			return ev.refuse("a character of text beyond ASCII"), nil
		}
	case pyvalue.Object:
		return ev.refuse("an item of a %s", v.TypeName()), nil
	}
	if n < 0 {
		return nil, ev.raise("TypeError", "'%s' object has no attribute '__getitem__'", pyvalue.TypeName(obj))
	}
	i, u, err := ev.position(obj, index, n, kindOf(obj)+" index out of range")
	if u != nil || err != nil {
		return u, err
	}
	switch v := obj.(type) {
	case pyvalue.Str:
		return v[i : i+1], nil
	case pyvalue.Unicode:
		return v[i : i+1], nil
	case *record:
		return v.Items[i], nil
	}
	return pyvalue.Items(obj)[i], nil
}

// kindOf is what messages call a sequence.
func kindOf(v Value) string {
	switch v.(type) {
	case pyvalue.Str, pyvalue.Unicode:
		return "string"
	}
	return pyvalue.TypeName(v)
}

// position is an index of a sequence of n items, counted from its end where
// it is negative.
func (ev *Interp) position(obj, index Value, n int, outOfRange string) (int, *Unknown, error) {
	if u := ev.unknownOf(index); u != nil {
		ev.touched(u)
		return 0, u, nil
	}
	i, ok := pyvalue.AsInt(index)
	if !ok {
		if _, isObject := index.(pyvalue.Object); isObject {
			return 0, ev.refuse("an index that is a %s", pyvalue.TypeName(index)), nil
		}
		if _, isLong := index.(pyvalue.Long); isLong {
			return 0, ev.refuse("an index that is too large"), nil
		}
		return 0, nil, ev.raise("TypeError", "%s indices must be integers, not %s", kindOf(obj), pyvalue.TypeName(index))
	}
	if i < 0 {
		i += int64(n)
	}
	if i < 0 || i >= int64(n) {
		return 0, nil, ev.raise("IndexError", "%s", outOfRange)
	}
	return int(i), nil, nil
}

func (ev *Interp) getKey(d *pyvalue.Dict, key Value) (Value, error) {
	if u, err := ev.checkKey(key); u != nil || err != nil {
		return u, err
	}
	if v, ok := d.Get(key); ok {
		return v, nil
	}
	return nil, ev.raiseArgs("KeyError", key)
}

// checkKey sees whether v can be a key. Keys that are objects, or text beyond
// ASCII under another default encoding, are not followed.
func (ev *Interp) checkKey(v Value) (*Unknown, error) {
	if u := ev.unknownIn(v); u != nil {
		ev.touched(u)
		return u, nil
	}
	_, isUnicode := v.(pyvalue.Unicode)
	if opaqueIn(ev, v) || ev.charset != "ascii" && isUnicode && !plainText(v) {
		return ev.refuse("a key that is a %s", pyvalue.TypeName(v)), nil
	}
	if !pyvalue.Hashable(v) {
		return nil, ev.raise("TypeError", "unhashable type: '%s'", unhashable(v))
	}
	return nil, nil
}

// unhashable is the type that can't be hashed in v.
func unhashable(v Value) string {
	if t, ok := v.(*pyvalue.Tuple); ok {
		for _, it := range t.Items {
			if !pyvalue.Hashable(it) {
				return unhashable(it)
			}
		}
	}
	return pyvalue.TypeName(v)
}

// put is d[key] = v for a dict; a key that is not known makes the dict
// unknown.
func (ev *Interp) put(d *pyvalue.Dict, key, v Value) error {
	u, err := ev.checkKey(key)
	if err != nil {
		return err
	}
	if u != nil {
		ev.blur(d, u)
		return nil
	}
	ev.change(d)
	d.Set(key, v)
	return ev.grow(64)
}

// setItem is obj[index] = v.
func (ev *Interp) setItem(obj, index, v Value) error {
	if u, ok := obj.(*Unknown); ok {
		ev.handOver(u, v)
		return nil
	}
	if s, ok := index.(*slice); ok {
		return ev.setSlice(obj, s, v)
	}
	switch obj := obj.(type) {
	case *pyvalue.Dict:
		return ev.put(obj, index, v)
	case *pyvalue.List:
		if u := ev.unknownOf(obj); u != nil {
			ev.touched(u)
			return nil
		}
		i, u, err := ev.position(obj, index, len(obj.Items), "list assignment index out of range")
		if err != nil {
			return err
		}
		if u != nil {
			ev.blur(obj, u)
			return nil
		}
		ev.change(obj)
		obj.Items[i] = v
		return nil
	case pyvalue.Object:
		ev.handOver(ev.unknown("setting an item of a %s", obj.TypeName()), obj, v)
		return nil
	}
	return ev.raise("TypeError", "'%s' object does not support item assignment", pyvalue.TypeName(obj))
}

// delItem is del obj[index].
func (ev *Interp) delItem(obj, index Value) error {
	if u, ok := obj.(*Unknown); ok {
		ev.touched(u)
		return nil
	}
	if s, ok := index.(*slice); ok {
		return ev.setSlice(obj, s, pyvalue.NewList())
	}
	switch obj := obj.(type) {
	case *pyvalue.Dict:
		return ev.delKey(obj, index)
	case *pyvalue.List:
		if u := ev.unknownOf(obj); u != nil {
			ev.touched(u)
			return nil
		}
		i, u, err := ev.position(obj, index, len(obj.Items), "list assignment index out of range")
		if err != nil {
			return err
		}
		if u != nil {
			ev.blur(obj, u)
			return nil
		}
		ev.change(obj)
		obj.Items = slices.Delete(slices.Clone(obj.Items), i, i+1)
		return nil
	case pyvalue.Object:
		ev.handOver(ev.unknown("deleting an item of a %s", obj.TypeName()), obj)
		return nil
	}
	return ev.raise("TypeError", "'%s' object doesn't support item deletion", pyvalue.TypeName(obj))
}

func (ev *Interp) delKey(d *pyvalue.Dict, key Value) error {
	if u := ev.unknownOf(d); u != nil {
		ev.touched(u)
		return nil
	}
	u, err := ev.checkKey(key)
	switch {
	case err != nil:
		return err
	case u != nil:
		ev.blur(d, u)
		return nil
	case !d.Has(key):
		return ev.raiseArgs("KeyError", key)
	}
	ev.change(d).unordered = true
	d.Delete(key)
	return nil
}

// getSlice is obj[lo:hi:step].
func (ev *Interp) getSlice(obj Value, s *slice) (Value, error) {
	n := size(obj)
	items := pyvalue.Items(obj)
	switch v := obj.(type) {
	case *record:
		n, items = len(v.Items), v.Items
	case pyvalue.Unicode:
		if !pyvalue.IsASCII(string(v)) {
			return ev.refuse("a part of text beyond ASCII"), nil
		}
	}
	if n < 0 {
		return ev.refuse("a slice of a %s", pyvalue.TypeName(obj)), nil
	}
	lo, hi, step, u, err := ev.bounds(s, n)
	if u != nil || err != nil {
		return u, err
	}
	text, isText := pyvalue.AsString(obj)
	var bytes []byte
	var out []Value
	for i := lo; step > 0 && i < hi || step < 0 && i > hi; i += step {
		if isText {
			bytes = append(bytes, text[i])
		} else {
			out = append(out, items[i])
		}
	}
	if err := ev.grow(len(bytes) + 16*len(out)); err != nil {
		return nil, err
	}
	switch obj.(type) {
	case pyvalue.Str:
		return pyvalue.Str(bytes), nil
	case pyvalue.Unicode:
		return pyvalue.Unicode(bytes), nil
	case *pyvalue.List:
		return pyvalue.NewList(out...), nil
	}
	return pyvalue.NewTuple(out...), nil
}

// bounds are the first index of a slice of n items, the one behind its last,
// and the step (Objects/sliceobject.c: PySlice_GetIndicesEx).
func (ev *Interp) bounds(s *slice, n int) (lo, hi, step int, u *Unknown, err error) {
	step = 1
	if s.step != nil {
		if step, u, err = ev.bound(s.step, 0, -maxItems, maxItems); u != nil || err != nil {
			return 0, 0, 0, u, err
		}
		if step == 0 {
			return 0, 0, 0, nil, ev.raise("ValueError", "slice step cannot be zero")
		}
	}
	least, most := 0, n
	if step < 0 {
		least, most = -1, n-1
	}
	lo, hi = least, most
	if step < 0 {
		lo, hi = most, least
	}
	if s.lo != nil {
		if lo, u, err = ev.bound(s.lo, n, least, most); u != nil || err != nil {
			return 0, 0, 0, u, err
		}
	}
	if s.hi != nil {
		hi, u, err = ev.bound(s.hi, n, least, most)
	}
	return lo, hi, step, u, err
}

// bound is one part of a slice, counted from the end n where it is negative,
// and brought between least and most.
func (ev *Interp) bound(v Value, n, least, most int) (int, *Unknown, error) {
	if u := ev.unknownOf(v); u != nil {
		ev.touched(u)
		return 0, u, nil
	}
	i, ok := pyvalue.AsInt(v)
	if !ok {
		switch v.(type) {
		case pyvalue.Object, pyvalue.Long:
			return 0, ev.refuse("a slice index that is a %s", pyvalue.TypeName(v)), nil
		}
		return 0, nil, ev.raise("TypeError", "slice indices must be integers or None or have an __index__ method")
	}
	if i < 0 {
		i += int64(n)
	}
	return int(max(int64(least), min(int64(most), i))), nil, nil
}

// setSlice is obj[lo:hi:step] = v.
func (ev *Interp) setSlice(obj Value, s *slice, v Value) error {
	l, ok := obj.(*pyvalue.List)
	if !ok {
		ev.handOver(ev.unknown("setting a slice of a %s", pyvalue.TypeName(obj)), obj, v)
		return nil
	}
	if u := ev.unknownOf(l); u != nil {
		ev.touched(u)
		return nil
	}
	items, u, err := ev.iterate(v)
	if r, ok := err.(*raised); ok && r.inst.class == "TypeError" {
		return ev.raise("TypeError", "can only assign an iterable")
	}
	if u == nil && err == nil {
		var lo, hi, step int
		lo, hi, step, u, err = ev.bounds(s, len(l.Items))
		if u == nil && err == nil && (step != 1 || s.step != nil) {
			u = ev.refuse("setting a slice with a step")
		}
		if u == nil && err == nil {
			ev.change(l)
			l.Items = slices.Concat(l.Items[:lo], items, l.Items[max(lo, hi):])
			return ev.grow(16 * len(l.Items))
		}
	}
	if u != nil {
		ev.blur(l, u)
	}
	return err
}
