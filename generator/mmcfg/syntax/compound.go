// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// compound is a compound statement; nil where the keyword begins none.
func (p *parser) compound() Stmt {
	switch p.tok.text {
	case "if":
		return p.ifStmt()
	case "while":
		s := &While{At: At(p.tok.line)}
		p.advance()
		s.Cond = p.test()
		s.Body = p.block()
		s.Else = p.optBlock("else")
		return s
	case "for":
		s := &For{At: At(p.tok.line)}
		p.advance()
		s.Target = p.exprlist()
		p.target(s.Target, "assign to")
		p.expect("in")
		s.Iter = p.testlist()
		s.Body = p.block()
		s.Else = p.optBlock("else")
		return s
	case "try":
		return p.try()
	case "with":
		return p.with()
	case "def":
		return p.def(nil)
	case "class":
		return p.class(nil)
	}
	return nil
}

// block is `: suite`.
func (p *parser) block() []Stmt {
	p.expect(":")
	return p.suite()
}

func (p *parser) optBlock(keyword string) []Stmt {
	if p.accept(keyword) {
		return p.block()
	}
	return nil
}

// ifStmt is an if with its elifs: each elif is an If alone in the Else of the
// one before.
func (p *parser) ifStmt() Stmt {
	var first *If
	var last *If
	for n := 0; p.tok.is("if") && first == nil || p.tok.is("elif") && first != nil; n++ {
		p.chain(n)
		s := &If{At: At(p.tok.line)}
		p.advance()
		s.Cond = p.test()
		s.Body = p.block()
		if first == nil {
			first = s
		} else {
			last.Else = []Stmt{s}
		}
		last = s
	}
	last.Else = p.optBlock("else")
	return first
}

func (p *parser) try() Stmt {
	s := &Try{At: At(p.tok.line)}
	p.advance()
	s.Body = p.block()
	for p.tok.is("except") {
		h := Handler{At: At(p.tok.line)}
		p.advance()
		if !p.tok.is(":") {
			h.Type = p.test()
			if p.accept("as") || p.accept(",") {
				h.Target = p.test()
				p.target(h.Target, "assign to")
			}
		}
		h.Body = p.block()
		s.Handlers = append(s.Handlers, h)
	}
	if len(s.Handlers) > 0 {
		s.Else = p.optBlock("else")
	}
	if p.tok.is("finally") {
		s.Finally = p.optBlock("finally")
	} else if len(s.Handlers) == 0 {
		p.fail()
	}
	return s
}

// with is a with statement; one of several items is several, nested.
func (p *parser) with() Stmt {
	first := &With{At: At(p.tok.line)}
	p.advance()
	last := first
	for n := 0; ; n++ {
		p.chain(n)
		last.Context = p.test()
		if p.accept("as") {
			last.Target = p.expr()
			p.target(last.Target, "assign to")
		}
		if !p.accept(",") {
			break
		}
		inner := &With{At: At(p.tok.line)}
		last.Body = []Stmt{inner}
		last = inner
	}
	last.Body = p.block()
	return first
}

func (p *parser) decorated() Stmt {
	var decorators []Expr
	for p.tok.is("@") {
		p.advance()
		at := At(p.tok.line)
		var x Expr = &Name{at, p.name()}
		for p.accept(".") {
			x = &Attribute{at, x, p.name()}
		}
		if p.accept("(") {
			x = p.callArgs(x, at)
		}
		if p.tok.kind != tNewline {
			p.fail()
		}
		p.advance()
		decorators = append(decorators, x)
	}
	switch {
	case p.tok.is("def"):
		return p.def(decorators)
	case p.tok.is("class"):
		return p.class(decorators)
	}
	p.fail()
	return nil
}

func (p *parser) def(decorators []Expr) Stmt {
	s := &FuncDef{At: At(p.tok.line), Decorators: decorators}
	p.advance()
	s.Name = p.name()
	p.forbidden(s.Name, s.Line())
	p.expect("(")
	s.Params = p.params(")")
	p.expect(")")
	p.yields = append(p.yields, false)
	s.Body = p.block()
	s.Generator = p.popYield()
	return s
}

func (p *parser) popYield() bool {
	y := p.yields[len(p.yields)-1]
	p.yields = p.yields[:len(p.yields)-1]
	return y
}

func (p *parser) class(decorators []Expr) Stmt {
	s := &ClassDef{At: At(p.tok.line), Decorators: decorators}
	p.advance()
	s.Name = p.name()
	p.forbidden(s.Name, s.Line())
	if p.accept("(") {
		if !p.tok.is(")") {
			switch x := p.testlist().(type) {
			case *Tuple:
				s.Bases = x.Elts
			default:
				s.Bases = []Expr{x}
			}
		}
		p.expect(")")
	}
	p.yields = append(p.yields, false)
	s.Body = p.block()
	p.popYield()
	return s
}

// params are the parameters of a def or lambda up to the token end.
func (p *parser) params(end string) *Params {
	ps := &Params{}
	line := p.tok.line
	for !p.tok.is(end) {
		p.chain(len(ps.Args))
		switch {
		case p.accept("*"):
			ps.Star = p.param()
			if p.accept(",") {
				p.expect("**")
				ps.Double = p.param()
			}
			return ps
		case p.accept("**"):
			ps.Double = p.param()
			return ps
		}
		ps.Args = append(ps.Args, p.fpdef())
		if p.accept("=") {
			ps.Defaults = append(ps.Defaults, p.test())
		} else if len(ps.Defaults) > 0 {
			p.tree(syntaxError(line, "non-default argument follows default argument"))
		}
		if !p.accept(",") {
			break
		}
	}
	return ps
}

func (p *parser) param() string {
	line := p.tok.line
	s := p.name()
	p.forbidden(s, line)
	return s
}

// fpdef is NAME or ( fplist ).
func (p *parser) fpdef() Expr {
	at := At(p.tok.line)
	if !p.accept("(") {
		return &Name{at, p.param()}
	}
	p.enter()
	defer p.leave()
	elts := []Expr{p.fpdef()}
	comma := false
	for p.accept(",") {
		comma = true
		p.chain(len(elts))
		if p.tok.is(")") {
			break
		}
		elts = append(elts, p.fpdef())
	}
	p.expect(")")
	if !comma {
		return elts[0]
	}
	return &Tuple{at, elts}
}
