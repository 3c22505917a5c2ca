// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"iter"
	"slices"
)

// Entry is one key and its value.
type Entry struct{ Key, Value Value }

// Dict is a Python dict. It keeps the order in which its keys came, so that
// what was loaded is saved alike. Keys compare as Python compares them: the
// Str and the Unicode of the same ASCII text are one key, and so are 1, 1L,
// 1.0 and True. The zero Dict is empty and ready; so is, for reading, a nil
// *Dict.
//
// A Dict is not for several goroutines at once, readers included: the first
// look into a loaded one may build its index.
type Dict struct {
	// entries[:checked] have keys that differ; what Append put behind
	// them is merged in when somebody first looks, since most dicts that
	// are loaded are never looked into.
	entries []Entry
	checked int
	dead    int       // how many of entries are deleted
	gone    []bool    // which entries are deleted; nil where none is
	index   *keyIndex // where each checked key is; nil until it is needed
}

// linearLimit is the size up to which a dict is searched without an index.
const linearLimit = 16

// Get returns the value of a key; ok is false where it is not there.
func (d *Dict) Get(key Value) (v Value, ok bool) {
	if d == nil {
		return nil, false
	}
	if i := d.find(key); i >= 0 {
		return d.entries[i].Value, true
	}
	return nil, false
}

// GetStr returns the value of a Str key, nil where it is not there.
func (d *Dict) GetStr(key string) Value {
	if d == nil {
		return nil
	}
	d.settle()
	if d.indexed() {
		if i := d.index.findText(key); i >= 0 {
			return d.entries[i].Value
		}
		return nil
	}
	v, _ := d.Get(Str(key))
	return v
}

// Has tells whether a key is there.
func (d *Dict) Has(key Value) bool {
	_, ok := d.Get(key)
	return ok
}

// Set sets a key; a new one comes last. As in Python, setting a key again
// keeps the old key and its place. A key that Python cannot hash (a list, a
// dict, a set) is compared by identity here; see Hashable.
func (d *Dict) Set(key, v Value) {
	d.settle()
	d.set(key, v)
}

// SetStr sets a Str key.
func (d *Dict) SetStr(key string, v Value) { d.Set(Str(key), v) }

// Delete removes a key.
func (d *Dict) Delete(key Value) {
	if d == nil {
		return
	}
	i := d.find(key)
	if i < 0 {
		return
	}
	d.index.remove(key)
	if d.gone == nil {
		d.gone = make([]bool, len(d.entries), cap(d.entries))
	}
	d.gone[i] = true
	d.dead++
	if d.dead > linearLimit && d.dead > len(d.entries)/2 {
		d.compact()
	}
}

// Len is the number of keys.
func (d *Dict) Len() int {
	if d == nil {
		return 0
	}
	d.settle()
	return len(d.entries) - d.dead
}

// Entries returns keys and values in order; the caller must not change them.
// Keys set or deleted while the caller goes through them do not disturb it:
// it sees those that were there at the call.
func (d *Dict) Entries() []Entry {
	if d == nil {
		return nil
	}
	d.settle()
	if d.dead > 0 {
		d.compact()
	}
	return slices.Clip(d.entries)
}

// All goes through keys and values in order, as Entries does.
func (d *Dict) All() iter.Seq2[Value, Value] {
	return func(yield func(Value, Value) bool) {
		for _, e := range d.Entries() {
			if !yield(e.Key, e.Value) {
				return
			}
		}
	}
}

// Keys returns the keys in order.
func (d *Dict) Keys() []Value {
	entries := d.Entries()
	keys := make([]Value, len(entries))
	for i, e := range entries {
		keys[i] = e.Key
	}
	return keys
}

// Clear removes every key.
func (d *Dict) Clear() { *d = Dict{} }

// Copy returns a shallow copy.
func (d *Dict) Copy() *Dict {
	return &Dict{entries: slices.Clone(d.Entries()), checked: d.Len()}
}

// Update sets every key of other, as Python's dict.update.
func (d *Dict) Update(other *Dict) {
	for k, v := range other.All() {
		d.Set(k, v)
	}
}

// Append is Set without a look whether the key is there already: the next
// reader looks. A pickle's loader uses it.
func (d *Dict) Append(key, v Value) {
	d.entries = append(d.entries, Entry{key, v})
}

// Grow makes room for n keys more, and for as many as are there already.
func (d *Dict) Grow(n int) {
	if cap(d.entries)-len(d.entries) < n {
		d.entries = slices.Grow(d.entries, max(n, len(d.entries)))
	}
}

// Appended is Entries without a look whether a key that Append brought was
// there already: of a key that comes several times the last value counts.
func (d *Dict) Appended() []Entry {
	if d.dead > 0 {
		return d.Entries()
	}
	return d.entries
}

// settle merges what Append brought into the checked entries.
func (d *Dict) settle() {
	if d.checked == len(d.entries) {
		return
	}
	if d.checked == 0 && len(d.entries) > linearLimit {
		d.index = newIndex(len(d.entries))
	}
	fresh := d.entries[d.checked:]
	d.entries = d.entries[:d.checked]
	for _, e := range fresh {
		d.set(e.Key, e.Value)
	}
}

func (d *Dict) set(key, v Value) {
	if i := d.lookup(key); i >= 0 {
		d.entries[i].Value = v
		return
	}
	d.entries = append(d.entries, Entry{key, v})
	d.checked = len(d.entries)
	if d.gone != nil {
		d.gone = append(d.gone, false)
	}
	if d.index != nil {
		d.index.add(key, d.checked-1)
	}
}

// find returns the index of a key in entries; -1 where the key is not there.
func (d *Dict) find(key Value) int {
	d.settle()
	return d.lookup(key)
}

// lookup is find among the checked entries.
func (d *Dict) lookup(key Value) int {
	if d.indexed() {
		return d.index.find(key)
	}
	return d.scan(key)
}

// indexed tells whether the dict has an index, as all do that are big enough.
func (d *Dict) indexed() bool {
	if d.index == nil && d.checked > linearLimit {
		d.index = newIndex(d.checked)
		for i, e := range d.entries[:d.checked] {
			if d.gone == nil || !d.gone[i] {
				d.index.add(e.Key, i)
			}
		}
	}
	return d.index != nil
}

// scan is find for dicts without an index.
func (d *Dict) scan(key Value) int {
	for i := range d.entries[:d.checked] {
		if sameKey(d.entries[i].Key, key) && (d.gone == nil || !d.gone[i]) {
			return i
		}
	}
	return -1
}

// compact moves the entries that are not deleted into a new array. The old array is not
// changed, since a caller may still be reading it.
func (d *Dict) compact() {
	live := make([]Entry, 0, len(d.entries)-d.dead)
	for i, e := range d.entries {
		if !d.gone[i] {
			live = append(live, e)
		}
	}
	d.entries, d.checked, d.gone, d.dead, d.index = live, len(live), nil, 0, nil
}
