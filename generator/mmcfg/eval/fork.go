// SPDX-License-Identifier: GPL-2.0-or-later

package eval

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
	switch {
	case agree:
		putName(k, first)
		return
	case k.scope == ev.modules:
		return // the module is imported anew where it is needed
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
	ev.steps += o.size() >> 2
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
	same := alike(a, b, 0, &left)
	ev.steps += (10_000 - left) >> 2
	return same
}
