// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"errors"
	"fmt"
	"math"

	"mmgen/generator/pyvalue"
)

// spareWork is the work that hashing keys and items of sets may cause beyond
// what the pickle's length accounts for.
const spareWork = 1 << 20

var errUnfolds = errors.New("the pickle unfolds to far more than it holds")

// isLight tells whether hashing a key is so little work that it needs no
// account.
func isLight(key pyvalue.Value) bool {
	switch key := key.(type) {
	case pyvalue.Str:
		return len(key) < 256
	case pyvalue.Unicode:
		return len(key) < 256
	case nil, bool, int64, float64, pyvalue.Long:
		return true
	}
	return false
}

// checkKeys refuses dict keys and items of sets that Python cannot hash. It also refuses keys
// and items that are so big, or occur so often, that to hash them is far more work than to read
// the pickle: a tuple may hold a second one twice, that one a third one twice, and so on. Then
// it drops equal items of sets.
func (t *translation) checkKeys() error {
	w := weights{known: map[pyvalue.Value]int{}, left: t.left}
	for _, key := range t.keys {
		if !w.spend(key) {
			return w.refuse("dict key", key)
		}
	}
	for _, s := range t.sets {
		for _, item := range s.Items {
			if !w.spend(item) {
				return w.refuse("set item", item)
			}
		}
	}
	for _, s := range t.sets {
		var seen pyvalue.Dict
		for _, item := range s.Items {
			seen.Set(item, nil)
		}
		s.Items = seen.Keys()
	}
	return nil
}

// weights tells how much work it is to hash values; 1 is about the work for one value, or for
// 64 bytes of text.
type weights struct {
	known map[pyvalue.Value]int
	left  int
}

// unhashable is the weight of a value that Python cannot hash.
const unhashable = -1

// spend accounts for the work of hashing v; it is false where that is too much work, or
// impossible.
func (w *weights) spend(v pyvalue.Value) bool {
	n := w.of(v)
	if n != unhashable {
		w.left -= n
	}
	return n != unhashable && w.left >= 0
}

func (w *weights) refuse(use string, v pyvalue.Value) error {
	if w.of(v) == unhashable {
		return fmt.Errorf("a %s can't be a %s", typeName(v), use)
	}
	return errUnfolds
}

func (w *weights) of(v pyvalue.Value) int {
	switch v := v.(type) {
	case pyvalue.Str:
		return 1 + len(v)/64
	case pyvalue.Unicode:
		return 1 + len(v)/64
	case *pyvalue.List, *pyvalue.Dict:
		return unhashable
	case *pyvalue.Tuple:
		return w.ofAll(v, v.Items)
	case *pyvalue.Set:
		if !v.Frozen {
			return unhashable
		}
		return w.ofAll(v, v.Items)
	}
	return 1
}

func (w *weights) ofAll(v pyvalue.Value, items []pyvalue.Value) int {
	if n, ok := w.known[v]; ok {
		return n
	}
	sum := 1
	for _, item := range items {
		n := w.of(item)
		if n == unhashable {
			sum = unhashable
			break
		}
		sum = min(sum+n, math.MaxInt32)
	}
	w.known[v] = sum
	return sum
}
