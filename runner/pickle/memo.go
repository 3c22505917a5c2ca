// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import "slices"

// memo is what PUT stored, by number: a text, number or class, or only the kind of a value that
// gopickle has. cPickle counts from 1 upwards. Values with other numbers are kept in a map, so
// that a huge number does not make a huge slice.
type memo struct {
	dense  []any
	sparse map[uint32]any
}

// newMemo makes a memo with room for what the pickle of a list of size bytes stores.
func newMemo(size int) memo { return memo{dense: make([]any, 0, min(size/40, 1<<16))} }

// put stores v and returns what that costs, in bytes.
func (t *memo) put(i uint32, v any) (cost int) {
	switch n := uint32(len(t.dense)); {
	case i < n:
		t.dense[i] = v
		return 0
	case i <= n+1:
		if i > n {
			t.dense = append(t.dense, nil)
		}
		if len(t.dense) == cap(t.dense) {
			t.dense = slices.Grow(t.dense, max(64, len(t.dense)))
		}
		t.dense = append(t.dense, v)
		return memoPlaceCost
	}
	if t.sparse == nil {
		t.sparse = make(map[uint32]any)
	}
	t.sparse[i] = v
	return memoCost
}

// get is nil where nothing was put.
func (t *memo) get(i uint32) any {
	if i < uint32(len(t.dense)) {
		if v := t.dense[i]; v != nil {
			return v
		}
	}
	return t.sparse[i]
}
