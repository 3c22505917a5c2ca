// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

// HashOrder returns keys and values in the order in which Python 2.7 lists a
// dict that was given these keys one by one in d's order: that of the slots of
// its hash table (Objects/dictobject.c). Header fields that Mailman keeps in a
// dict are written in that order.
//
// Keys must be Str or Unicode; with any other the order stays that of d.
func (d *Dict) HashOrder() []Entry {
	entries := d.Entries()
	t := hashTable{slots: make([]int, minSlots)}
	for i, e := range entries {
		s, ok := AsString(e.Key)
		if !ok {
			return entries
		}
		h := strHash(s)
		if _, isUnicode := e.Key.(Unicode); isUnicode {
			h = unicodeHash(s)
		}
		t.add(i, h)
	}
	ordered := make([]Entry, 0, len(entries))
	for _, i := range t.slots {
		if i != 0 {
			ordered = append(ordered, entries[i-1])
		}
	}
	return ordered
}

// minSlots is the size of a new dict's table (PyDict_MINSIZE).
const minSlots = 8

// hashTable has the places of keys that differ.
type hashTable struct {
	slots  []int // index of a key plus one, 0 for a free slot; a power of two of them
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
