// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

// HashOrder returns keys and values in the order in which Python 2.7 lists a
// dict that was given these keys one by one in d's order: that of the slots of
// its hash table (Objects/dictobject.c). Header fields that Mailman keeps in a
// dict are written in that order.
//
// Where Order does not know it, the order stays that of d.
func (d *Dict) HashOrder() []Entry {
	if ordered, ok := d.Order(); ok {
		return ordered
	}
	return d.Entries()
}

// Order is HashOrder; ok is false where that order is not known, because a key is not a
// text, a whole number, or a tuple of these.
func (d *Dict) Order() (ordered []Entry, ok bool) {
	entries := d.Entries()
	t := hashTable{slots: make([]int, minSlots)}
	for i, e := range entries {
		h, ok := hash(e.Key)
		if !ok {
			return nil, false
		}
		t.add(i, h)
	}
	ordered = make([]Entry, 0, len(entries))
	for _, i := range t.slots {
		if i != 0 {
			ordered = append(ordered, entries[i-1])
		}
	}
	return ordered, true
}

// hash is Python's hash(v).
func hash(v Value) (h uint64, ok bool) {
	switch v := v.(type) {
	case Str:
		return strHash(string(v)), true
	case Unicode:
		return unicodeHash(string(v)), true
	case *Tuple:
		return tupleHash(v.Items)
	}
	n, ok := AsInt(v)
	if n == -1 {
		n = -2
	}
	return uint64(n), ok
}

// tupleHash is hash() of a tuple (Objects/tupleobject.c: tuplehash).
func tupleHash(items []Value) (h uint64, ok bool) {
	h, mult := 0x345678, uint64(1000003)
	for i, v := range items {
		one, ok := hash(v)
		if !ok {
			return 0, false
		}
		left := uint64(len(items) - 1 - i)
		h = (h ^ one) * mult
		mult += 82520 + 2*left
	}
	h += 97531
	if h == ^uint64(0) {
		h--
	}
	return h, true
}

// minSlots is the size of a new dict's table (PyDict_MINSIZE).
const minSlots = 8

// hashTable has the places of keys, no two of which are equal.
type hashTable struct {
	slots  []int // the index of a key plus one, 0 for a free slot; the length is a power of two
	hashes []uint64
}

// add puts the key of that index in, the next one (PyDict_SetItem). A table
// that is two thirds full grows.
func (t *hashTable) add(i int, hash uint64) {
	t.hashes = append(t.hashes, hash)
	t.place(i)
	used := len(t.hashes)
	if used*3 < len(t.slots)*2 {
		return
	}
	wanted := used * 4
	if used > 50000 {
		wanted = used * 2
	}
	size := minSlots
	for size <= wanted {
		size <<= 1
	}
	old := t.slots
	t.slots = make([]int, size)
	for _, i := range old {
		if i != 0 {
			t.place(i - 1)
		}
	}
}

// place finds the slot of a key that is not in the table (lookdict).
func (t *hashTable) place(i int) {
	mask := uint64(len(t.slots) - 1)
	slot := t.hashes[i]
	for perturb := slot; t.slots[slot&mask] != 0; perturb >>= 5 {
		slot = slot<<2 + slot + perturb + 1
	}
	t.slots[slot&mask] = i + 1
}

// strHash is hash(s) of a str (Objects/stringobject.c: string_hash), on a
// machine of 64 bits and without hash randomization, which Python 2 has off.
func strHash(s string) uint64 {
	if s == "" {
		return 0
	}
	h := uint64(s[0]) << 7
	for i := range len(s) {
		h = h*1000003 ^ uint64(s[i])
	}
	return finishHash(h, len(s))
}

// unicodeHash is hash(u) of a unicode in UTF-8 (unicode_hash); for ASCII it is
// that of the str.
func unicodeHash(s string) uint64 {
	var h uint64
	n := 0
	for _, r := range s {
		if n == 0 {
			h = uint64(r) << 7
		}
		h = h*1000003 ^ uint64(r)
		n++
	}
	if n == 0 {
		return 0
	}
	return finishHash(h, n)
}

func finishHash(h uint64, n int) uint64 {
	h ^= uint64(n)
	if h == ^uint64(0) {
		h-- // -1 means an error
	}
	return h
}
