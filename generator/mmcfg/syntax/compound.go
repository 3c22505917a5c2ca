// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "slices"

// compound is what parses the compound statement that begins with a token; nil
// where none does.
func (p *parser) compound(t token) func() Stmt {
	if t.is("@") {
		return p.notFollowed
	}
	if t.kind != tKeyword {
		return nil
	}
	switch t.text {
	case "if":
		return p.ifStmt
	case "for":
		return p.forStmt
	case "try":
		return p.try
	case "def":
		return p.def
	case "while", "with", "class":
		return p.notFollowed
	}
	return nil
}

// clause is `: suite`.
func (p *parser) clause() Block {
	p.expect(":")
	return p.block(p.suite)
}

func (p *parser) optClause(keyword string) Block {
	if p.accept(keyword) {
		return p.clause()
	}
	return p.block(func() []Stmt { return nil })
}

// ifStmt is an if with its elifs: each elif is an If alone in the Else of the
// one before.
func (p *parser) ifStmt() Stmt {
	var all []*If
	var from []int // where each begins
	for p.tok.is("if") && len(all) == 0 || p.tok.is("elif") && len(all) > 0 {
		p.chain(len(all))
		s := &If{At: At(p.tok.line)}
		from = append(from, p.at)
		p.advance()
		s.Cond = p.test()
		s.Body = p.clause()
		all = append(all, s)
	}
	last := len(all) - 1
	all[last].Else = p.optClause("else")
	for i := range last {
		all[i].Else = Block{[]Stmt{all[i+1]}, p.code(from[i+1])}
	}
	return all[0]
}

func (p *parser) forStmt() Stmt {
	s := &For{At: At(p.tok.line)}
	from := p.at
	p.advance()
	s.Target = p.exprlist()
	p.target(s.Target, "assign to")
	p.expect("in")
	s.Iter = p.testlist()
	p.loops++
	s.Body = p.clause()
	p.loops--
	s.Else = p.optClause("else")
	s.Code = p.code(from)
	return s
}

func (p *parser) try() Stmt {
	s := &Try{At: At(p.tok.line)}
	from := p.at
	p.advance()
	s.Body = p.clause()
	for p.tok.is("except") {
		if n := len(s.Handlers); n > 0 && s.Handlers[n-1].Type == nil {
			p.refuse(s.Body.Stmts[0].Line(), "default 'except:' must be last")
		}
		s.Handlers = append(s.Handlers, p.handler())
	}
	if len(s.Handlers) > 0 {
		s.Else = p.optClause("else")
	} else if !p.tok.is("finally") {
		p.fail()
	}
	s.Finally = p.optClause("finally")
	s.Code = p.code(from)
	return s
}

func (p *parser) handler() Handler {
	h := Handler{At: At(p.tok.line)}
	p.advance()
	if !p.tok.is(":") {
		h.Type = p.test()
		if p.accept("as") || p.accept(",") {
			h.Target = p.test()
			p.target(h.Target, "assign to")
		}
	}
	h.Body = p.clause()
	return h
}

func (p *parser) def() Stmt {
	s := &FuncDef{At: At(p.tok.line)}
	p.advance()
	s.Name = p.name()
	p.forbidden(s.Name, s.Line())
	p.expect("(")
	p.params(s)
	p.expect(")")
	outer := p.scope
	p.function, p.loops = true, 0
	s.Body = p.clause()
	p.scope = outer
	switch names := s.Body.Code.Names(); {
	case names.Yields:
		panic(unfollowed("a generator"))
	case names.Defines:
		panic(unfollowed("a function in a function"))
	}
	return s
}

// params are the parameters of a def.
func (p *parser) params(f *FuncDef) {
	line := p.tok.line
	for !p.tok.is(")") {
		p.chain(len(f.Params))
		if p.tok.is("*") || p.tok.is("**") || p.tok.is("(") {
			panic(unfollowed("a function with such parameters"))
		}
		name := p.name()
		p.forbidden(name, line)
		if slices.Contains(f.Params, name) {
			p.refuse(f.Line(), "duplicate argument '%s' in function definition", name)
		}
		f.Params = append(f.Params, name)
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
