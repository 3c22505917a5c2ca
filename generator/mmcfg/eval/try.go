// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// tryState is a try whose body is being executed.
type tryState struct {
	maybe *Unknown // why something in it may have raised
	// replaced are what names stood for before the body bound them anew: where it
	// may have raised, they may still.
	replaced []Value
}

func (ev *Interp) execTry(s *syntax.Try) (control, error) {
	c, err := ev.execHandlers(s)
	if _, isStop := err.(*stopped); isStop || s.Finally == nil {
		return c, err
	}
	ret := ev.frame.ret
	fc, ferr := ev.block(s.Finally)
	if fc != next || ferr != nil {
		return fc, ferr
	}
	ev.frame.ret = ret
	return c, err
}

// execHandlers is a try without its finally.
func (ev *Interp) execHandlers(s *syntax.Try) (control, error) {
	if len(s.Handlers) == 0 {
		return ev.block(s.Body)
	}
	st := &tryState{}
	ev.tries = append(ev.tries, st)
	c, err := ev.block(s.Body)
	ev.tries = ev.tries[:len(ev.tries)-1]
	ev.replace(st.replaced...)
	if _, isStop := err.(*stopped); isStop {
		return c, err
	}
	r, isRaised := err.(*raised)
	switch {
	case st.maybe != nil:
		return ev.skipTry(st.maybe, s, st)
	case isRaised:
		return ev.handle(s, r, st)
	case err != nil || c != next:
		return c, err
	}
	return ev.block(s.Else)
}

// replace notes in the innermost try what names stood for.
func (ev *Interp) replace(values ...Value) {
	if n := len(ev.tries); n > 0 {
		for _, v := range values {
			if _, isModule := v.(*Module); !isModule && v != nil {
				ev.tries[n-1].replaced = append(ev.tries[n-1].replaced, v)
			}
		}
	}
}

// skipTry makes unknown what the statement could change: it can't be known
// how far the body came, and which handler was executed.
func (ev *Interp) skipTry(u *Unknown, s *syntax.Try, st *tryState) (control, error) {
	ev.HandOver(u, st.replaced...)
	blocks := [][]syntax.Stmt{s.Body, s.Else}
	for _, h := range s.Handlers {
		blocks = append(blocks, h.Body)
		bound(h.Target, func(name string) { ev.set(ev.frame.scopeOf(name), name, u) })
		ev.touchExpr(u, h.Type)
	}
	return ev.uncertain(u, blocks...)
}

// handle finds the handler of an exception and executes it.
func (ev *Interp) handle(s *syntax.Try, r *raised, st *tryState) (control, error) {
	for _, h := range s.Handlers {
		match, u, err := ev.matches(h, r)
		switch {
		case err != nil:
			return next, err
		case u != nil:
			return ev.skipTry(u, s, st)
		case match:
			return ev.handler(h, r)
		}
	}
	return next, r
}

func (ev *Interp) handler(h syntax.Handler, r *raised) (control, error) {
	if h.Target != nil {
		if err := ev.assign(h.Target, r.inst); err != nil {
			return next, err
		}
	}
	outer := ev.frame.caught
	ev.frame.caught = r
	defer func() { ev.frame.caught = outer }()
	return ev.block(h.Body)
}

// matches says whether a handler is for an exception; u says why that can't
// be known.
func (ev *Interp) matches(h syntax.Handler, r *raised) (bool, *Unknown, error) {
	if h.Type == nil {
		return true, nil, nil
	}
	ev.frame.line = ev.frame.base + h.Line()
	t, err := ev.eval(h.Type)
	if err != nil {
		return false, nil, err
	}
	types := []Value{t}
	if tuple, ok := t.(*pyvalue.Tuple); ok {
		types = tuple.Items
	}
	for _, t := range types {
		if u := ev.UnknownOf(t); u != nil {
			return false, u, nil
		}
		if _, nested := t.(*pyvalue.Tuple); nested {
			return false, ev.NewUnknown("nested tuples of exceptions"), nil
		}
		if c, ok := t.(*Class); ok && isA(r.inst.class, c.Name) {
			return true, nil, nil
		}
	}
	return false, nil, nil
}
