// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// testlist is test (, test)* [,].
func (p *parser) testlist() Expr { return p.list(p.test) }

// exprlist is expr (, expr)* [,]: targets.
func (p *parser) exprlist() Expr { return p.list(p.expr) }

func (p *parser) list(item func() Expr) Expr {
	at := At(p.tok.line)
	x := item()
	if !p.tok.is(",") {
		return x
	}
	items := []Expr{x}
	for p.accept(",") && p.startsTest() {
		items = append(items, item())
	}
	return &Sequence{At: at, Items: items}
}

// startsTest says whether the token in hand can begin an expression.
func (p *parser) startsTest() bool {
	switch p.tok.kind {
	case tName, tNumber, tString:
		return true
	case tKeyword:
		return p.tok.text == "not" || p.tok.text == "lambda"
	case tOp:
		switch p.tok.text {
		case "(", "[", "{", "`", "-", "+", "~":
			return true
		}
	}
	return false
}

// test is a conditional expression or a lambda.
func (p *parser) test() Expr {
	p.enter()
	defer p.leave()
	if p.tok.is("lambda") {
		return p.lambda(p.test)
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

// oldTest is what stands behind `in` and `if` in a comprehension: no
// conditional expression.
func (p *parser) oldTest() Expr {
	p.enter()
	defer p.leave()
	if p.tok.is("lambda") {
		return p.lambda(p.oldTest)
	}
	return p.orTest()
}

func (p *parser) lambda(body func() Expr) Expr {
	at := At(p.tok.line)
	code := &FuncDef{At: at, Name: "<lambda>"}
	p.advance()
	p.params(code, ":")
	p.expect(":")
	p.within(true, func() { code.Body = []Stmt{&ExprStmt{At: at, X: body()}} })
	return &Other{At: at, What: "lambda", Parts: code.Defaults, Code: code}
}

func (p *parser) yield() Expr {
	x := &Other{At: At(p.tok.line), What: "yield"}
	if p.scope.yields = true; !p.scope.function {
		p.refuse(x.Line(), "'yield' outside function")
	}
	p.checkGenerator(x.Line())
	p.advance()
	if p.startsTest() {
		x.Parts = []Expr{p.testlist()}
	}
	return x
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
	for n := 0; p.tok.kind == tOp; n++ {
		op := p.tok.text
		if binds[op] < level { // 0 for what is none
			break
		}
		p.chain(n)
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
	for n := 0; p.tok.kind == tOp; n++ {
		p.chain(n)
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

// call is the arguments of a call, behind its bracket.
func (p *parser) call(f Expr, at At) Expr {
	p.enter()
	defer p.leave()
	c := &Call{At: at, Func: f}
	var star, double []Expr
	for n := 0; !p.tok.is(")"); n++ {
		p.chain(n)
		switch {
		case len(star) == 0 && p.accept("*"):
			star = []Expr{p.test()}
		case p.accept("**"):
			double = []Expr{p.test()}
		default:
			p.argument(c, len(star) > 0)
		}
		if len(double) > 0 || !p.accept(",") {
			break
		}
		if len(star) > 0 && p.tok.is(")") {
			p.fail()
		}
	}
	p.expect(")")
	if n := len(c.Args) + len(c.Keywords); n > 255 {
		p.refuse(c.Line(), "more than 255 arguments")
	}
	if star = append(star, double...); len(star) > 0 {
		return &Other{At: at, What: "a call with * or **", Parts: append(star, c)}
	}
	return c
}

// argument is test [comp_for] | test = test.
func (p *parser) argument(c *Call, starred bool) {
	line := p.tok.line
	x := p.test()
	switch {
	case p.tok.is("for"):
		if c.Args = append(c.Args, p.comprehension(At(line), "a generator", x)); len(c.Args)+len(c.Keywords) > 1 || starred || !p.tok.is(")") {
			p.refuse(line, "Generator expression must be parenthesized if not sole argument")
		}
	case p.accept("="):
		value := p.test()
		name, ok := x.(*Name)
		if !ok {
			p.refuse(line, "keyword can't be an expression")
			return
		}
		p.forbidden(name.ID, line)
		for _, k := range c.Keywords {
			if k.Name == name.ID {
				p.refuse(line, "keyword argument repeated")
			}
		}
		c.Keywords = append(c.Keywords, Keyword{name.ID, value})
	default:
		if len(c.Keywords) > 0 || starred {
			p.refuse(line, "non-keyword arg after keyword arg")
		}
		c.Args = append(c.Args, x)
	}
}

// subscription is what stands in the brackets of x[..].
func (p *parser) subscription(x Expr, at At) Expr {
	p.enter()
	defer p.leave()
	index, odd := p.subscript()
	parts := []Expr{index}
	for p.accept(",") && !p.tok.is("]") {
		more, isOdd := p.subscript()
		_, isSlice := more.(*Slice)
		parts, odd = append(parts, more), odd || isOdd || isSlice
	}
	if _, isSlice := index.(*Slice); isSlice && len(parts) > 1 {
		odd = true
	} else if len(parts) > 1 {
		index = &Sequence{At: At(index.Line()), Items: parts}
	}
	p.expect("]")
	if odd {
		return &Other{At: at, What: "a slice with a step", Parts: append(parts, x)}
	}
	return &Subscript{at, x, index}
}

// subscript is an index or a slice; odd says that it has a step, or is three
// dots.
func (p *parser) subscript() (x Expr, odd bool) {
	s := &Slice{At: At(p.tok.line)}
	if p.accept(".") {
		p.expect(".")
		p.expect(".")
		return s, true
	}
	if !p.tok.is(":") {
		s.Lo = p.test()
		if !p.tok.is(":") {
			return s.Lo, false
		}
	}
	p.expect(":")
	if p.startsTest() {
		s.Hi = p.test()
	}
	if !p.accept(":") {
		return s, false
	}
	other := &Other{At: s.At, What: "a slice with a step", Parts: []Expr{s}}
	if p.startsTest() {
		other.Parts = append(other.Parts, p.test())
	}
	return other, true
}
