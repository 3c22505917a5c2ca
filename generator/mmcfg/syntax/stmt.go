// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// simple is a small_stmt.
func (p *parser) simple() Stmt {
	if p.tok.kind == tKeyword {
		if s := p.keywordStmt(); s != nil {
			if f, isFrom := s.(*ImportFrom); !isFrom || f.Module != "__future__" {
				p.inHead = false
			}
			return s
		}
	}
	s := p.exprStmt()
	if !isDocstring(s) {
		p.inHead = false
	}
	return s
}

func isDocstring(s Stmt) bool {
	x, ok := s.(*ExprStmt)
	if !ok {
		return false
	}
	_, ok = x.X.(*Str)
	return ok
}

// keywordStmt is a small_stmt that begins with a keyword; nil where the
// keyword begins an expression.
func (p *parser) keywordStmt() Stmt {
	at := At(p.tok.line)
	switch p.tok.text {
	case "pass":
		p.advance()
		return &Pass{at}
	case "break":
		p.advance()
		return &Break{at}
	case "continue":
		p.advance()
		return &Continue{at}
	case "print":
		return p.print()
	case "del":
		return p.del()
	case "return":
		p.advance()
		return &Return{at, p.optTestlist()}
	case "raise":
		return p.raise()
	case "global":
		return p.global()
	case "exec":
		return p.exec()
	case "assert":
		p.advance()
		s := &Assert{At: at, Test: p.test()}
		if p.accept(",") {
			s.Msg = p.test()
		}
		return s
	case "import":
		return p.importStmt()
	case "from":
		return p.fromStmt()
	}
	return nil
}

// augOp is the operator of an augmented assignment.
func augOp(s string) (Op, bool) {
	if n := len(s) - 1; n > 0 && s[n] == '=' {
		if s = s[:n]; s == "**" {
			return OpPow, true
		}
		op, level := binaryOp(s)
		return op, level > 0
	}
	return 0, false
}

func (p *parser) exprStmt() Stmt {
	at := At(p.tok.line)
	if p.tok.is("yield") {
		return &ExprStmt{at, p.yield()}
	}
	x := p.testlist()
	if p.tok.kind != tOp {
		return &ExprStmt{at, x}
	}
	if op, ok := augOp(p.tok.text); ok {
		p.augTarget(x, at.Line())
		p.advance()
		return &AugAssign{at, x, op, p.yieldOrTestlist()}
	}
	if !p.tok.is("=") {
		return &ExprStmt{at, x}
	}
	s := &Assign{At: at}
	for p.accept("=") {
		p.chain(len(s.Targets))
		s.Targets = append(s.Targets, x)
		x = p.yieldOrTestlist()
	}
	s.Value = x
	for _, t := range s.Targets {
		p.target(t, "assign to")
	}
	return s
}

func (p *parser) yieldOrTestlist() Expr {
	if p.tok.is("yield") {
		return p.yield()
	}
	return p.testlist()
}

// optTestlist is a testlist, or nil at the end of the statement.
func (p *parser) optTestlist() Expr {
	if p.tok.kind == tNewline || p.tok.is(";") {
		return nil
	}
	return p.testlist()
}

func (p *parser) print() Stmt {
	s := &Print{At: At(p.tok.line), Newline: true}
	p.advance()
	if p.accept(">>") {
		s.Dest = p.test()
		if !p.accept(",") {
			return s
		}
		s.Values = append(s.Values, p.test())
	} else {
		if p.tok.kind == tNewline || p.tok.is(";") {
			return s
		}
		s.Values = append(s.Values, p.test())
	}
	for p.accept(",") {
		if p.tok.kind == tNewline || p.tok.is(";") {
			s.Newline = false
			break
		}
		s.Values = append(s.Values, p.test())
	}
	return s
}

func (p *parser) del() Stmt {
	s := &Delete{At: At(p.tok.line)}
	p.advance()
	x := p.exprlist()
	if t, ok := x.(*Tuple); ok {
		s.Targets = t.Elts
		if len(t.Elts) == 0 {
			s.Targets = []Expr{t}
		}
	} else {
		s.Targets = []Expr{x}
	}
	for _, t := range s.Targets {
		p.target(t, "delete")
	}
	return s
}

func (p *parser) raise() Stmt {
	s := &Raise{At: At(p.tok.line)}
	p.advance()
	if p.tok.kind == tNewline || p.tok.is(";") {
		return s
	}
	s.Type = p.test()
	if p.accept(",") {
		s.Inst = p.test()
		if p.accept(",") {
			s.Tback = p.test()
		}
	}
	return s
}

func (p *parser) global() Stmt {
	s := &Global{At: At(p.tok.line)}
	p.advance()
	s.Names = append(s.Names, p.name())
	for p.accept(",") {
		s.Names = append(s.Names, p.name())
	}
	return s
}

func (p *parser) exec() Stmt {
	s := &Exec{At: At(p.tok.line)}
	p.advance()
	s.Code = p.expr()
	if p.accept("in") {
		s.Globals = p.test()
		if p.accept(",") {
			s.Locals = p.test()
		}
	}
	return s
}
