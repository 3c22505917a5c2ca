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
		return p.number()
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
			panic(unfollowed("repr in backticks"))
		}
	}
	if p.tok.is("yield") || p.tok.is("lambda") {
		panic(unfollowed(p.tok.text))
	}
	p.fail()
	return nil
}

// strings joins adjacent literals. If one is unicode, all of it is.
func (p *parser) strings() Expr {
	at := At(p.tok.line)
	var joined, unknown string
	isUnicode, beyondASCII := false, false
	for p.tok.kind == tString {
		lit := cutLiteral(p.tok.text)
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
		panic(unfollowed(unknown))
	case isUnicode:
		return &Literal{at, pyvalue.Unicode(joined)}
	}
	return &Literal{at, pyvalue.Str(joined)}
}

// parens is a tuple, or an expression in parentheses.
func (p *parser) parens() Expr {
	at := At(p.tok.line)
	p.advance()
	switch {
	case p.accept(")"):
		return &Sequence{At: at}
	case p.tok.is("yield"):
		panic(unfollowed("yield"))
	}
	x := p.test()
	p.noComprehension("a generator")
	if p.tok.is(",") {
		x = &Sequence{At: at, Items: p.items(x, ")")}
	}
	p.expect(")")
	return x
}

// items are the items of a list or tuple up to its closing bracket; the first is read
// already.
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
	p.noComprehension("a list comprehension")
	items := p.items(x, "]")
	p.expect("]")
	return &Sequence{At: at, List: true, Items: items}
}

// braces is a dict.
func (p *parser) braces() Expr {
	d := &Dict{At: At(p.tok.line)}
	p.advance()
	for !p.tok.is("}") {
		d.Keys = append(d.Keys, p.test())
		if p.tok.is(",") || p.tok.is("}") || p.tok.is("for") {
			panic(unfollowed("a set"))
		}
		p.expect(":")
		d.Values = append(d.Values, p.test())
		p.noComprehension("a dict comprehension")
		if !p.accept(",") {
			break
		}
	}
	p.expect("}")
	return d
}
