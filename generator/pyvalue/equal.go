// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

// Equal is Python's a == b: numbers by value whatever their type, Str and
// Unicode by text where both are ASCII, containers by content in any order of
// dict keys. Objects say themselves what they are equal to.
func Equal(a, b Value) bool {
	return (&comparison{}).equal(a, b)
}

// comparison remembers pairs of containers that were compared, or are being:
// values may contain themselves, or one value in many places.
type comparison struct{ seen map[[2]any]struct{} }

func (c *comparison) equal(a, b Value) bool {
	if !holds(a) {
		return !holds(b) && sameKey(a, b)
	}
	if a == b || c.known(a, b) {
		return true
	}
	switch a := a.(type) {
	case *List:
		b, ok := b.(*List)
		return ok && c.equalItems(a.Items, b.Items)
	case *Tuple:
		b, ok := b.(*Tuple)
		return ok && c.equalItems(a.Items, b.Items)
	case *Set:
		b, ok := b.(*Set)
		return ok && sameItems(a, b)
	case Object:
		return a.EqualTo(b, c.equal)
	case *Dict:
		b, ok := b.(*Dict)
		return ok && c.equalDicts(a, b)
	}
	return false
}

// holds tells whether v may hold other values.
func holds(v Value) bool {
	switch v.(type) {
	case *List, *Tuple, *Dict, *Set, Object:
		return true
	}
	return false
}

// known tells whether the pair was seen before, and remembers it. A pair
// found different ends the whole comparison, so one seen is equal so far.
func (c *comparison) known(a, b Value) bool {
	pair := [2]any{a, b}
	if _, ok := c.seen[pair]; ok {
		return true
	}
	if c.seen == nil {
		c.seen = make(map[[2]any]struct{})
	}
	c.seen[pair] = struct{}{}
	return false
}

func (c *comparison) equalItems(a, b []Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !c.equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func (c *comparison) equalDicts(a, b *Dict) bool {
	if a.Len() != b.Len() {
		return false
	}
	for k, v := range a.All() {
		w, ok := b.Get(k)
		if !ok || !c.equal(v, w) {
			return false
		}
	}
	return true
}

func sameItems(a, b *Set) bool {
	var items, others Dict
	for _, v := range a.Items {
		items.Set(v, nil)
	}
	for _, v := range b.Items {
		others.Set(v, nil)
		if !items.Has(v) {
			return false
		}
	}
	return items.Len() == others.Len()
}
