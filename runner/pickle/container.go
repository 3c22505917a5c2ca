// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"slices"

	"mmgen/generator/pyvalue"
)

// listItems is a list while gopickle builds it. Its List is the result.
type listItems struct{ pyvalue.List }

// Append is gopickle's APPEND and APPENDS.
func (l *listItems) Append(v any) {
	if len(l.Items) == cap(l.Items) {
		l.Items = slices.Grow(l.Items, max(4, len(l.Items)))
	}
	l.Items = append(l.Items, v)
}

// dictItems is a dict while gopickle builds it.
type dictItems struct{ pyvalue.Dict }

// Set is gopickle's SETITEM and SETITEMS.
func (d *dictItems) Set(key, v any) {
	if e := d.Appended(); len(e) == cap(e) {
		d.Grow(max(4, len(e)))
	}
	d.Append(key, v)
}

// newList is EMPTY_LIST.
func (f *filter) newList() pyvalue.Value { return &listItems{} }

// newDict is EMPTY_DICT.
func (f *filter) newDict() pyvalue.Value { return &dictItems{} }

// list is LIST: a list of what is above the MARK. Python writes it in protocol 0 only, and only
// for an empty list.
func (f *filter) list() byte { return f.newFrom(f.takeMark(), &listItems{}, 'l') }

// dict is DICT: the same for a dict.
func (f *filter) dict() byte {
	items := f.takeMark()
	if len(items)%2 != 0 {
		f.fail(errHalfPair)
	}
	return f.newFrom(items, &dictItems{}, 'd')
}

// newFrom makes gopickle drop the MARK and push the container empty; where there are items
// above the MARK, gopickle makes a container of its own type with them.
func (f *filter) newFrom(items []kind, empty pyvalue.Value, op byte) byte {
	if len(items) == 0 {
		f.value, f.rest = empty, pushNext
		op = '1'
	}
	f.push(kindOf(empty))
	return op
}

// pushNext is what follows an opcode that pushes nothing by itself.
var pushNext = []byte{opNextBuffer}
