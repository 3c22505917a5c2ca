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
)

// block executes statements. Where the error is an *Unknown, it can't be known
// how the block ends.
func (ev *Interp) block(body []syntax.Stmt) (control, error) {
	for _, s := range body {
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

// stmt executes a statement. Where it can't be followed, all that it could
// change is unknown. Where it may also leave the function or loop that it is in, the
// error is an *Unknown.
func (ev *Interp) stmt(s syntax.Stmt) (control, error) {
	c, err := ev.exec(s)
	u, ok := err.(*Unknown)
	if !ok {
		return c, err
	}
	ev.touchCode(u, s.Code)
	if !ev.frame.module && s.Code.Has("return") || ev.frame.loops > 0 && s.Code.Has("break", "continue") {
		return next, u
	}
	return next, nil
}

// exec executes a statement; an *Unknown as the error says why it can't be followed.
func (ev *Interp) exec(s syntax.Stmt) (control, error) {
	switch node := s.Node.(type) {
	case *syntax.ExprStmt:
		_, err := ev.eval(node.X)
		return next, err
	case *syntax.Assign:
		return next, ev.execAssign(node)
	case *syntax.AugAssign:
		return next, ev.execAugAssign(node)
	case *syntax.Delete:
		return next, ev.remove(node.Target)
	case *syntax.If:
		return ev.execIf(node)
	case *syntax.For:
		return ev.execFor(node)
	case *syntax.Try:
		return ev.execTry(node)
	case *syntax.Import:
		return next, ev.execImport(node)
	case *syntax.ImportFrom:
		return next, ev.execImportFrom(node)
	case *syntax.FuncDef:
		return next, ev.execDef(node)
	case *syntax.Jump:
		return map[string]control{"pass": next, "break": breaks, "continue": continues}[node.Word], nil
	case *syntax.Return:
		return ev.execReturn(node)
	}
	return next, ev.skip(s)
}

// skip is a statement that is not followed. A raise ends what it is in.
func (ev *Interp) skip(s syntax.Stmt) error {
	why := s.Node.(*syntax.Skipped).Why
	u := ev.Unknown("%s is not followed", why)
	if why != "raise" {
		return u
	}
	ev.touchCode(u, s.Code)
	if len(ev.tries) > 0 {
		return ev.Raise("Exception", "")
	}
	return ev.stop("ends with an exception")
}

func (ev *Interp) execIf(s *syntax.If) (control, error) {
	for {
		t, err := ev.condition(s.Cond)
		if err != nil {
			return next, err
		}
		if t {
			return ev.block(s.Body)
		}
		// An elif is an If alone in Else; a loop here keeps the stack flat.
		elif, ok := (*syntax.If)(nil), false
		if len(s.Else) == 1 {
			elif, ok = s.Else[0].Node.(*syntax.If)
		}
		if !ok {
			return ev.block(s.Else)
		}
		ev.frame.line = ev.frame.base + s.Else[0].Line()
		if err := ev.spend(0); err != nil {
			return next, err
		}
		s = elif
	}
}

// condition is what `if` makes of an expression.
func (ev *Interp) condition(x syntax.Expr) (bool, error) {
	v, err := ev.eval(x)
	return err == nil && pyvalue.Truth(v), err
}

// execFor follows a loop over what does not change meanwhile.
func (ev *Interp) execFor(s *syntax.For) (control, error) {
	seq, err := ev.eval(s.Iter)
	if err != nil {
		return next, err
	}
	items, err := ev.Iterate(seq)
	if err != nil {
		return next, err
	}
	ev.frame.loops++
	defer func() { ev.frame.loops-- }()
	before, line := ev.changesOf(seq), ev.frame.line
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
		case err != nil || c == returns:
			return c, err
		case c == breaks:
			return next, nil
		case ev.changesOf(seq) != before:
			return next, ev.Refuse("a loop over a list that it changes")
		}
	}
	return next, nil
}

// changesOf tells when a list, dict or file was changed.
func (ev *Interp) changesOf(v Value) int {
	if m := ev.marks[keyOf(v)]; m != nil {
		return m.seq
	}
	return 0
}

func (ev *Interp) execReturn(s *syntax.Return) (c control, err error) {
	ev.frame.ret = nil
	if s.Value != nil {
		ev.frame.ret, err = ev.eval(s.Value)
	}
	return returns, err
}
