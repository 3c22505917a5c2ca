// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// check reports what CPython's symbol table and compiler refuse, in that
// order.
func check(m *Module) *Error {
	if err := checkFutures(m.Body); err != nil {
		return err
	}
	for _, phase := range []phase{phaseScopes, phaseCompile} {
		c := &checker{phase: phase, lastFuture: lastFutureLine(m.Body)}
		c.stmts(m.Body, context{})
		if c.err != nil {
			return c.err
		}
	}
	return nil
}

func isFuture(name string) bool {
	switch name {
	case "nested_scopes", "generators", "division", "absolute_import", "with_statement", "print_function", "unicode_literals":
		return true
	}
	return false
}

// checkFutures refuses unknown futures in the head of a file (future.c).
func checkFutures(body []Stmt) *Error {
	for i, s := range body {
		f, ok := s.(*ImportFrom)
		if !ok || f.Module != "__future__" {
			if i == 0 && isDocstring(s) {
				continue
			}
			return nil
		}
		for _, a := range f.Names {
			switch {
			case a.Name == "braces":
				return syntaxError(f.Line(), "not a chance")
			case !isFuture(a.Name):
				return syntaxError(f.Line(), "future feature %s is not defined", a.Name)
			}
		}
	}
	return nil
}

func lastFutureLine(body []Stmt) int {
	line := 0
	for i, s := range body {
		if f, ok := s.(*ImportFrom); ok && f.Module == "__future__" {
			line = f.Line()
		} else if i > 0 || !isDocstring(s) {
			break
		}
	}
	return line
}

type phase uint8

const (
	phaseScopes phase = iota
	phaseCompile
)

// context is where a statement stands.
type context struct {
	fn        *function // the innermost def, nil outside
	loop      bool
	inFinally bool // between the innermost loop and here is a finally
}

// function is what is known of a def so far.
type function struct{ yields, returns bool }

type checker struct {
	phase      phase
	lastFuture int
	err        *Error
}

func (c *checker) fail(ph phase, line int, format string, args ...any) {
	if c.err == nil && c.phase == ph {
		c.err = syntaxError(line, format, args...)
	}
}

func (c *checker) stmts(body []Stmt, ctx context) {
	for _, s := range body {
		if c.err != nil {
			return
		}
		c.stmt(s, ctx)
	}
}

func (c *checker) stmt(s Stmt, ctx context) {
	exprsOf(s, func(x Expr) { c.expr(x, ctx) })
	switch s := s.(type) {
	case *Return:
		if ctx.fn == nil {
			c.fail(phaseCompile, s.Line(), "'return' outside function")
		} else if s.Value != nil {
			ctx.fn.returns = true
			c.generator(ctx.fn, s.Line())
		}
	case *Break:
		if !ctx.loop {
			c.fail(phaseCompile, s.Line(), "'break' outside loop")
		}
	case *Continue:
		if ctx.inFinally {
			c.fail(phaseCompile, s.Line(), "'continue' not supported inside 'finally' clause")
		} else if !ctx.loop {
			c.fail(phaseCompile, s.Line(), "'continue' not properly in loop")
		}
	case *ImportFrom:
		if s.Module == "__future__" && s.Line() > c.lastFuture {
			c.fail(phaseCompile, s.Line(), "from __future__ imports must occur at the beginning of the file")
		}
	case *If:
		c.stmts(s.Body, ctx)
		c.stmts(s.Else, ctx)
	case *While:
		c.loop(s.Body, s.Else, ctx)
	case *For:
		c.loop(s.Body, s.Else, ctx)
	case *With:
		c.stmts(s.Body, ctx)
	case *Try:
		c.try(s, ctx)
	case *FuncDef:
		c.params(s.Params, s.Line())
		c.scope(s)
		c.stmts(s.Body, context{fn: &function{}})
	case *ClassDef:
		c.stmts(s.Body, context{})
	}
}

// generator refuses a def that both yields and returns a value, where the
// second of them stands.
func (c *checker) generator(f *function, line int) {
	if f.yields && f.returns {
		c.fail(phaseScopes, line, "'return' with argument inside generator")
	}
}

func (c *checker) loop(body, orelse []Stmt, ctx context) {
	in := ctx
	in.loop, in.inFinally = true, false
	c.stmts(body, in)
	c.stmts(orelse, ctx)
}

func (c *checker) try(s *Try, ctx context) {
	for i, h := range s.Handlers {
		if h.Type == nil && i < len(s.Handlers)-1 {
			c.fail(phaseCompile, s.Body[0].Line(), "default 'except:' must be last")
		}
	}
	c.stmts(s.Body, ctx)
	for _, h := range s.Handlers {
		c.stmts(h.Body, ctx)
	}
	c.stmts(s.Else, ctx)
	if ctx.loop {
		ctx.inFinally = true
	}
	c.stmts(s.Finally, ctx)
}

// expr looks for a yield outside a function and for lambdas.
func (c *checker) expr(x Expr, ctx context) {
	walkExpr(x, func(x Expr) bool {
		switch x := x.(type) {
		case *Yield:
			if ctx.fn == nil {
				c.fail(phaseCompile, x.Line(), "'yield' outside function")
			} else {
				ctx.fn.yields = true
				c.generator(ctx.fn, x.Line())
			}
		case *Lambda:
			c.params(x.Params, x.Line())
			for _, d := range x.Params.Defaults {
				c.expr(d, ctx)
			}
			c.expr(x.Body, context{fn: &function{}})
			return false
		}
		return true
	})
}

// params refuses a parameter that is there twice.
func (c *checker) params(ps *Params, line int) {
	seen := map[string]bool{}
	add := func(name string) {
		if name == "" {
			return
		}
		if seen[name] {
			c.fail(phaseScopes, line, "duplicate argument '%s' in function definition", name)
		}
		seen[name] = true
	}
	for _, a := range ps.Args {
		targetNames(a, add)
	}
	add(ps.Star)
	add(ps.Double)
}

// scope refuses a global that is a parameter.
func (c *checker) scope(f *FuncDef) {
	params := map[string]bool{}
	for _, a := range f.Params.Args {
		targetNames(a, func(n string) { params[n] = true })
	}
	params[f.Params.Star] = true
	params[f.Params.Double] = true
	walkStmts(f.Body, func(s Stmt) bool {
		if g, ok := s.(*Global); ok {
			for _, n := range g.Names {
				if params[n] {
					c.fail(phaseScopes, f.Line(), "name '%s' is local and global", n)
				}
			}
		}
		return true
	})
}
