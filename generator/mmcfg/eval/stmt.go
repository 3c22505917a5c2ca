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

func (ev *Interp) stmt(s syntax.Stmt) (control, error) {
	switch s := s.(type) {
	case *syntax.ExprStmt:
		v, err := ev.eval(s.X)
		if err == nil && s.Print && ev.inspect(v).unicode {
			ev.Refuse("whether unicode beyond ASCII can be printed")
		}
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
	case *syntax.Raise:
		return next, ev.execRaise(s)
	}
	word := s.(*syntax.Skipped).Word
	return ev.uncertain(ev.NewUnknown("%q is not followed", word), []syntax.Stmt{s})
}

// uncertain is where it can't be known which of the blocks are executed.
func (ev *Interp) uncertain(u *Unknown, blocks ...[]syntax.Stmt) (control, error) {
	out := next
	for _, b := range blocks {
		if leaves(b, false) {
			out = lost
		}
	}
	return out, ev.touch(u, blocks...)
}

// leaves says whether a block may leave what is around it. inLoop: break and
// continue do not.
func leaves(body []syntax.Stmt, inLoop bool) bool {
	found := false
	syntax.WalkStmts(body, func(s syntax.Stmt) bool {
		switch s := s.(type) {
		case *syntax.Return:
			found = true
		case *syntax.Jump:
			found = found || !inLoop && s.Word != "pass"
		}
		if syntax.IsLoop(s) {
			blocks := syntax.Bodies(s)
			found = found || leaves(blocks[0], true) || leaves(blocks[1], inLoop)
			return false
		}
		return !syntax.OpensScope(s)
	})
	return found
}

func (ev *Interp) execIf(s *syntax.If) (control, error) {
	for {
		v, err := ev.eval(s.Cond)
		if err != nil {
			return next, err
		}
		t, u := ev.Truth(v)
		if u != nil {
			return ev.uncertain(u, s.Body, s.Else)
		}
		if t {
			return ev.block(s.Body)
		}
		// An elif is an If alone in Else; a loop here keeps the stack flat.
		elif, ok := (*syntax.If)(nil), false
		if len(s.Else) == 1 {
			elif, ok = s.Else[0].(*syntax.If)
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

// Truth is what `if` makes of v.
func (ev *Interp) Truth(v Value) (bool, *Unknown) {
	if u := ev.UnknownOf(v); u != nil {
		ev.Touched(u)
		return false, u
	}
	return pyvalue.Truth(v), nil
}

// execFor follows a loop over what does not change meanwhile.
func (ev *Interp) execFor(s *syntax.For) (control, error) {
	seq, err := ev.eval(s.Iter)
	if err != nil {
		return next, err
	}
	items, u, err := ev.Iterate(seq)
	if err != nil {
		return next, err
	}
	if u != nil {
		return ev.uncertain(u, []syntax.Stmt{s})
	}
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
		case err != nil || c == returns:
			return c, err
		case c == breaks:
			return next, nil
		case c == lost:
			return ev.uncertain(ev.NewUnknown("how this loop ends can't be known"), []syntax.Stmt{s})
		case ev.changesOf(seq) != before:
			return ev.uncertain(ev.NewUnknown("a loop over what changes meanwhile"), []syntax.Stmt{s})
		}
	}
	return ev.block(s.Else)
}

// changesOf tells when a list, dict or file was changed.
func (ev *Interp) changesOf(v Value) int {
	if key := keyOf(v); key != nil && ev.marks[key] != nil {
		return ev.marks[key].seq
	}
	return 0
}

func (ev *Interp) execReturn(s *syntax.Return) (control, error) {
	ev.frame.ret = nil
	if s.Value == nil {
		return returns, nil
	}
	v, err := ev.eval(s.Value)
	ev.frame.ret = v
	return returns, err
}
