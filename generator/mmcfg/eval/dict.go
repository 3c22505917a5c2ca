// SPDX-License-Identifier: GPL-2.0-or-later

package eval

// dict is a Python dict. Its table is CPython 2.7's (Objects/dictobject.c),
// because the order in which a dict lists its keys follows from it.
type dict struct {
	table
	mark
}

type slotState uint8

const (
	slotFree slotState = iota
	slotLive
	slotDead
)

type slot struct {
	state slotState
	hash  int64
	key   any
	val   any
}

type table struct {
	slots []slot // a power of two of them; none while nothing came
	used  int    // live
	fill  int    // live and dead
	// probes counts the slots looked at: keys may be chosen to collide.
	probes int
}

const minSlots = 8 // PyDict_MINSIZE

func newDict() *dict { return &dict{} }

// newDictSized is a dict display of n items (_PyDict_NewPresized).
func newDictSized(n int) *dict {
	d := &dict{}
	if n > 5 {
		d.resize(n)
	}
	return d
}

func (t *table) clone() table {
	return table{slots: append([]slot(nil), t.slots...), used: t.used, fill: t.fill}
}

// find is the slot where key is, or where it would go (lookdict).
func (t *table) find(key any, hash int64) *slot {
	mask := uint64(len(t.slots) - 1)
	i := uint64(hash)
	var dead *slot
	for perturb := uint64(hash); ; perturb >>= 5 {
		s := &t.slots[i&mask]
		t.probes++
		switch s.state {
		case slotFree:
			if dead != nil {
				return dead
			}
			return s
		case slotDead:
			if dead == nil {
				dead = s
			}
		case slotLive:
			if s.hash == hash && equalKeys(s.key, key) {
				return s
			}
		}
		i = i<<2 + i + perturb + 1
	}
}

// get returns the value of a key whose hash is known.
func (t *table) get(key any, hash int64) (any, bool) {
	if t.used == 0 {
		return nil, false
	}
	s := t.find(key, hash)
	return s.val, s.state == slotLive
}

// settle charges for the slots that were looked at.
func (ev *Interp) settle(d *dict) error {
	n := d.probes
	d.probes = 0
	return ev.spend(n * 4)
}

// put sets a key (PyDict_SetItem).
func (t *table) put(key any, hash int64, val any) {
	if t.slots == nil {
		t.slots = make([]slot, minSlots)
	}
	if !t.insert(key, hash, val) || t.fill*3 < len(t.slots)*2 {
		return
	}
	if t.used > 50000 {
		t.resize(t.used * 2)
	} else {
		t.resize(t.used * 4)
	}
}

// insert puts a key where it belongs; it says whether the key is new.
func (t *table) insert(key any, hash int64, val any) bool {
	s := t.find(key, hash)
	if s.state == slotLive {
		s.val = val
		return false
	}
	if s.state == slotFree {
		t.fill++
	}
	t.used++
	*s = slot{slotLive, hash, key, val}
	return true
}

// remove takes a key out; it says whether it was there.
func (t *table) remove(key any, hash int64) (any, bool) {
	if t.used == 0 {
		return nil, false
	}
	s := t.find(key, hash)
	if s.state != slotLive {
		return nil, false
	}
	val := s.val
	*s = slot{state: slotDead}
	t.used--
	return val, true
}

// resize makes room for more than n keys (dictresize).
func (t *table) resize(n int) {
	size := minSlots
	for size <= n {
		size <<= 1
	}
	old := t.slots
	*t = table{slots: make([]slot, size), probes: t.probes}
	for _, s := range old {
		if s.state == slotLive {
			t.insert(s.key, s.hash, s.val)
		}
	}
}

// update puts all of other in (PyDict_Merge).
func (t *table) update(other *table) {
	if other.used == 0 {
		return
	}
	if t.slots == nil {
		t.slots = make([]slot, minSlots)
	}
	if (t.fill+other.used)*3 >= len(t.slots)*2 {
		t.resize((t.used + other.used) * 2)
	}
	for _, s := range other.slots {
		if s.state == slotLive {
			t.insert(s.key, s.hash, s.val)
		}
	}
}

// live are the keys and values in Python's order. What it costs is settled
// with what else was looked at.
func (t *table) live() []slot {
	t.probes += len(t.slots) / 4
	out := make([]slot, 0, t.used)
	for _, s := range t.slots {
		if s.state == slotLive {
			out = append(out, s)
		}
	}
	return out
}
