// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "strings"

// small is the parser of the small_stmt that begins with a token.
func (p *parser) small(t token) func() Node {
	if t.kind == tName && t.text == "print" {
		return p.notFollowed
	}
	if t.kind != tKeyword {
		return p.exprStmt
	}
	switch t.text {
	case "pass":
		return p.pass
	case "return":
		return p.returnStmt
	case "del":
		return p.del
	case "import":
		return p.importStmt
	case "from":
		return p.fromStmt
	case "exec", "assert", "raise", "global", "break", "continue":
		return p.notFollowed
	}
	return p.exprStmt
}

func (p *parser) pass() Node {
	p.advance()
	return &Pass{}
}

func (p *parser) atEnd() bool { return p.tok.kind == tNewline || p.tok.is(";") }

func (p *parser) exprStmt() Node {
	x := p.testlist()
	if p.tok.kind != tOp {
		return &ExprStmt{x}
	}
	if op, ok := strings.CutSuffix(p.tok.text, "="); ok && (binds[op] > 0 || op == "**") {
		return p.augAssign(x, op)
	}
	if !p.tok.is("=") {
		return &ExprStmt{x}
	}
	s := &Assign{}
	for p.accept("=") {
		p.target(x, "assign to")
		s.Targets = append(s.Targets, x)
		x = p.testlist()
	}
	s.Value = x
	return s
}

func (p *parser) augAssign(x Expr, op string) Node {
	if _, isList := x.(*Sequence); isList {
		p.refuse(x.Line(), "illegal expression for augmented assignment")
	}
	p.target(x, "assign to")
	p.advance()
	return &AugAssign{x, op, p.testlist()}
}

func (p *parser) del() Node {
	p.advance()
	x := p.exprlist()
	p.target(x, "delete")
	return &Delete{x}
}

func (p *parser) returnStmt() Node {
	s := &Return{}
	if !p.function {
		p.refuse(p.tok.line, "'return' outside function")
	}
	p.advance()
	if !p.atEnd() {
		s.Value = p.testlist()
	}
	return s
}

// bind notes a name that the statement in hand assigns to. Constants can't be assigned
// to.
func (p *parser) bind(name string, line int) {
	p.bound = append(p.bound, name)
	if name == "None" || name == "__debug__" {
		p.refuse(line, "cannot assign to %s", name)
	}
}

// target checks that x can be assigned to or deleted (ast.c: set_context), and
// notes the names; verb is "assign to" or "delete".
func (p *parser) target(x Expr, verb string) {
	switch x := x.(type) {
	case *Name:
		p.bind(x.ID, x.Line())
	case *Attribute:
		if path := pathOf(x); path != "" {
			p.bound = append(p.bound, path)
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

// pathOf is a name with its attributes, as in a.b; "" for any other expression.
func pathOf(x Expr) string {
	switch x := x.(type) {
	case *Name:
		return x.ID
	case *Attribute:
		if of := pathOf(x.X); of != "" {
			return of + "." + x.Name
		}
	}
	return ""
}
