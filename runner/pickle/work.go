// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"errors"
	"fmt"
	"math"
)

// spareWork is the work that a pickle may cause beyond what its length
// accounts for; see spend.
const spareWork = 1 << 20

// spend accounts for work that a few bytes of a pickle can cause again and
// again, by naming a big value that was stored before: hashing it as a key, or
// copying it into a set. n is about a value, or 64 bytes of text.
func (m *machine) spend(n int) error {
	if m.work -= n; m.work < 0 {
		return errors.New("the pickle unfolds to far more than it holds")
	}
	return nil
}

// key takes a dict key, and refuses what Python cannot hash.
func (m *machine) key(v any) error {
	if !hashable(v) {
		return fmt.Errorf("a %s can't be a dict key", typeName(plain(v)))
	}
	return m.spend(weight(v))
}

// hashable is Hashable for values that are not filled yet.
func hashable(v any) bool {
	switch v := v.(type) {
	case *listFiller, *dictFiller:
		return false
	case *tupleFiller:
		return !v.unhashable
	case *setFiller:
		return v.Frozen
	}
	return true
}

// weight is the work to hash v, as spend counts it, up to a limit.
func weight(v any) int {
	switch v := v.(type) {
	case Str:
		return 1 + len(v)/64
	case Unicode:
		return 1 + len(v)/64
	case *tupleFiller:
		return v.weight
	case *setFiller:
		return v.weight
	}
	return 1
}

// weigh adds items to a weight.
func weigh(w int, items []any) (weights int, unhashable bool) {
	for _, v := range items {
		w = min(w+weight(v), math.MaxInt32)
		unhashable = unhashable || !hashable(v)
	}
	return w, unhashable
}
