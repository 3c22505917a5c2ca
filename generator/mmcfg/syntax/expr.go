// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// testlist is test (, test)* [,].
func (p *parser) testlist() Expr { return p.list(p.test, p.startsTest) }

// exprlist is expr (, expr)* [,]: targets.
func (p *parser) exprlist() Expr { return p.list(p.expr, p.startsTest) }

func (p *parser) list(item func() Expr, more func() bool) Expr {
	at := At(p.tok.line)
	x := item()
	if !p.tok.is(",") {
		return x
	}
	elts := []Expr{x}
	for p.accept(",") && more() {
		elts = append(elts, item())
	}
	return &Tuple{at, elts}
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
	x := &Lambda{At: At(p.tok.line)}
	p.advance()
	x.Params = p.params(":")
	p.expect(":")
	p.yields = append(p.yields, false)
	x.Body = body()
	p.popYield()
	return x
}

func (p *parser) yield() Expr {
	x := &Yield{At: At(p.tok.line)}
	p.advance()
	if len(p.yields) > 0 {
		p.yields[len(p.yields)-1] = true
	}
	if p.startsTest() {
		x.X = p.testlist()
	}
	return x
}

func (p *parser) orTest() Expr { return p.boolOp("or", true, p.andTest) }

func (p *parser) andTest() Expr { return p.boolOp("and", false, p.notTest) }

func (p *parser) boolOp(op string, or bool, item func() Expr) Expr {
	at := At(p.tok.line)
	x := item()
	if !p.tok.is(op) {
		return x
	}
	xs := []Expr{x}
	for p.accept(op) {
		xs = append(xs, item())
	}
	return &BoolOp{at, or, xs}
}

func (p *parser) notTest() Expr {
	if !p.tok.is("not") {
		return p.comparison()
	}
	at := At(p.tok.line)
	p.enter()
	defer p.leave()
	p.advance()
	return &UnaryOp{at, OpNot, p.notTest()}
}

func (p *parser) comparison() Expr {
	at := At(p.tok.line)
	x := p.expr()
	op, ok := p.compareOp()
	if !ok {
		return x
	}
	c := &Compare{At: at, X: x}
	for ; ok; op, ok = p.compareOp() {
		c.Ops = append(c.Ops, op)
		c.Y = append(c.Y, p.expr())
	}
	return c
}

// comparisonOp is a comparison of one token.
func comparisonOp(s string) (Op, bool) {
	switch s {
	case "<":
		return OpLt, true
	case ">":
		return OpGt, true
	case "==":
		return OpEq, true
	case ">=":
		return OpGe, true
	case "<=":
		return OpLe, true
	case "!=", "<>":
		return OpNe, true
	case "in":
		return OpIn, true
	}
	return 0, false
}

func (p *parser) compareOp() (Op, bool) {
	if p.tok.kind != tOp && p.tok.kind != tKeyword {
		return 0, false
	}
	if op, ok := comparisonOp(p.tok.text); ok {
		p.advance()
		return op, true
	}
	switch {
	case p.accept("not"):
		p.expect("in")
		return OpNotIn, true
	case p.accept("is"):
		if p.accept("not") {
			return OpIsNot, true
		}
		return OpIs, true
	}
	return 0, false
}

// binaryOp is a binary operator and how tightly it binds, 1 the loosest; 0 for
// what is none.
func binaryOp(s string) (op Op, level int) {
	switch s {
	case "|":
		return OpOr, 1
	case "^":
		return OpXor, 2
	case "&":
		return OpAnd, 3
	case "<<":
		return OpLShift, 4
	case ">>":
		return OpRShift, 4
	case "+":
		return OpAdd, 5
	case "-":
		return OpSub, 5
	case "*":
		return OpMul, 6
	case "/":
		return OpDiv, 6
	case "%":
		return OpMod, 6
	case "//":
		return OpFloorDiv, 6
	}
	return 0, 0
}

func (p *parser) expr() Expr { return p.binary(1) }

func (p *parser) binary(level int) Expr {
	at := At(p.tok.line)
	x := p.factor()
	for n := 0; p.tok.kind == tOp; n++ {
		op, binds := binaryOp(p.tok.text)
		if binds < level { // 0 for what is none
			break
		}
		p.chain(n)
		p.advance()
		x = &BinOp{at, op, x, p.binary(binds + 1)}
	}
	return x
}

func (p *parser) factor() Expr {
	if p.tok.kind != tOp {
		return p.power()
	}
	var op Op
	switch p.tok.text {
	case "-":
		op = OpNeg
	case "+":
		op = OpPos
	case "~":
		op = OpInvert
	default:
		return p.power()
	}
	at := At(p.tok.line)
	p.enter()
	defer p.leave()
	p.advance()
	return negated(&UnaryOp{at, op, p.factor()})
}

// negated makes a minus before a number part of it, as ast.c does (so that
// -9223372036854775808 is an int).
func negated(x *UnaryOp) Expr {
	if n, ok := x.X.(*Num); ok && x.Op == OpNeg {
		if m, ok := minusLiteral(n); ok {
			return &Num{At: x.At, Value: m, Suffixed: n.Suffixed}
		}
	}
	return x
}

func (p *parser) power() Expr {
	at := At(p.tok.line)
	x := p.atom()
	for n := 0; p.tok.kind == tOp; n++ {
		p.chain(n)
		switch {
		case p.accept("("):
			x = p.callArgs(x, at)
		case p.accept("["):
			x = &Subscript{at, x, p.subscripts()}
			p.expect("]")
		case p.accept("."):
			x = &Attribute{at, x, p.name()}
		case p.tok.is("**"):
			p.enter()
			defer p.leave()
			p.advance()
			return &BinOp{at, OpPow, x, p.factor()}
		default:
			return x
		}
	}
	return x
}
