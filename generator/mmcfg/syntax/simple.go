// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "strings"

// simple is a small_stmt.
func (p *parser) simple() Stmt {
	isDocstring := p.at == 0 && p.tok.kind == tString
	s := p.attempt(p.small(p.tok), p.skipSimple)
	p.begun = p.begun || !isDocstring && !isFuture(s)
	return s
}

// small is what parses the small_stmt that begins with a token.
func (p *parser) small(t token) func() Stmt {
	if t.kind == tName && t.text == "print" {
		return p.notFollowed
	}
	if t.kind != tKeyword {
		return p.exprStmt
	}
	switch t.text {
	case "pass", "break", "continue":
		return p.jump
	case "global":
		return p.globalStmt
	case "return":
		return p.returnStmt
	case "del":
		return p.del
	case "import":
		return p.importStmt
	case "from":
		return p.fromStmt
	case "exec", "assert", "raise":
		return p.notFollowed
	}
	return p.exprStmt
}

func (p *parser) jump() Stmt {
	s := &Jump{At(p.tok.line), p.tok.text}
	if s.Word != "pass" && p.loops == 0 {
		p.refuse(s.Line(), "'%s' outside loop", s.Word)
	}
	p.advance()
	return s
}

// globalStmt changes nothing when it is executed. What it declares, Names tells
// of the function around it.
func (p *parser) globalStmt() Stmt {
	s := &Jump{At(p.tok.line), "pass"}
	p.advance()
	p.name()
	for p.accept(",") {
		p.name()
	}
	return s
}

func (p *parser) atEnd() bool { return p.tok.kind == tNewline || p.tok.is(";") }

func (p *parser) exprStmt() Stmt {
	at := At(p.tok.line)
	x := p.testlist()
	if p.tok.kind != tOp {
		return &ExprStmt{at, x}
	}
	if op, ok := strings.CutSuffix(p.tok.text, "="); ok && (binds[op] > 0 || op == "**") {
		return p.augAssign(at, x, op)
	}
	if !p.tok.is("=") {
		return &ExprStmt{at, x}
	}
	s := &Assign{At: at}
	for p.accept("=") {
		p.chain(len(s.Targets))
		p.target(x, "assign to")
		s.Targets = append(s.Targets, x)
		x = p.testlist()
	}
	s.Value = x
	return s
}

func (p *parser) augAssign(at At, x Expr, op string) Stmt {
	if _, isList := x.(*Sequence); isList {
		p.refuse(at.Line(), "illegal expression for augmented assignment")
	}
	p.target(x, "assign to")
	if a, ok := x.(*Attribute); ok && !isPath(a) { // what it is an attribute of would be evaluated twice
		panic(unfollowed("an attribute of what is no name"))
	}
	p.advance()
	return &AugAssign{at, x, op, p.testlist()}
}

// isPath says whether an expression is a name with attributes.
func isPath(x Expr) bool {
	for {
		a, ok := x.(*Attribute)
		if !ok {
			_, ok = x.(*Name)
			return ok
		}
		x = a.X
	}
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
	if !p.function {
		p.refuse(s.Line(), "'return' outside function")
	}
	p.advance()
	if !p.atEnd() {
		s.Value = p.testlist()
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
	default:
		p.refuse(x.Line(), "can't %s this expression", verb)
	}
}
