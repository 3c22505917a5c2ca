// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// tryState is a try whose body is being executed.
type tryState struct {
	maybe *Unknown // why an exception may have been raised; nil if it was not
	// replaced are the old values of names to which the body assigned. If it may have raised
	// an exception before that, the names may still have them.
	replaced []Value
}

// execTry executes a try. It can't be followed if its body may have raised an exception: then
// it is not known where the body ended, nor which handler was executed.
func (ev *Interp) execTry(s *syntax.Try) (returns bool, err error) {
	st := &tryState{}
	ev.tries = append(ev.tries, st)
	returns, err = ev.block(s.Body)
	ev.tries = ev.tries[:len(ev.tries)-1]
	ev.replace(st.replaced...)
	e := raised(err)
	switch u := st.maybe; {
	case err != nil && e == nil && u == nil: // a bound was exceeded
		return false, err
	case u != nil:
		ev.newTouch(u).objects(st.replaced)
		return false, u
	case e != nil:
		return ev.handle(s, e)
	case returns:
		return true, nil
	}
	return ev.block(s.Else)
}

// replace notes old values of names in the innermost try.
func (ev *Interp) replace(values ...Value) {
	if n := len(ev.tries); n > 0 {
		for _, v := range values {
			if _, isModule := v.(*Module); !isModule && v != nil {
				ev.tries[n-1].replaced = append(ev.tries[n-1].replaced, v)
			}
		}
	}
}

// handle finds the handler of an exception and executes it.
func (ev *Interp) handle(s *syntax.Try, e *Error) (returns bool, err error) {
	for _, h := range s.Handlers {
		match, err := ev.matches(h, e)
		if err != nil {
			return false, err
		}
		if !match {
			continue
		}
		if h.Target != nil {
			if err := ev.assign(h.Target, ev.Unknown("what exceptions hold is not known")); err != nil {
				return false, err
			}
		}
		return ev.block(h.Body)
	}
	return false, e
}

// matches says whether a handler is for an exception.
func (ev *Interp) matches(h syntax.Handler, e *Error) (bool, error) {
	if h.Type == nil {
		return true, nil
	}
	ev.frame.line = h.Line()
	t, err := ev.eval(h.Type)
	if err != nil {
		return false, err
	}
	types := []Value{t}
	if tuple, ok := t.(*pyvalue.Tuple); ok {
		types = tuple.Items
	}
	for _, t := range types {
		c, ok := t.(*Class)
		if !ok {
			return false, ev.Refuse("a handler for a %s", pyvalue.TypeName(t))
		}
		if isA(e.Type, c.Name) {
			return true, nil
		}
	}
	return false, nil
}
