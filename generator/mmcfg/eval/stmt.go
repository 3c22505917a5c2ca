// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

// ctl is how a statement hands on control.
type ctl uint8

const (
	ctlNext ctl = iota
	ctlBreak
	ctlContinue
	ctlReturn
	// ctlLostLoop: whether the loop goes on can't be known; ctlLostCall:
	// nor whether the call does. frame.ret says why.
	ctlLostLoop
	ctlLostCall
)

func (c ctl) leavesCall() bool { return c == ctlReturn || c == ctlLostCall }

func (ev *Interp) block(body []syntax.Stmt) (ctl, error) {
	for _, s := range body {
		if c, err := ev.exec(s); c != ctlNext || err != nil {
			return c, err
		}
	}
	return ctlNext, nil
}

// exec executes one statement.
func (ev *Interp) exec(s syntax.Stmt) (ctl, error) {
	if err := ev.spend(0); err != nil {
		return ctlNext, err
	}
	ev.frame.line = ev.frame.base + s.Line()
	switch s := s.(type) {
	case *syntax.ExprStmt:
		_, err := ev.eval(s.X)
		return ctlNext, err
	case *syntax.Assign:
		return ctlNext, ev.execAssign(s)
	case *syntax.AugAssign:
		return ctlNext, ev.execAugAssign(s)
	case *syntax.Delete:
		return ctlNext, ev.execDelete(s)
	case *syntax.Pass, *syntax.Global:
		return ctlNext, nil
	case *syntax.Break:
		return ctlBreak, nil
	case *syntax.Continue:
		return ctlContinue, nil
	case *syntax.Return:
		return ev.execReturn(s)
	case *syntax.Raise:
		return ctlNext, ev.execRaise(s)
	case *syntax.Print:
		return ctlNext, ev.execPrint(s)
	case *syntax.Exec:
		return ctlNext, ev.execExec(s)
	case *syntax.Assert:
		return ctlNext, ev.execAssert(s)
	case *syntax.Import:
		return ctlNext, ev.execImport(s)
	case *syntax.ImportFrom:
		return ctlNext, ev.execImportFrom(s)
	case *syntax.If:
		return ev.execIf(s)
	case *syntax.While:
		return ev.execWhile(s)
	case *syntax.For:
		return ev.execFor(s)
	case *syntax.Try:
		return ev.execTry(s)
	case *syntax.With:
		return ev.execWith(s)
	case *syntax.FuncDef:
		return ctlNext, ev.execDef(s)
	case *syntax.ClassDef:
		return ctlNext, ev.execClass(s)
	}
	return ctlNext, ev.stop("meets a statement of an unknown kind")
}

func (ev *Interp) execReturn(s *syntax.Return) (ctl, error) {
	ev.frame.ret = nil
	if s.Value == nil {
		return ctlReturn, nil
	}
	v, err := ev.eval(s.Value)
	ev.frame.ret = v
	return ctlReturn, err
}

// execPrint evaluates what is printed, and prints nothing.
func (ev *Interp) execPrint(s *syntax.Print) error {
	if s.Dest != nil {
		if _, err := ev.eval(s.Dest); err != nil {
			return err
		}
	}
	for _, x := range s.Values {
		if _, err := ev.eval(x); err != nil {
			return err
		}
	}
	return nil
}

func (ev *Interp) execAssert(s *syntax.Assert) error {
	v, err := ev.eval(s.Test)
	if err != nil {
		return err
	}
	t, u := truth(v)
	if u != nil {
		ev.mayRaise(u)
		return nil
	}
	if t {
		return nil
	}
	if s.Msg == nil {
		return ev.raiseArgs(excAssertionError)
	}
	msg, err := ev.eval(s.Msg)
	if err != nil {
		return err
	}
	return ev.raiseArgs(excAssertionError, msg)
}

// execRaise is raise [class or instance [, value [, traceback]]].
func (ev *Interp) execRaise(s *syntax.Raise) error {
	if s.Type == nil {
		if r := ev.handled(); r != nil {
			return r
		}
		return ev.raise(excTypeError, "exceptions must be old-style classes or derived from BaseException, not NoneType")
	}
	typ, err := ev.eval(s.Type)
	if err != nil {
		return err
	}
	var val any
	if s.Inst != nil {
		if val, err = ev.eval(s.Inst); err != nil {
			return err
		}
	}
	if t, ok := asTuple(typ); ok && len(t.items) > 0 {
		typ = t.items[0]
	}
	switch typ := typ.(type) {
	case *instance:
		return ev.raiseInstance(typ)
	case *class:
		if typ.unknown == nil && typ.isException() {
			return ev.raiseInstance(exceptionFrom(typ, val))
		}
	case *Unknown:
		return ev.raise(excException, "of a kind that can't be known: %s", typ.Reason)
	}
	if c, ok := typ.(*class); ok && c.scope != nil {
		return ev.raiseInstance(exceptionFrom(c, val))
	}
	return ev.raise(excTypeError, "exceptions must be old-style classes or derived from BaseException, not %s", typeName(typ))
}

// exceptionFrom is the instance that `raise class, val` raises.
func exceptionFrom(c *class, val any) *instance {
	switch val := val.(type) {
	case nil:
		return &instance{class: c}
	case *tuple:
		return &instance{c, val.items}
	case *instance:
		if val.class.isA(c) {
			return val
		}
	}
	return &instance{c, []any{val}}
}

// handled is the exception whose handler is being executed.
func (ev *Interp) handled() *raised {
	for fr := ev.frame; fr != nil; fr = fr.caller {
		if fr.caught != nil {
			return fr.caught
		}
	}
	return nil
}

func (ev *Interp) execDelete(s *syntax.Delete) error {
	for _, t := range s.Targets {
		if err := ev.del(t); err != nil {
			return err
		}
	}
	return nil
}

func (ev *Interp) del(x syntax.Expr) error {
	switch x := x.(type) {
	case *syntax.Name:
		s := ev.frame.scopeOf(x.ID)
		if _, ok := s.vars[x.ID]; !ok {
			if u := s.missing(x.ID); u != nil {
				ev.mayRaise(u)
				return nil
			}
			if ev.frame.code != nil && s == ev.frame.locals {
				return ev.raise(excUnboundLocalError, "local variable '%s' referenced before assignment", x.ID)
			}
			return ev.raise(excNameError, "name '%s' is not defined", x.ID)
		}
		ev.unset(s, x.ID)
		return nil
	case *syntax.Tuple:
		for _, e := range x.Elts {
			if err := ev.del(e); err != nil {
				return err
			}
		}
		return nil
	case *syntax.List:
		for _, e := range x.Elts {
			if err := ev.del(e); err != nil {
				return err
			}
		}
		return nil
	case *syntax.Subscript:
		obj, index, err := ev.evalSubscript(x)
		if err != nil {
			return err
		}
		return ev.delItem(obj, index)
	case *syntax.Attribute:
		obj, err := ev.eval(x.X)
		if err != nil {
			return err
		}
		return ev.delAttr(obj, x.Name)
	}
	return nil
}
