// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
)

func (p *parser) atom() Expr {
	at := At(p.tok.line)
	switch p.tok.kind {
	case tName:
		return &Name{at, p.name()}
	case tNumber:
		n := parseNumber(p.tok.text)
		p.advance()
		if _, isComplex := n.(complex128); isComplex {
			return &Other{At: at, What: "a complex number"}
		}
		return &Literal{at, n}
	case tString:
		return p.strings()
	case tOp:
		p.enter()
		defer p.leave()
		switch p.tok.text {
		case "(":
			return p.parens()
		case "[":
			return p.brackets()
		case "{":
			return p.braces()
		case "`":
			return p.backticks()
		}
	}
	p.fail()
	return nil
}

// strings joins adjacent literals; one that is unicode makes all so.
func (p *parser) strings() Expr {
	at := At(p.tok.line)
	var joined, unknown string
	isUnicode, beyondASCII := false, false
	for p.tok.kind == tString {
		lit := cutLiteral(p.tok.text, p.future.UnicodeLiterals)
		s, why, err := lit.value(p.encoding, at.Line())
		if err != nil && p.refused == nil {
			p.refused = err
		}
		if why != "" {
			unknown = why
		}
		isUnicode = isUnicode || lit.unicode
		beyondASCII = beyondASCII || !lit.unicode && !pystr.IsASCII(s)
		joined += s
		p.advance()
	}
	switch {
	case isUnicode && beyondASCII:
		p.refuse(at.Line(), "(unicode error) 'ascii' codec can't decode a string beside a unicode one")
	case unknown != "":
		return &Other{At: at, What: unknown}
	case isUnicode:
		return &Literal{at, pyvalue.Unicode(joined)}
	}
	return &Literal{at, pyvalue.Str(joined)}
}

// parens is a tuple, a generator, or an expression in brackets.
func (p *parser) parens() Expr {
	at := At(p.tok.line)
	p.advance()
	switch {
	case p.accept(")"):
		return &Sequence{At: at}
	case p.tok.is("yield"):
		x := p.yield()
		p.expect(")")
		return x
	}
	x := p.test()
	switch {
	case p.tok.is("for"):
		x = p.comprehension(at, "a generator", x)
	case p.tok.is(","):
		x = &Sequence{At: at, Items: p.items(x, ")")}
	}
	p.expect(")")
	return x
}

// items are those behind the first up to a closing bracket.
func (p *parser) items(first Expr, end string) []Expr {
	items := []Expr{first}
	for p.accept(",") && !p.tok.is(end) {
		items = append(items, p.test())
	}
	return items
}

func (p *parser) brackets() Expr {
	at := At(p.tok.line)
	p.advance()
	if p.accept("]") {
		return &Sequence{At: at, List: true}
	}
	x := p.test()
	if p.tok.is("for") {
		c := p.comprehension(at, "a list comprehension", x)
		p.expect("]")
		return c
	}
	items := p.items(x, "]")
	p.expect("]")
	return &Sequence{At: at, List: true, Items: items}
}

// braces is a dict, a set, or a comprehension of either.
func (p *parser) braces() Expr {
	at := At(p.tok.line)
	p.advance()
	if p.accept("}") {
		return &Dict{At: at}
	}
	first := p.test()
	var x Expr
	switch {
	case p.accept(":"):
		x = p.dict(at, first)
	case p.tok.is("for"):
		x = p.comprehension(at, "a set comprehension", first)
	default:
		x = &Other{At: at, What: "a set", Parts: p.items(first, "}")}
	}
	p.expect("}")
	return x
}

func (p *parser) dict(at At, key Expr) Expr {
	d := &Dict{At: at, Keys: []Expr{key}, Values: []Expr{p.test()}}
	if p.tok.is("for") {
		return p.comprehension(at, "a dict comprehension", key, d.Values[0])
	}
	for p.accept(",") && !p.tok.is("}") {
		d.Keys = append(d.Keys, p.test())
		p.expect(":")
		d.Values = append(d.Values, p.test())
	}
	return d
}

// backticks is repr() of an expression.
func (p *parser) backticks() Expr {
	at := At(p.tok.line)
	p.advance()
	x := p.test()
	if p.tok.is(",") {
		x = &Sequence{At: at, Items: p.items(x, "")}
	}
	p.expect("`")
	return &Other{At: at, What: "repr in backticks", Parts: []Expr{x}}
}

// comprehension is for .. in .. [if ..]*, once or more, behind its items.
func (p *parser) comprehension(at At, what string, items ...Expr) Expr {
	c := &Other{At: at, What: what, Parts: items}
	for n := 0; p.accept("for"); n++ {
		p.chain(n)
		t := p.exprlist()
		p.target(t, "assign to")
		c.Targets = append(c.Targets, t)
		p.expect("in")
		if what == "a list comprehension" { // a bare tuple may stand there
			c.Parts = append(c.Parts, p.list(p.oldTest))
		} else {
			c.Parts = append(c.Parts, p.orTest())
		}
		for p.accept("if") {
			c.Parts = append(c.Parts, p.oldTest())
		}
	}
	return c
}
