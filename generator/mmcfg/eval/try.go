// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

// tryState is a try whose body is being executed.
type tryState struct {
	maybe *Unknown // why something in it may have raised
}

func (ev *Interp) execTry(s *syntax.Try) (ctl, error) {
	c, err := ev.tryHandlers(s)
	if _, isStop := err.(*stopped); isStop || s.Finally == nil {
		return c, err
	}
	ret := ev.frame.ret
	fc, ferr := ev.block(s.Finally)
	if fc != ctlNext || ferr != nil {
		return fc, ferr
	}
	ev.frame.ret = ret
	return c, err
}

// tryHandlers is a try without its finally.
func (ev *Interp) tryHandlers(s *syntax.Try) (ctl, error) {
	if len(s.Handlers) == 0 {
		return ev.block(s.Body)
	}
	st := &tryState{}
	ev.tries = append(ev.tries, st)
	j := ev.begin()
	out := ev.branch(s.Body)
	ev.tries = ev.tries[:len(ev.tries)-1]
	if _, isStop := out.err.(*stopped); isStop {
		ev.commit(j)
		return out.ctl, out.err
	}
	if st.maybe == nil {
		ev.commit(j)
		return ev.afterBody(s, out)
	}
	return ev.maybeRaised(s, out, ev.undo(j), st.maybe)
}

// afterBody goes on where the body ended in out for certain.
func (ev *Interp) afterBody(s *syntax.Try, out outcome) (ctl, error) {
	r, isRaised := out.err.(*raised)
	switch {
	case isRaised:
		return ev.handle(s.Handlers, r)
	case out.err != nil:
		return out.ctl, out.err
	case out.ctl != ctlNext:
		ev.frame.ret = out.ret
		return out.ctl, nil
	}
	return ev.block(s.Else)
}

// maybeRaised goes on where something in the body may have raised: the body
// came to its end (d), or anything may have happened up to then and one of
// the handlers was executed.
func (ev *Interp) maybeRaised(s *syntax.Try, out outcome, d delta, u *Unknown) (ctl, error) {
	branches := []func() outcome{func() outcome {
		ev.redo(d)
		c, err := ev.afterBody(s, out)
		return outcome{c, ev.frame.ret, err}
	}}
	for _, h := range s.Handlers {
		branches = append(branches, func() outcome {
			if err := ev.merge([]delta{d, {}}, u); err != nil {
				return outcome{err: err}
			}
			if h.Target != nil {
				if err := ev.assign(h.Target, u); err != nil {
					return outcome{err: err}
				}
			}
			return ev.branch(h.Body)
		})
	}
	return ev.forkCtl(u, branches...)
}

// handle finds the handler of an exception and executes it.
func (ev *Interp) handle(handlers []syntax.Handler, r *raised) (ctl, error) {
	for i, h := range handlers {
		match, u, err := ev.matches(h, r)
		if err != nil {
			return ctlNext, err
		}
		if u != nil {
			return ev.forkCtl(u,
				func() outcome { return ev.handler(h, r) },
				func() outcome {
					c, err := ev.handle(handlers[i+1:], r)
					return outcome{c, ev.frame.ret, err}
				})
		}
		if match {
			out := ev.handler(h, r)
			ev.frame.ret = out.ret
			return out.ctl, out.err
		}
	}
	return ctlNext, r
}

func (ev *Interp) handler(h syntax.Handler, r *raised) outcome {
	if h.Target != nil {
		if err := ev.assign(h.Target, r.inst); err != nil {
			return outcome{err: err}
		}
	}
	outer := ev.frame.caught
	ev.frame.caught = r
	out := ev.branch(h.Body)
	ev.frame.caught = outer
	return out
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
	types := []any{t}
	if tup, ok := asTuple(t); ok {
		types = tup.items
	}
	var unknown *Unknown
	for _, t := range types {
		if u := unknownOf(t); u != nil {
			unknown = u
		}
		if c, ok := t.(*class); ok && r.inst.class.isA(c) {
			return true, nil, nil
		}
	}
	return false, unknown, nil
}
