// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"
	"strings"

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
		_, err := ev.eval(s.X)
		return next, err
	case *syntax.Assign:
		return next, ev.execAssign(s)
	case *syntax.AugAssign:
		return next, ev.execAugAssign(s)
	case *syntax.Delete:
		return next, ev.execDelete(s)
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
	case *syntax.Pass, *syntax.Global:
		return next, nil
	case *syntax.Break:
		return breaks, nil
	case *syntax.Continue:
		return continues, nil
	case *syntax.Return:
		return ev.execReturn(s)
	case *syntax.Raise:
		return next, ev.execRaise(s)
	case *syntax.Assert:
		return next, ev.execAssert(s)
	case *syntax.Print:
		return next, ev.execPrint(s)
	}
	return ev.skip(s)
}

// skip makes unknown what a statement that is not followed could change.
func (ev *Interp) skip(s syntax.Stmt) (control, error) {
	word := strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", s), "*syntax."))
	word = strings.TrimSuffix(word, "def")
	return ev.uncertain(ev.unknown("%q is not followed", word), []syntax.Stmt{s})
}

// uncertain is where it can't be known which of the blocks are executed.
func (ev *Interp) uncertain(u *Unknown, blocks ...[]syntax.Stmt) (control, error) {
	return leaves(blocks...), ev.touch(u, blocks...)
}

// leaves is lost where a block may leave what is around it, else next. What
// breaks off a loop within the block stays in it.
func leaves(blocks ...[]syntax.Stmt) control {
	out := next
	for _, b := range blocks {
		syntax.WalkStmts(b, func(s syntax.Stmt) bool {
			switch s := s.(type) {
			case *syntax.Return, *syntax.Break, *syntax.Continue:
				out = lost
			case *syntax.For:
				out = max(out, returnsFrom(s.Body), leaves(s.Else))
				return false
			case *syntax.While:
				out = max(out, returnsFrom(s.Body), leaves(s.Else))
				return false
			}
			return !opensScope(s)
		})
	}
	return out
}

// returnsFrom is lost where a block may return from the function.
func returnsFrom(b []syntax.Stmt) control {
	out := next
	syntax.WalkStmts(b, func(s syntax.Stmt) bool {
		if _, ok := s.(*syntax.Return); ok {
			out = lost
		}
		return !opensScope(s)
	})
	return out
}

func (ev *Interp) execIf(s *syntax.If) (control, error) {
	for {
		v, err := ev.eval(s.Cond)
		if err != nil {
			return next, err
		}
		t, u := ev.truth(v)
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

// truth is what `if` makes of v.
func (ev *Interp) truth(v Value) (bool, *Unknown) {
	if u := ev.unknownOf(v); u != nil {
		ev.touched(u)
		return false, u
	}
	return pyvalue.Truth(v), nil
}

func (ev *Interp) execFor(s *syntax.For) (control, error) {
	seq, err := ev.eval(s.Iter)
	if err != nil {
		return next, err
	}
	items, u, err := ev.iterate(seq)
	if err != nil {
		return next, err
	}
	if u != nil {
		return ev.skipFor(u, s)
	}
	line := ev.frame.line
	list, isList := seq.(*pyvalue.List)
	for i := 0; i < len(items); i++ {
		ev.frame.line = line
		if err := ev.spend(0); err != nil {
			return next, err
		}
		if err := ev.assign(s.Target, items[i]); err != nil {
			return next, err
		}
		c, err := ev.block(s.Body)
		switch {
		case err != nil || c == returns:
			return c, err
		case c == breaks:
			return next, nil
		case c == lost:
			return ev.skipFor(ev.unknown("how this loop ends can't be known"), s)
		}
		if isList { // it may have changed
			items = list.Items
		}
		if u := ev.unknownOf(seq); u != nil {
			return ev.skipFor(u, s)
		}
		if d, isDict := seq.(*pyvalue.Dict); isDict && d.Len() != len(items) {
			return ev.skipFor(ev.unknown("a dict that changes while a loop goes through it"), s)
		}
	}
	return ev.block(s.Else)
}

// skipFor makes unknown what a loop could change.
func (ev *Interp) skipFor(u *Unknown, s *syntax.For) (control, error) {
	return ev.uncertain(u, []syntax.Stmt{s})
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

func (ev *Interp) execPrint(s *syntax.Print) error {
	for _, x := range append([]syntax.Expr{s.Dest}, s.Values...) {
		if x == nil {
			continue
		}
		v, err := ev.eval(x)
		if err != nil {
			return err
		}
		if u := ev.unknownIn(v); u != nil {
			ev.touched(u)
		}
	}
	return nil
}

func (ev *Interp) execAssert(s *syntax.Assert) error {
	v, err := ev.eval(s.Test)
	if err != nil {
		return err
	}
	t, u := ev.truth(v)
	if u != nil || t {
		return nil
	}
	if s.Msg == nil {
		return ev.raiseArgs("AssertionError")
	}
	msg, err := ev.eval(s.Msg)
	if err != nil {
		return err
	}
	return ev.raiseArgs("AssertionError", msg)
}

func (ev *Interp) execDelete(s *syntax.Delete) error {
	for _, t := range s.Targets {
		if err := ev.remove(t); err != nil {
			return err
		}
	}
	return nil
}

// remove deletes a name, an item or a slice.
func (ev *Interp) remove(t syntax.Expr) error {
	switch t := t.(type) {
	case *syntax.Name:
		s := ev.frame.scopeOf(t.ID)
		if _, ok := s.vars[t.ID]; ok {
			delete(s.vars, t.ID)
			return nil
		}
		if s.missing(t.ID) != nil {
			return nil
		}
		if ev.frame.locals != nil && s == ev.frame.locals {
			return ev.raise("UnboundLocalError", "local variable '%s' referenced before assignment", t.ID)
		}
		return ev.raise("NameError", "name '%s' is not defined", t.ID)
	case *syntax.Tuple:
		return ev.removeAll(t.Elts)
	case *syntax.List:
		return ev.removeAll(t.Elts)
	case *syntax.Subscript:
		obj, index, err := ev.subscript(t)
		if err != nil {
			return err
		}
		return ev.delItem(obj, index)
	case *syntax.Attribute:
		obj, err := ev.eval(t.X)
		if err != nil {
			return err
		}
		ev.handOver(ev.unknown("deleting an attribute is not followed"), obj)
	}
	return nil
}

func (ev *Interp) removeAll(targets []syntax.Expr) error {
	for _, t := range targets {
		if err := ev.remove(t); err != nil {
			return err
		}
	}
	return nil
}
