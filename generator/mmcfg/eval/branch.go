// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

// mayRaise notes that what u stands for may raise an exception, so that an
// enclosing try follows its handlers too.
func (ev *Interp) mayRaise(u *Unknown) {
	if n := len(ev.tries); n > 0 && ev.tries[n-1].maybe == nil {
		ev.tries[n-1].maybe = u
	}
}

func (ev *Interp) execIf(s *syntax.If) (ctl, error) {
	for {
		v, err := ev.eval(s.Cond)
		if err != nil {
			return ctlNext, err
		}
		t, u := truth(v)
		if u != nil {
			return ev.forkBlocks(u, s.Body, s.Else)
		}
		if t {
			return ev.block(s.Body)
		}
		// An elif is an If alone in Else; a loop here keeps the stack flat.
		next, ok := elif(s.Else)
		if !ok {
			return ev.block(s.Else)
		}
		if err := ev.spend(0); err != nil {
			return ctlNext, err
		}
		s = next
		ev.frame.line = ev.frame.base + s.Line()
	}
}

func elif(orelse []syntax.Stmt) (*syntax.If, bool) {
	if len(orelse) != 1 {
		return nil, false
	}
	s, ok := orelse[0].(*syntax.If)
	return s, ok
}

// forkBlocks follows each of the blocks.
func (ev *Interp) forkBlocks(u *Unknown, blocks ...[]syntax.Stmt) (ctl, error) {
	branches := make([]func() outcome, len(blocks))
	for i, b := range blocks {
		branches[i] = func() outcome { return ev.branch(b) }
	}
	return ev.forkCtl(u, branches...)
}

func (ev *Interp) branch(b []syntax.Stmt) outcome {
	c, err := ev.block(b)
	return outcome{c, ev.frame.ret, err}
}

func (ev *Interp) forkCtl(u *Unknown, branches ...func() outcome) (ctl, error) {
	out, err := ev.fork(u, branches...)
	if out.ctl.leavesCall() || out.ctl == ctlLostLoop {
		ev.frame.ret = out.ret
	}
	return out.ctl, err
}

func (ev *Interp) execWhile(s *syntax.While) (ctl, error) {
	line := ev.frame.line
	for {
		ev.frame.line = line
		v, err := ev.eval(s.Cond)
		if err != nil {
			return ctlNext, err
		}
		t, u := truth(v)
		if u != nil {
			return ctlNext, ev.havoc(u, s.Body, s.Else)
		}
		if !t {
			return ev.block(s.Else)
		}
		c, done, err := ev.loopBody(s.Body, s.Else)
		if done || err != nil {
			return c, err
		}
		if err := ev.spend(0); err != nil {
			return ctlNext, err
		}
	}
}

func (ev *Interp) execFor(s *syntax.For) (ctl, error) {
	line := ev.frame.line
	seq, err := ev.eval(s.Iter)
	if err != nil {
		return ctlNext, err
	}
	it, u, err := ev.iterator(seq)
	if err != nil {
		return ctlNext, err
	}
	if u != nil {
		if err := ev.assign(s.Target, u); err != nil {
			return ctlNext, err
		}
		return ctlNext, ev.havoc(u, s.Body, s.Else)
	}
	for {
		ev.frame.line = line
		v, ok, err := it.next(ev)
		if err != nil {
			return ctlNext, err
		}
		if !ok {
			return ev.block(s.Else)
		}
		if err := ev.assign(s.Target, v); err != nil {
			return ctlNext, err
		}
		c, done, err := ev.loopBody(s.Body, s.Else)
		if done || err != nil {
			return c, err
		}
	}
}

// loopBody executes a loop's body once; done means that the loop is left.
func (ev *Interp) loopBody(body, orelse []syntax.Stmt) (c ctl, done bool, err error) {
	c, err = ev.block(body)
	switch {
	case err != nil || c.leavesCall():
		return c, true, err
	case c == ctlBreak:
		return ctlNext, true, nil
	case c == ctlLostLoop:
		u := ev.frame.ret.(*Unknown)
		return ctlNext, true, ev.havoc(u, body, orelse)
	}
	return ctlNext, false, nil
}

// execWith knows files only; any other context manager is unknown.
func (ev *Interp) execWith(s *syntax.With) (ctl, error) {
	v, err := ev.eval(s.Context)
	if err != nil {
		return ctlNext, err
	}
	if _, ok := v.(*file); !ok {
		u := unknownOf(v)
		if u == nil {
			u = ev.unknown("what `with` enters is not a file")
		}
		ev.mayRaise(u)
		v = u
	}
	if s.Target != nil {
		if err := ev.assign(s.Target, v); err != nil {
			return ctlNext, err
		}
	}
	return ev.block(s.Body)
}
