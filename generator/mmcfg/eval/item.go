// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"

	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// Slice is Lo:Hi.
type Slice struct {
	Object
	Lo, Hi Value
}

func (*Slice) TypeName() string { return "slice" }

// subscript evaluates the parts of x[index]. The index is a *Slice for a
// slice.
func (ev *Interp) subscript(x *syntax.Subscript) (obj, index Value, err error) {
	if obj, err = ev.eval(x.X); err != nil {
		return nil, nil, err
	}
	index, err = ev.index(x.Index)
	if err == nil {
		err = ev.Need(obj)
	}
	return obj, index, err
}

func (ev *Interp) index(x syntax.Expr) (index Value, err error) {
	s, ok := x.(*syntax.Slice)
	if !ok {
		return ev.eval(x)
	}
	out := &Slice{}
	if s.Lo != nil {
		out.Lo, err = ev.eval(s.Lo)
	}
	if s.Hi != nil && err == nil {
		out.Hi, err = ev.eval(s.Hi)
	}
	return out, err
}

// GetItem is obj[index].
func (ev *Interp) GetItem(obj, index Value) (Value, error) {
	if r, ok := obj.(*Record); ok {
		obj = pyvalue.NewTuple(r.Items...)
	}
	if s, ok := index.(*Slice); ok {
		return ev.Result(pyop.Slice(obj, s.Lo, s.Hi))
	}
	d, ok := obj.(*pyvalue.Dict)
	if !ok {
		return ev.Result(pyop.Item(obj, index))
	}
	if err := ev.CheckKey(index); err != nil {
		return nil, err
	}
	if v, ok := d.Get(index); ok {
		return v, nil
	}
	return nil, ev.keyError(index)
}

func (ev *Interp) keyError(key Value) error { return ev.Raise("KeyError", "%s", pyvalue.Repr(key)) }

// CheckKey returns why v can't be a key of a dict; nil if it can.
func (ev *Interp) CheckKey(v Value) error {
	if err := ev.needPlain(v); err != nil {
		return err
	}
	if !pyvalue.Hashable(v) {
		return ev.Raise("TypeError", "unhashable type: '%s'", pyvalue.TypeName(v))
	}
	return nil
}

// Put is d[key] = v for a dict.
func (ev *Interp) Put(d *pyvalue.Dict, key, v Value) error {
	if err := ev.CheckKey(key); err != nil {
		return err
	}
	ev.Change(d)
	d.Set(key, v)
	return ev.Grow(64)
}

// SetItem is obj[index] = v.
func (ev *Interp) SetItem(obj, index, v Value) error {
	switch obj := obj.(type) {
	case *pyvalue.Dict:
		return ev.Put(obj, index, v)
	case *pyvalue.List:
		items := []Value{v}
		if _, isSlice := index.(*Slice); isSlice {
			var err error
			if items, err = ev.Iterate(v); err != nil {
				return err
			}
		}
		return ev.splice(obj, index, items)
	}
	return ev.Refuse("setting an item of a %s", pyvalue.TypeName(obj))
}

// splice replaces an item or a slice of a list by items.
func (ev *Interp) splice(l *pyvalue.List, index Value, items []Value) error {
	var i, j int
	var err error
	if s, isSlice := index.(*Slice); isSlice {
		i, j, err = pyop.Bounds(s.Lo, s.Hi, len(l.Items))
	} else {
		i, err = pyop.Position(index, len(l.Items))
		j = i + 1
	}
	if _, err := ev.Result(nil, err); err != nil {
		return err
	}
	if len(l.Items)+len(items) > pyop.MaxItems {
		return ev.Refuse("a list of more than %d items", pyop.MaxItems)
	}
	ev.Change(l)
	if i == len(l.Items) {
		l.Items = append(l.Items, items...)
		return ev.Grow(16 * len(items))
	}
	l.Items = slices.Concat(l.Items[:i], items, l.Items[j:])
	return ev.Grow(16 * len(l.Items))
}

// Extend is list.extend and list +=.
func (ev *Interp) Extend(l *pyvalue.List, v Value) error {
	items, err := ev.Iterate(v)
	if err != nil {
		return err
	}
	end := int64(len(l.Items))
	return ev.splice(l, &Slice{Lo: end, Hi: end}, items)
}

// DelItem is del obj[index].
func (ev *Interp) DelItem(obj, index Value) error {
	switch obj := obj.(type) {
	case *pyvalue.Dict:
		return ev.delKey(obj, index)
	case *pyvalue.List:
		return ev.splice(obj, index, nil)
	}
	return ev.Refuse("deleting an item of a %s", pyvalue.TypeName(obj))
}

func (ev *Interp) delKey(d *pyvalue.Dict, key Value) error {
	if err := ev.CheckKey(key); err != nil {
		return err
	}
	if !d.Has(key) {
		return ev.keyError(key)
	}
	ev.Change(d)
	d.Delete(key)
	return nil
}

// Iterate returns the items of a loop over v. The order of a dict's keys is not followed.
func (ev *Interp) Iterate(v Value) (items []Value, err error) {
	switch v := v.(type) {
	case *pyvalue.List, *pyvalue.Tuple, *Record:
		return itemsOf(v), nil
	case *File:
		return ev.Lines(v)
	}
	return nil, ev.Refuse("what a loop over a %s goes through", pyvalue.TypeName(v))
}
