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
	if err != nil && raised(err) == nil {
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
	e := raised(err)
	switch {
	case err != nil && e == nil:
		return c, err
	case st.maybe != nil:
		return ev.skipTry(st.maybe, s, st)
	case e != nil:
		return ev.handle(s, e, st)
	case c != next:
		return c, nil
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
	return ev.uncertain(u, s.Code), nil
}

// handle finds the handler of an exception and executes it.
func (ev *Interp) handle(s *syntax.Try, e *Error, st *tryState) (control, error) {
	for _, h := range s.Handlers {
		match, err := ev.matches(h, e)
		if u, ok := err.(*Unknown); ok {
			return ev.skipTry(u, s, st)
		}
		if err != nil {
			return next, err
		}
		if !match {
			continue
		}
		if h.Target != nil {
			if err := ev.assign(h.Target, ev.Unknown("what exceptions hold is not known")); err != nil {
				return next, err
			}
		}
		return ev.block(h.Body)
	}
	return next, e
}

// matches says whether a handler is for an exception.
func (ev *Interp) matches(h syntax.Handler, e *Error) (bool, error) {
	if h.Type == nil {
		return true, nil
	}
	ev.frame.line = ev.frame.base + h.Line()
	t, err := ev.eval(h.Type)
	if err != nil {
		return false, err
	}
	types := []Value{t}
	if tuple, ok := t.(*pyvalue.Tuple); ok {
		types = tuple.Items
	}
	for _, t := range types {
		if err := ev.Need(t); err != nil {
			return false, err
		}
		if _, nested := t.(*pyvalue.Tuple); nested {
			return false, ev.Refuse("nested tuples of exceptions")
		}
		if c, ok := t.(*Class); ok && isA(e.Type, c.Name) {
			return true, nil
		}
	}
	return false, nil
}
