// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// forbidden notes an assignment to a name that none may be made to.
func (p *parser) forbidden(name string, line int) {
	if name == "None" || name == "__debug__" {
		p.tree(syntaxError(line, "cannot assign to %s", name))
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
	case *List:
		for _, e := range x.Elts {
			p.target(e, verb)
		}
	case *Tuple:
		if len(x.Elts) == 0 {
			p.tree(syntaxError(x.Line(), "can't %s ()", verb))
		}
		for _, e := range x.Elts {
			p.target(e, verb)
		}
	default:
		p.tree(syntaxError(x.Line(), "can't %s %s", verb, describe(x)))
	}
}

// augTarget checks the target of an augmented assignment.
func (p *parser) augTarget(x Expr, line int) {
	switch x := x.(type) {
	case *Name:
		p.forbidden(x.ID, x.Line())
	case *Attribute, *Subscript:
	case *Tuple, *List:
		p.tree(syntaxError(line, "illegal expression for augmented assignment"))
	default:
		p.tree(syntaxError(line, "can't assign to %s", describe(x)))
	}
}

// describe names the kind of an expression as ast.c does.
func describe(x Expr) string {
	switch x := x.(type) {
	case *Lambda:
		return "lambda"
	case *Call:
		return "function call"
	case *BoolOp, *BinOp, *UnaryOp:
		return "operator"
	case *Yield:
		return "yield expression"
	case *Comp:
		return [...]string{"list comprehension", "generator expression", "set comprehension", "dict comprehension"}[x.Kind]
	case *Dict, *Set, *Num, *Str:
		return "literal"
	case *Compare:
		return "comparison"
	case *Repr:
		return "repr"
	case *IfExp:
		return "conditional expression"
	}
	return "expression"
}
