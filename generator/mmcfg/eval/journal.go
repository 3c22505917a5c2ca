// SPDX-License-Identifier: GPL-2.0-or-later

package eval

// The journal keeps what was there before each first change, so that the arms
// of a branch whose condition is unknown can be followed one after the other
// from the same state, and then be compared.

// mutable is an object whose contents can change. save returns a copy of them
// for load to put back.
type mutable interface {
	marker
	save() any
	size() int // how much there is to save
	load(saved any)
	// same says whether two saved contents are alike.
	same(ev *Interp, a, b any) bool
	// blur makes the contents unknown.
	blur(u *Unknown)
}

type nameKey struct {
	scope *scope
	name  string
}

// nameState is a binding, or that there is none.
type nameState struct {
	binding
	bound bool
}

type journal struct {
	outer *journal
	names map[nameKey]nameState
	objs  map[mutable]any
	rests map[*scope][]rest
}

// delta is what a branch of the evaluation changed, and to what.
type delta struct {
	names map[nameKey]nameState
	objs  map[mutable]any
	rests map[*scope][]rest
}

func stateOf(k nameKey) nameState {
	b, ok := k.scope.vars[k.name]
	return nameState{b, ok}
}

func (ev *Interp) touchName(s *scope, name string) {
	if ev.journal == nil {
		return
	}
	k := nameKey{s, name}
	if _, ok := ev.journal.names[k]; !ok {
		ev.journal.names[k] = stateOf(k)
	}
}

func (ev *Interp) touch(obj mutable) {
	if ev.journal == nil {
		return
	}
	if _, ok := ev.journal.objs[obj]; !ok {
		ev.journal.objs[obj] = obj.save()
		ev.steps += obj.size() >> 4 // checked at the next step
	}
}

func (ev *Interp) touchRest(s *scope) {
	if ev.journal == nil {
		return
	}
	if _, ok := ev.journal.rests[s]; !ok {
		ev.journal.rests[s] = s.rest
	}
}

// addRest adds a rule to a scope.
func (ev *Interp) addRest(s *scope, r rest) {
	ev.touchRest(s)
	s.rest = append(s.rest[:len(s.rest):len(s.rest)], r)
}

// begin opens a journal.
func (ev *Interp) begin() *journal {
	ev.journal = &journal{ev.journal, map[nameKey]nameState{}, map[mutable]any{}, map[*scope][]rest{}}
	return ev.journal
}

// commit closes a journal and keeps what was done.
func (ev *Interp) commit(j *journal) {
	ev.journal = j.outer
	if j.outer == nil {
		return
	}
	for k, v := range j.names {
		if _, ok := j.outer.names[k]; !ok {
			j.outer.names[k] = v
		}
	}
	for k, v := range j.objs {
		if _, ok := j.outer.objs[k]; !ok {
			j.outer.objs[k] = v
		}
	}
	for k, v := range j.rests {
		if _, ok := j.outer.rests[k]; !ok {
			j.outer.rests[k] = v
		}
	}
}

// undo closes a journal, puts everything back, and returns what was done.
func (ev *Interp) undo(j *journal) delta {
	d := delta{make(map[nameKey]nameState, len(j.names)), make(map[mutable]any, len(j.objs)), make(map[*scope][]rest, len(j.rests))}
	for k, old := range j.names {
		d.names[k] = stateOf(k)
		putName(k, old)
	}
	for obj, old := range j.objs {
		ev.steps += obj.size() >> 3
		d.objs[obj] = obj.save()
		obj.load(old)
	}
	for s, old := range j.rests {
		d.rests[s] = s.rest
		s.rest = old
	}
	ev.journal = j.outer
	return d
}

func putName(k nameKey, st nameState) {
	if st.bound {
		k.scope.vars[k.name] = st.binding
	} else {
		delete(k.scope.vars, k.name)
	}
}

// redo does again what an undone branch did.
func (ev *Interp) redo(d delta) {
	for k, st := range d.names {
		ev.touchName(k.scope, k.name)
		putName(k, st)
	}
	for obj, contents := range d.objs {
		ev.touch(obj)
		obj.load(contents)
		ev.steps += obj.size() >> 4
	}
	for s, r := range d.rests {
		ev.touchRest(s)
		s.rest = r
	}
}
