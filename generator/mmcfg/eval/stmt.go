// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// block executes statements; returns says that a return was among them. If the error is an
// *Unknown, that can't be known.
func (ev *Interp) block(body []syntax.Stmt) (returns bool, err error) {
	for _, s := range body {
		ev.frame.line = s.Line()
		if err := ev.spend(0); err != nil {
			return false, err
		}
		if returns, err = ev.stmt(s); returns || err != nil {
			return returns, err
		}
	}
	return false, nil
}

// stmt executes a statement. If it can't be followed, all that it could change becomes
// unknown. If it may also return from a function, the error is an *Unknown.
func (ev *Interp) stmt(s syntax.Stmt) (returns bool, err error) {
	returns, err = ev.exec(s)
	u, ok := err.(*Unknown)
	if !ok {
		return returns, err
	}
	ev.touchCode(u, s.Code)
	if s.Code.Has("return") && !ev.frame.module {
		return false, u
	}
	return false, nil
}

// exec executes a statement; if it can't be followed, the error is an *Unknown.
func (ev *Interp) exec(s syntax.Stmt) (returns bool, err error) {
	switch node := s.Node.(type) {
	case *syntax.ExprStmt:
		_, err := ev.eval(node.X)
		return false, err
	case *syntax.Assign:
		return false, ev.execAssign(node)
	case *syntax.AugAssign:
		return false, ev.execAugAssign(node)
	case *syntax.Delete:
		return false, ev.remove(node.Target)
	case *syntax.If:
		return ev.execIf(node)
	case *syntax.For:
		return ev.execFor(node)
	case *syntax.Try:
		return ev.execTry(node)
	case *syntax.Import:
		return false, ev.execImport(node)
	case *syntax.ImportFrom:
		return false, ev.execImportFrom(node)
	case *syntax.FuncDef:
		return false, ev.execDef(node)
	case *syntax.Pass:
		return false, nil
	case *syntax.Return:
		return true, ev.execReturn(node)
	}
	return false, ev.skip(s)
}

// skip is for a statement that is not followed. A raise is known to end the try or the file.
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

func (ev *Interp) execIf(s *syntax.If) (returns bool, err error) {
	for {
		t, err := ev.condition(s.Cond)
		if err != nil {
			return false, err
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
		ev.frame.line = s.Else[0].Line()
		if err := ev.spend(0); err != nil {
			return false, err
		}
		s = elif
	}
}

// condition is the truth of an expression.
func (ev *Interp) condition(x syntax.Expr) (bool, error) {
	v, err := ev.eval(x)
	return err == nil && pyvalue.Truth(v), err
}

// execFor follows a loop over a list that the loop does not change.
func (ev *Interp) execFor(s *syntax.For) (returns bool, err error) {
	seq, err := ev.eval(s.Iter)
	if err != nil {
		return false, err
	}
	items, err := ev.Iterate(seq)
	if err != nil {
		return false, err
	}
	before, line := ev.changesOf(seq), ev.frame.line
	for _, item := range items {
		ev.frame.line = line
		if err := ev.spend(0); err != nil {
			return false, err
		}
		if err := ev.assign(s.Target, item); err != nil {
			return false, err
		}
		if returns, err := ev.block(s.Body); returns || err != nil {
			return returns, err
		}
		if ev.changesOf(seq) != before {
			return false, ev.Refuse("a loop over a list that it changes")
		}
	}
	return false, nil
}

// changesOf is a number that differs after each change of a list, dict or file.
func (ev *Interp) changesOf(v Value) int {
	if m := ev.marks[keyOf(v)]; m != nil {
		return m.seq
	}
	return 0
}

func (ev *Interp) execReturn(s *syntax.Return) (err error) {
	ev.frame.ret = nil
	if s.Value != nil {
		ev.frame.ret, err = ev.eval(s.Value)
	}
	return err
}
