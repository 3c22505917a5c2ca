// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// callArgs are the arguments of a call, behind its bracket.
func (p *parser) callArgs(f Expr, at At) Expr {
	c := &Call{At: at, Func: f}
	p.enter()
	defer p.leave()
	for !p.tok.is(")") {
		p.chain(len(c.Args) + len(c.Keywords))
		if p.accept("*") {
			c.Star = p.test()
			if !p.starArgs(c) {
				break
			}
			continue
		}
		if p.accept("**") {
			c.Double = p.test()
			break
		}
		p.argument(c)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	p.checkArgs(c)
	return c
}

// starArgs is what may follow *args: keywords, then **kwargs.
func (p *parser) starArgs(c *Call) bool {
	for p.accept(",") {
		if p.accept("**") {
			c.Double = p.test()
			return false
		}
		before := len(c.Args)
		p.argument(c)
		if len(c.Args) > before {
			p.tree(syntaxError(c.Line(), "only named arguments may follow *expression"))
		}
	}
	return false
}

// argument is test [comp_for] | test = test.
func (p *parser) argument(c *Call) {
	line := p.tok.line
	x := p.test()
	switch {
	case p.tok.is("for"):
		g := &Comp{At: At(x.Line()), Kind: CompGen, Elt: x, Fors: p.compFors(false)}
		c.Args = append(c.Args, g)
	case p.accept("="):
		v := p.test()
		n, ok := x.(*Name)
		if !ok {
			p.tree(keywordError(x))
			return
		}
		p.forbidden(n.ID, line)
		for _, k := range c.Keywords {
			if k.Name == n.ID {
				p.tree(syntaxError(line, "keyword argument repeated"))
			}
		}
		c.Keywords = append(c.Keywords, Keyword{n.ID, v})
	default:
		if len(c.Keywords) > 0 && c.Star == nil {
			p.tree(syntaxError(line, "non-keyword arg after keyword arg"))
		}
		c.Args = append(c.Args, x)
	}
}

func keywordError(x Expr) *Error {
	if _, ok := x.(*Lambda); ok {
		return syntaxError(x.Line(), "lambda cannot contain assignment")
	}
	return syntaxError(x.Line(), "keyword can't be an expression")
}

func (p *parser) checkArgs(c *Call) {
	n := len(c.Args) + len(c.Keywords)
	for _, a := range c.Args {
		if g, ok := a.(*Comp); ok && g.Kind == CompGen && !g.Bracketed && (n > 1 || c.Star != nil || c.Double != nil) {
			p.tree(syntaxError(c.Line(), "Generator expression must be parenthesized if not sole argument"))
		}
	}
	if n > 255 {
		p.tree(syntaxError(c.Line(), "more than 255 arguments"))
	}
}
