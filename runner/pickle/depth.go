// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import "fmt"

// checkDepth refuses values that nest deeper than maxDepth.
func checkDepth(v Value) error {
	w := depthWalk{seen: make(map[any]struct{})}
	if !w.fits(v, 0) {
		return fmt.Errorf("values nest deeper than %d", maxDepth)
	}
	return nil
}

// maxDepth bounds how deep values nest, so that going through them cannot
// run out of stack. Python refuses to store what nests deeper than about
// 1000.
const maxDepth = 10000

type depthWalk struct{ seen map[any]struct{} }

func (w *depthWalk) fits(v Value, depth int) bool {
	switch v.(type) {
	case *List, *Tuple, *Dict, *Set, *Instance:
	default:
		return true
	}
	if depth > maxDepth {
		return false
	}
	if _, ok := w.seen[v]; ok {
		return true
	}
	w.seen[v] = struct{}{}
	switch v := v.(type) {
	case *List:
		return w.fitAll(v.Items, depth)
	case *Tuple:
		return w.fitAll(v.Items, depth)
	case *Set:
		return w.fitAll(v.Items, depth)
	case *Instance:
		return w.fitAll(v.Args, depth) && w.fits(v.State, depth+1)
	case *Dict:
		for _, e := range v.Appended() {
			if !w.fits(e.Key, depth+1) || !w.fits(e.Value, depth+1) {
				return false
			}
		}
	}
	return true
}

func (w *depthWalk) fitAll(items []Value, depth int) bool {
	for _, v := range items {
		if !w.fits(v, depth+1) {
			return false
		}
	}
	return true
}
