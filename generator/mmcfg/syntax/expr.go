// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "slices"

// testlist is test (, test)* [,].
func (p *parser) testlist() Expr { return p.list(p.test) }

// exprlist is expr (, expr)* [,], which a for or del has as its targets.
func (p *parser) exprlist() Expr { return p.list(p.expr) }

func (p *parser) list(item func() Expr) Expr {
	at := At(p.tok.line)
	x := item()
	if !p.tok.is(",") {
		return x
	}
	items := []Expr{x}
	for p.accept(",") && !p.endsList() {
		items = append(items, item())
	}
	return &Sequence{At: at, Items: items}
}

// endsList says whether the token in hand may stand after a list and its last comma.
func (p *parser) endsList() bool {
	return p.atEnd() || p.tok.is("=") || p.tok.is("in") || p.tok.is(":") || p.tok.is(")")
}

// test is a conditional expression.
func (p *parser) test() Expr {
	p.enter()
	defer p.leave()
	if p.tok.is("lambda") {
		panic(unfollowed("lambda"))
	}
	at := At(p.tok.line)
	x := p.orTest()
	if !p.accept("if") {
		return x
	}
	cond := p.orTest()
	p.expect("else")
	return &IfExp{at, cond, x, p.test()}
}

func (p *parser) orTest() Expr { return p.boolOp("or", p.andTest) }

func (p *parser) andTest() Expr { return p.boolOp("and", p.notTest) }

func (p *parser) boolOp(op string, item func() Expr) Expr {
	at := At(p.tok.line)
	x := item()
	if !p.tok.is(op) {
		return x
	}
	xs := []Expr{x}
	for p.accept(op) {
		xs = append(xs, item())
	}
	return &BoolOp{at, op == "or", xs}
}

func (p *parser) notTest() Expr {
	if !p.tok.is("not") {
		return p.comparison()
	}
	at := At(p.tok.line)
	p.enter()
	defer p.leave()
	p.advance()
	return &UnaryOp{at, "not", p.notTest()}
}

func (p *parser) comparison() Expr {
	at := At(p.tok.line)
	x := p.expr()
	op := p.compareOp()
	if op == "" {
		return x
	}
	c := &Compare{At: at, X: x}
	for ; op != ""; op = p.compareOp() {
		c.Ops = append(c.Ops, op)
		c.Y = append(c.Y, p.expr())
	}
	return c
}

// compareOp reads a comparison operator; "" where there is none.
func (p *parser) compareOp() string {
	switch op := p.tok.text; {
	case p.tok.kind != tOp && p.tok.kind != tKeyword:
		return ""
	case p.accept("<>"):
		return "!="
	case p.accept("<"), p.accept(">"), p.accept("=="), p.accept(">="), p.accept("<="), p.accept("!="), p.accept("in"):
		return op
	case p.accept("not"):
		p.expect("in")
		return "not in"
	case p.accept("is"):
		if p.accept("not") {
			return "is not"
		}
		return "is"
	}
	return ""
}

// binds is how tightly a binary operator binds, 1 the loosest.
var binds = map[string]int{"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "//": 6}

func (p *parser) expr() Expr { return p.binary(1) }

func (p *parser) binary(level int) Expr {
	at := At(p.tok.line)
	x := p.factor()
	for p.tok.kind == tOp {
		op := p.tok.text
		if binds[op] < level { // it is 0 for any other token
			break
		}
		p.advance()
		x = &BinOp{at, op, x, p.binary(binds[op] + 1)}
	}
	return x
}

func (p *parser) factor() Expr {
	op := p.tok.text
	if p.tok.kind != tOp || op != "-" && op != "+" && op != "~" {
		return p.power()
	}
	at := At(p.tok.line)
	p.enter()
	defer p.leave()
	p.advance()
	return &UnaryOp{at, op, p.factor()}
}

func (p *parser) power() Expr {
	at := At(p.tok.line)
	x := p.atom()
	for p.tok.kind == tOp {
		switch {
		case p.accept("("):
			x = p.call(x, at)
		case p.accept("["):
			x = p.subscription(x, at)
		case p.accept("."):
			x = &Attribute{at, x, p.name()}
		case p.tok.is("**"):
			p.enter()
			defer p.leave()
			p.advance()
			return &BinOp{at, "**", x, p.factor()}
		default:
			return x
		}
	}
	return x
}

// call reads the arguments of a call; its opening bracket is read already.
func (p *parser) call(f Expr, at At) Expr {
	p.enter()
	defer p.leave()
	c := &Call{At: at, Func: f}
	for !p.tok.is(")") {
		if p.tok.is("*") || p.tok.is("**") {
			panic(unfollowed("a call with * or **"))
		}
		p.argument(c)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return c
}

// argument is test | test = test.
func (p *parser) argument(c *Call) {
	line := p.tok.line
	x := p.test()
	p.noComprehension("a generator")
	if !p.accept("=") {
		if len(c.Keywords) > 0 {
			p.refuse(line, "non-keyword arg after keyword arg")
		}
		c.Args = append(c.Args, x)
		return
	}
	value := p.test()
	name, ok := x.(*Name)
	if !ok {
		p.refuse(line, "keyword can't be an expression")
		return
	}
	if slices.ContainsFunc(c.Keywords, func(k Keyword) bool { return k.Name == name.ID }) {
		p.refuse(line, "keyword argument repeated")
	}
	c.Keywords = append(c.Keywords, Keyword{name.ID, value})
}

// noComprehension skips the statement if a comprehension begins here.
func (p *parser) noComprehension(what string) {
	if p.tok.is("for") {
		panic(unfollowed(what))
	}
}

// subscription reads what is in the brackets of x[..].
func (p *parser) subscription(x Expr, at At) Expr {
	p.enter()
	defer p.leave()
	index := p.subscript()
	if p.tok.is(",") {
		if _, isSlice := index.(*Slice); isSlice {
			panic(unfollowed("a slice of several parts"))
		}
		index = &Sequence{At: At(index.Line()), Items: p.items(index, "]")}
	}
	if p.tok.is(":") {
		panic(unfollowed("a slice with a step"))
	}
	p.expect("]")
	return &Subscript{at, x, index}
}

// subscript is an index or a slice.
func (p *parser) subscript() Expr {
	s := &Slice{At: At(p.tok.line)}
	if p.tok.is(".") {
		panic(unfollowed("a slice of several parts"))
	}
	if !p.tok.is(":") {
		s.Lo = p.test()
		if !p.tok.is(":") {
			return s.Lo
		}
	}
	p.expect(":")
	if !p.tok.is("]") && !p.tok.is(",") && !p.tok.is(":") {
		s.Hi = p.test()
	}
	return s
}
