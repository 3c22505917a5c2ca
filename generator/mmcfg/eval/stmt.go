// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// control is how a block ends.
type control uint8

const (
	next control = iota
	breaks
	continues
	returns
	// lost: it can't be known how; the loop or function around it is not
	// followed then.
	lost
)

func (ev *Interp) block(b syntax.Block) (control, error) {
	for _, s := range b.Stmts {
		ev.frame.line = ev.frame.base + s.Line()
		if err := ev.spend(0); err != nil {
			return next, err
		}
		c, err := ev.stmt(s)
		if c != next || err != nil {
			return c, err
		}
	}
	return next, nil
}

func (ev *Interp) stmt(s syntax.Stmt) (control, error) {
	switch s := s.(type) {
	case *syntax.ExprStmt:
		_, err := ev.eval(s.X)
		return next, err
	case *syntax.Assign:
		return next, ev.execAssign(s)
	case *syntax.AugAssign:
		return next, ev.execAugAssign(s)
	case *syntax.Delete:
		return next, ev.removeAll(s.Targets)
	case *syntax.If:
		return ev.execIf(s)
	case *syntax.For:
		return ev.execFor(s)
	case *syntax.Try:
		return ev.execTry(s)
	case *syntax.Import:
		return next, ev.execImport(s)
	case *syntax.ImportFrom:
		return next, ev.execImportFrom(s)
	case *syntax.FuncDef:
		return next, ev.execDef(s)
	case *syntax.Jump:
		return map[string]control{"pass": next, "break": breaks, "continue": continues}[s.Word], nil
	case *syntax.Return:
		return ev.execReturn(s)
	}
	return ev.skip(s.(*syntax.Skipped))
}

// skip is a statement that is not followed. A raise ends what it is in.
func (ev *Interp) skip(s *syntax.Skipped) (control, error) {
	c := ev.uncertain(ev.Unknown("%s is not followed", s.Why), s.Code)
	switch {
	case s.Why != "raise":
		return c, nil
	case len(ev.tries) > 0:
		return c, ev.Raise("Exception", "")
	}
	return c, ev.stop("ends with an exception")
}

// uncertain is where it can't be known which parts of the code are executed.
func (ev *Interp) uncertain(u *Unknown, parts ...*syntax.Code) control {
	out := next
	for _, code := range parts {
		if names := code.Names(); names.Returns && !ev.frame.module || names.Jumps && ev.frame.loops > 0 {
			out = lost
		}
	}
	ev.touchCode(u, parts...)
	return out
}

func (ev *Interp) execIf(s *syntax.If) (control, error) {
	for {
		t, err := ev.condition(s.Cond)
		if u, ok := err.(*Unknown); ok {
			return ev.uncertain(u, s.Body.Code, s.Else.Code), nil
		}
		if err != nil {
			return next, err
		}
		if t {
			return ev.block(s.Body)
		}
		// An elif is an If alone in Else; a loop here keeps the stack flat.
		elif, ok := (*syntax.If)(nil), false
		if len(s.Else.Stmts) == 1 {
			elif, ok = s.Else.Stmts[0].(*syntax.If)
		}
		if !ok {
			return ev.block(s.Else)
		}
		s = elif
		ev.frame.line = ev.frame.base + s.Line()
		if err := ev.spend(0); err != nil {
			return next, err
		}
	}
}

// condition is what `if` makes of an expression.
func (ev *Interp) condition(x syntax.Expr) (bool, error) {
	v, err := ev.eval(x)
	if err != nil {
		return false, err
	}
	return pyvalue.Truth(v), ev.Need(v)
}

// execFor follows a loop over what does not change meanwhile.
func (ev *Interp) execFor(s *syntax.For) (control, error) {
	seq, err := ev.eval(s.Iter)
	if err != nil {
		return next, err
	}
	items, err := ev.Iterate(seq)
	if u, ok := err.(*Unknown); ok {
		return ev.uncertain(u, s.Code), nil
	}
	if err != nil {
		return next, err
	}
	c, err := ev.loop(s, seq, items)
	switch {
	case err != nil || c == returns:
		return c, err
	case c == breaks:
		return next, nil
	case c == lost:
		return ev.uncertain(ev.Unknown("how this loop ends can't be known"), s.Code), nil
	}
	return ev.block(s.Else)
}

// loop executes the body for each item; it is lost where what it goes through
// changes.
func (ev *Interp) loop(s *syntax.For, seq Value, items []Value) (control, error) {
	ev.frame.loops++
	defer func() { ev.frame.loops-- }()
	before := ev.changesOf(seq)
	line := ev.frame.line
	for _, item := range items {
		ev.frame.line = line
		if err := ev.spend(0); err != nil {
			return next, err
		}
		if err := ev.assign(s.Target, item); err != nil {
			return next, err
		}
		c, err := ev.block(s.Body)
		switch {
		case err != nil || c != next && c != continues:
			return c, err
		case ev.changesOf(seq) != before:
			return lost, nil
		}
	}
	return next, nil
}

// changesOf tells when a list, dict or file was changed.
func (ev *Interp) changesOf(v Value) int {
	if key := keyOf(v); key != nil && ev.marks[key] != nil {
		return ev.marks[key].seq
	}
	return 0
}

func (ev *Interp) execReturn(s *syntax.Return) (control, error) {
	v, err := ev.evalOpt(s.Value)
	ev.frame.ret = v
	return returns, err
}
