// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "slices"

// compound is a compound statement; nil where the keyword begins none.
func (p *parser) compound() Stmt {
	at := At(p.tok.line)
	switch p.tok.text {
	case "if":
		return p.ifStmt()
	case "while":
		p.advance()
		cond := p.test()
		body, orelse := p.loop()
		return &Skipped{At: at, Word: "while", Parts: []Expr{cond}, Bodies: [][]Stmt{body, orelse}}
	case "for":
		s := &For{At: at}
		p.advance()
		s.Target = p.exprlist()
		p.target(s.Target, "assign to")
		p.expect("in")
		s.Iter = p.testlist()
		s.Body, s.Else = p.loop()
		return s
	case "try":
		return p.try()
	case "with":
		return p.with()
	case "def":
		return p.def()
	case "class":
		return p.class()
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

// loop is the blocks of a loop.
func (p *parser) loop() (body, orelse []Stmt) {
	p.scope.loops++
	body = p.block()
	p.scope.loops--
	return body, p.optBlock("else")
}

// ifStmt is an if with its elifs: each elif is an If alone in the Else of the
// one before.
func (p *parser) ifStmt() Stmt {
	var first, last *If
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
		if n := len(s.Handlers); n > 0 && s.Handlers[n-1].Type == nil {
			p.refuse(s.Body[0].Line(), "default 'except:' must be last")
		}
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
		WalkStmts(s.Finally, func(inner Stmt) bool {
			if j, ok := inner.(*Jump); ok && j.Word == "continue" {
				p.refuse(j.Line(), "'continue' not supported inside 'finally' clause")
			}
			return !IsLoop(inner) && !OpensScope(inner)
		})
	} else if len(s.Handlers) == 0 {
		p.fail()
	}
	return s
}

// IsLoop says whether a statement is a for or while: its blocks are the body and
// the else.
func IsLoop(s Stmt) bool {
	switch s := s.(type) {
	case *For:
		return true
	case *Skipped:
		return s.Word == "while"
	}
	return false
}

// OpensScope says whether names in a statement are not those around it.
func OpensScope(s Stmt) bool {
	switch s := s.(type) {
	case *FuncDef:
		return true
	case *Skipped:
		return s.Word == "class"
	}
	return false
}

func (p *parser) with() Stmt {
	s := &Skipped{At: At(p.tok.line), Word: "with"}
	p.advance()
	for n := 0; n == 0 || p.accept(","); n++ {
		p.chain(n)
		s.Parts = append(s.Parts, p.test())
		if p.accept("as") {
			target := p.expr()
			p.target(target, "assign to")
			s.Targets = append(s.Targets, target)
		}
	}
	s.Bodies = [][]Stmt{p.block()}
	return s
}

// decorated is a def or class with decorators, which may make anything of it.
func (p *parser) decorated() Stmt {
	s := &Skipped{At: At(p.tok.line), Word: "@"}
	for p.accept("@") {
		at := At(p.tok.line)
		var x Expr = &Name{at, p.name()}
		for p.accept(".") {
			x = &Attribute{at, x, p.name()}
		}
		if p.accept("(") {
			x = p.call(x, at)
		}
		if p.tok.kind != tNewline {
			p.fail()
		}
		p.advance()
		s.Parts = append(s.Parts, x)
	}
	if !p.tok.is("def") && !p.tok.is("class") {
		p.fail()
	}
	s.Bodies = [][]Stmt{{p.compound()}}
	return s
}

func (p *parser) def() Stmt {
	s := &FuncDef{At: At(p.tok.line)}
	p.advance()
	s.Name = p.name()
	p.forbidden(s.Name, s.Line())
	p.expect("(")
	p.params(s, ")")
	p.expect(")")
	inner := p.within(true, func() { s.Body = p.block() })
	if s.Globals = inner.globals; inner.yields {
		s.Odd = "its yield"
	}
	for _, name := range s.Globals {
		if slices.Contains(s.Params, name) {
			p.refuse(s.Line(), "name '%s' is local and global", name)
		}
	}
	WalkStmts(s.Body, func(inner Stmt) bool {
		if OpensScope(inner) {
			s.Odd = "a function or class in it"
		}
		return true
	})
	return s
}

func (p *parser) class() Stmt {
	s := &Skipped{At: At(p.tok.line), Word: "class"}
	p.advance()
	s.Targets = []Expr{&Name{At(p.tok.line), p.name()}}
	p.target(s.Targets[0], "assign to")
	if p.accept("(") {
		if !p.tok.is(")") {
			s.Parts = []Expr{p.testlist()}
		}
		p.expect(")")
	}
	p.within(false, func() { s.Bodies = [][]Stmt{p.block()} })
	return s
}

// params are the parameters of a def or lambda up to the token end.
func (p *parser) params(f *FuncDef, end string) {
	line := p.tok.line
	for !p.tok.is(end) {
		p.chain(len(f.Params))
		if p.tok.is("*") || p.tok.is("**") {
			f.Odd = "its * or **"
			if p.accept("*") {
				p.param(f)
				if !p.accept(",") {
					return
				}
			}
			p.expect("**")
			p.param(f)
			return
		}
		p.fpdef(f)
		if p.accept("=") {
			f.Defaults = append(f.Defaults, p.test())
		} else if len(f.Defaults) > 0 {
			p.refuse(line, "non-default argument follows default argument")
		}
		if !p.accept(",") {
			return
		}
	}
}

// param is the name of a parameter.
func (p *parser) param(f *FuncDef) {
	line := p.tok.line
	name := p.name()
	p.forbidden(name, line)
	if slices.Contains(f.Params, name) {
		p.refuse(f.Line(), "duplicate argument '%s' in function definition", name)
	}
	f.Params = append(f.Params, name)
}

// fpdef is NAME or ( fplist ).
func (p *parser) fpdef(f *FuncDef) {
	if !p.accept("(") {
		p.param(f)
		return
	}
	p.enter()
	defer p.leave()
	f.Odd = "its tuple parameter"
	p.fpdef(f)
	for n := 0; p.accept(",") && !p.tok.is(")"); n++ {
		p.chain(n)
		p.fpdef(f)
	}
	p.expect(")")
}
