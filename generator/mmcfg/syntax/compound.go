// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "slices"

// compound is the parser of the compound statement that begins with a token; nil if
// none does.
func (p *parser) compound(t token) func() Node {
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
func (p *parser) clause() []Stmt {
	p.expect(":")
	return p.suite()
}

func (p *parser) optClause(keyword string) []Stmt {
	if p.accept(keyword) {
		return p.clause()
	}
	return nil
}

// ifStmt is an if with its elifs: each elif is an If alone in the Else of the
// one before.
func (p *parser) ifStmt() Node {
	var all []*If
	var marks []mark // the place where each begins
	var lines []int
	for p.tok.is("if") && len(all) == 0 || p.tok.is("elif") && len(all) > 0 {
		marks, lines = append(marks, p.mark()), append(lines, p.tok.line)
		p.advance()
		all = append(all, &If{Cond: p.test(), Body: p.clause()})
	}
	last := len(all) - 1
	all[last].Else = p.optClause("else")
	for i := range last {
		all[i].Else = []Stmt{{At(lines[i+1]), all[i+1], p.code(marks[i+1])}}
	}
	return all[0]
}

func (p *parser) forStmt() Node {
	s, begin := &For{}, p.mark()
	p.advance()
	s.Target = p.exprlist()
	p.target(s.Target, "assign to")
	p.expect("in")
	s.Iter = p.testlist()
	s.Body = p.clause()
	p.noClause("else")
	if p.code(begin).Has("break", "continue") {
		panic(unfollowed("a loop with break or continue"))
	}
	return s
}

// noClause skips the statement if it has a clause that is not followed.
func (p *parser) noClause(keyword string) {
	if p.tok.is(keyword) {
		panic(unfollowed("a statement with " + keyword))
	}
}

func (p *parser) try() Node {
	s := &Try{}
	p.advance()
	s.Body = p.clause()
	for p.tok.is("except") {
		if n := len(s.Handlers); n > 0 && s.Handlers[n-1].Type == nil {
			p.refuse(s.Body[0].Line(), "default 'except:' must be last")
		}
		s.Handlers = append(s.Handlers, p.handler())
	}
	if len(s.Handlers) > 0 {
		s.Else = p.optClause("else")
	}
	p.noClause("finally")
	if len(s.Handlers) == 0 {
		p.fail()
	}
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

// def is a function. If a statement in it is not followed, the function is not either;
// so all names that its body binds are known. (The Bound of the code around the function
// has them too, which does no harm.)
func (p *parser) def() Node {
	if p.function {
		panic(unfollowed("a function in a function"))
	}
	p.advance()
	line, begin, skips := p.tok.line, p.mark(), p.skips
	s := &FuncDef{Name: p.name()}
	p.expect("(")
	p.params(s)
	p.expect(")")
	outer := p.scope
	p.function = true
	s.Body = p.clause()
	p.scope = outer
	if p.skips > skips {
		panic(unfollowed("a function with statements that are not followed"))
	}
	s.Text = p.code(begin)
	p.bind(s.Name, line)
	return s
}

// params are the parameters of a def.
func (p *parser) params(f *FuncDef) {
	line := p.tok.line
	for !p.tok.is(")") {
		if p.tok.is("*") || p.tok.is("**") || p.tok.is("(") {
			panic(unfollowed("a function with such parameters"))
		}
		name := p.name()
		p.bind(name, line)
		if slices.Contains(f.Params, name) {
			p.refuse(line, "duplicate argument '%s' in function definition", name)
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
