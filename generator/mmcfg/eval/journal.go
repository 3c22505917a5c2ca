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
	}
	for s, r := range d.rests {
		ev.touchRest(s)
		s.rest = r
	}
}

// merge makes the state one in which any of the branches may have been
// followed: what they do not agree on is unknown.
func (ev *Interp) merge(ds []delta, u *Unknown) error {
	names, objs := map[nameKey]bool{}, map[mutable]bool{}
	for _, d := range ds {
		if err := ev.spend(len(d.names) + len(d.objs)); err != nil {
			return err
		}
		for k := range d.names {
			names[k] = true
		}
		for o := range d.objs {
			objs[o] = true
		}
		for s, r := range d.rests {
			for _, rule := range r[len(s.rest):] {
				ev.addRest(s, rule)
			}
		}
	}
	for k := range names {
		ev.mergeName(k, ds, u)
	}
	for o := range objs {
		ev.mergeObject(o, ds, u)
	}
	return nil
}

func (ev *Interp) mergeName(k nameKey, ds []delta, u *Unknown) {
	now := stateOf(k)
	after := func(d delta) nameState {
		if st, ok := d.names[k]; ok {
			return st
		}
		return now
	}
	first := after(ds[0])
	agree := true
	for _, d := range ds[1:] {
		st := after(d)
		if st.bound != first.bound || st.bound && !ev.alike(st.val, first.val) {
			agree = false
		}
	}
	ev.touchName(k.scope, k.name)
	if agree {
		putName(k, first)
		return
	}
	// The origin of the unknown is the last assignment in an arm.
	b := now.binding
	for _, d := range ds {
		if st := after(d); st.bound && st.seq > b.seq {
			b = st.binding
		}
	}
	b.val = u
	putName(k, nameState{b, true})
}

func (ev *Interp) mergeObject(o mutable, ds []delta, u *Unknown) {
	now := o.save()
	after := func(d delta) any {
		if c, ok := d.objs[o]; ok {
			return c
		}
		return now
	}
	first := after(ds[0])
	ev.touch(o)
	o.load(first)
	for _, d := range ds[1:] {
		if !o.same(ev, first, after(d)) {
			ev.change(o)
			o.blur(u)
			return
		}
	}
}

// outcome is how a branch ended.
type outcome struct {
	ctl ctl
	ret any
	err error
}

// fork follows each branch from the state that is now, and leaves the state
// merged. u is why it can't be known which is taken. A branch that raises
// is left out where another does not: in a file that works it is not taken.
func (ev *Interp) fork(u *Unknown, branches ...func() outcome) (outcome, error) {
	outs := make([]outcome, 0, len(branches))
	deltas := make([]delta, 0, len(branches))
	var failed error
	for _, branch := range branches {
		j := ev.begin()
		out := branch()
		d := ev.undo(j)
		if _, isStop := out.err.(*stopped); isStop {
			return out, out.err
		}
		if out.err != nil {
			ev.mayRaise(u)
			if failed == nil {
				failed = out.err
			}
			continue
		}
		outs, deltas = append(outs, out), append(deltas, d)
	}
	if len(outs) == 0 {
		return outcome{err: failed}, failed
	}
	if err := ev.merge(deltas, u); err != nil {
		return outcome{}, err
	}
	return ev.mergeOutcomes(outs, u), nil
}

// mergeOutcomes is how branches end that may end differently.
func (ev *Interp) mergeOutcomes(outs []outcome, u *Unknown) outcome {
	first := outs[0]
	for _, o := range outs[1:] {
		switch {
		case o.ctl == first.ctl && (o.ctl != ctlReturn || ev.alike(o.ret, first.ret)):
		case o.ctl == first.ctl:
			first.ret = u
		case o.ctl.leavesCall() || first.ctl.leavesCall():
			first.ctl, first.ret = ctlLostCall, u
		default:
			first.ctl, first.ret = ctlLostLoop, u
		}
	}
	return first
}

// alike says whether two values are the same object, or such that nothing
// could tell them apart afterwards.
func (ev *Interp) alike(a, b any) bool {
	left := 10_000
	return alike(a, b, 0, &left)
}
