// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "strings"

// simple is a small_stmt.
func (p *parser) simple() Stmt {
	var s Stmt
	if p.tok.kind == tKeyword {
		s = p.keywordStmt()
	}
	if s == nil {
		s = p.exprStmt()
	}
	f, isFrom := s.(*ImportFrom)
	p.inHead = p.inHead && (isFrom && f.Module == "__future__" || !p.begun && isDocstring(s))
	p.begun = true
	return s
}

func isDocstring(s Stmt) bool {
	x, ok := s.(*ExprStmt)
	if !ok {
		return false
	}
	_, ok = x.X.(*Literal)
	return ok
}

// keywordStmt is a small_stmt that begins with a keyword; nil where the
// keyword begins an expression.
func (p *parser) keywordStmt() Stmt {
	at := At(p.tok.line)
	switch word := p.tok.text; word {
	case "pass", "break", "continue":
		if word != "pass" && p.scope.loops == 0 {
			p.refuse(at.Line(), "'%s' outside loop", word)
		}
		p.advance()
		return &Jump{at, word}
	case "print":
		return p.print()
	case "del":
		return p.del()
	case "return":
		return p.returnStmt()
	case "raise":
		return p.raise()
	case "global":
		p.advance()
		p.scope.globals = append(p.scope.globals, p.name())
		for p.accept(",") {
			p.scope.globals = append(p.scope.globals, p.name())
		}
		return &Jump{at, "pass"}
	case "exec", "assert":
		return p.skipped(word)
	case "import":
		return p.importStmt()
	case "from":
		return p.fromStmt()
	}
	return nil
}

// skipped is `exec CODE [in GLOBALS [, LOCALS]]` or `assert TEST [, MESSAGE]`.
func (p *parser) skipped(word string) Stmt {
	s := &Skipped{At: At(p.tok.line), Word: word}
	p.advance()
	item, more := p.expr, "in"
	if word == "assert" {
		item, more = p.test, ","
	}
	s.Parts = []Expr{item()}
	if p.accept(more) {
		s.Parts = append(s.Parts, p.test())
		if word == "exec" && p.accept(",") {
			s.Parts = append(s.Parts, p.test())
		}
	}
	return s
}

func (p *parser) atEnd() bool { return p.tok.kind == tNewline || p.tok.is(";") }

func (p *parser) exprStmt() Stmt {
	at := At(p.tok.line)
	x := p.yieldOrTestlist()
	if p.tok.kind != tOp {
		return &ExprStmt{At: at, X: x}
	}
	if op, ok := strings.CutSuffix(p.tok.text, "="); ok && (binds[op] > 0 || op == "**") {
		if _, isList := x.(*Sequence); isList {
			p.refuse(at.Line(), "illegal expression for augmented assignment")
		}
		p.target(x, "assign to")
		p.advance()
		return &AugAssign{at, x, op, p.yieldOrTestlist()}
	}
	if !p.tok.is("=") {
		return &ExprStmt{At: at, X: x}
	}
	s := &Assign{At: at}
	for p.accept("=") {
		p.chain(len(s.Targets))
		p.target(x, "assign to")
		s.Targets = append(s.Targets, x)
		x = p.yieldOrTestlist()
	}
	s.Value = x
	return s
}

func (p *parser) yieldOrTestlist() Expr {
	if p.tok.is("yield") {
		return p.yield()
	}
	return p.testlist()
}

// print is what it evaluates.
func (p *parser) print() Stmt {
	at := At(p.tok.line)
	p.advance()
	shown := &Sequence{At: at}
	if p.accept(">>") {
		shown.Items = append(shown.Items, p.test())
		if p.accept(",") {
			shown.Items = append(shown.Items, p.test())
		} else if !p.atEnd() {
			p.fail()
		}
	} else if !p.atEnd() {
		shown.Items = append(shown.Items, p.test())
	}
	for p.accept(",") && !p.atEnd() {
		shown.Items = append(shown.Items, p.test())
	}
	return &ExprStmt{at, shown, true}
}

func (p *parser) del() Stmt {
	s := &Delete{At: At(p.tok.line)}
	p.advance()
	x := p.exprlist()
	p.target(x, "delete")
	s.Targets = []Expr{x}
	return s
}

func (p *parser) returnStmt() Stmt {
	s := &Return{At: At(p.tok.line)}
	if !p.scope.function {
		p.refuse(s.Line(), "'return' outside function")
	}
	p.advance()
	if !p.atEnd() {
		s.Value = p.testlist()
		p.scope.returns = true
		p.checkGenerator(s.Line())
	}
	return s
}

// checkGenerator refuses a def that both yields and returns a value.
func (p *parser) checkGenerator(line int) {
	if p.scope.yields && p.scope.returns {
		p.refuse(line, "'return' with argument inside generator")
	}
}

// raise with a traceback is one with an argument.
func (p *parser) raise() Stmt {
	s := &Raise{At: At(p.tok.line)}
	p.advance()
	if p.atEnd() {
		return s
	}
	s.Type = p.test()
	if p.accept(",") {
		s.Arg = p.test()
		if p.accept(",") {
			s.Arg = &Other{At: s.At, What: "a traceback", Parts: []Expr{s.Arg, p.test()}}
		}
	}
	return s
}

// forbidden refuses an assignment to a name that none may be made to.
func (p *parser) forbidden(name string, line int) {
	if name == "None" || name == "__debug__" {
		p.refuse(line, "cannot assign to %s", name)
	}
}

// target checks that x can be assigned to or deleted (ast.c: set_context);
// verb is "assign to" or "delete".
func (p *parser) target(x Expr, verb string) {
	switch x := x.(type) {
	case *Name:
		if verb == "assign to" {
			p.forbidden(x.ID, x.Line())
		}
	case *Attribute:
		if verb == "assign to" {
			p.forbidden(x.Name, x.Line())
		}
	case *Subscript:
	case *Sequence:
		if len(x.Items) == 0 && !x.List {
			p.refuse(x.Line(), "can't %s ()", verb)
		}
		for _, item := range x.Items {
			p.target(item, verb)
		}
	case *Other:
		if x.What != "a slice with a step" {
			p.refuse(x.Line(), "can't %s %s", verb, x.What)
		}
	default:
		p.refuse(x.Line(), "can't %s this expression", verb)
	}
}
