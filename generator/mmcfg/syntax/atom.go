// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"math"
	"math/big"
	"strings"
)

func (p *parser) atom() Expr {
	at := At(p.tok.line)
	switch p.tok.kind {
	case tName:
		return &Name{at, p.name()}
	case tNumber:
		n := &Num{At: at, Value: parseNumber(p.tok.text), Suffixed: strings.HasSuffix(p.tok.text, "L") || strings.HasSuffix(p.tok.text, "l")}
		p.advance()
		return n
	case tString:
		return p.strings()
	case tOp:
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
	x := &Str{At: At(p.tok.line)}
	var parts []string
	for p.tok.kind == tString {
		lit := cutLiteral(p.tok.text, p.future.UnicodeLiterals)
		s, unknown, err := lit.value(p.lex.src.encoding, x.Line())
		if err != nil {
			p.tree(err)
		}
		if x.Unknown == "" {
			x.Unknown = unknown
		}
		if lit.unicode && !x.Unicode {
			x.Unicode = true
			for _, b := range parts {
				p.ascii(b, x.Line())
			}
		} else if x.Unicode && !lit.unicode {
			p.ascii(s, x.Line())
		}
		parts = append(parts, s)
		p.advance()
	}
	x.Value = parts[0]
	if len(parts) > 1 {
		x.Value = strings.Join(parts, "")
	}
	return x
}

// ascii refuses bytes above 127 in a str beside a unicode literal.
func (p *parser) ascii(s string, line int) {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			p.tree(syntaxError(line, "(unicode error) 'ascii' codec can't decode byte 0x%02x in position %d: ordinal not in range(128)", s[i], i))
			return
		}
	}
}

func (p *parser) parens() Expr {
	at := At(p.tok.line)
	p.enter()
	defer p.leave()
	p.advance()
	if p.accept(")") {
		return &Tuple{at, nil}
	}
	if p.tok.is("yield") {
		x := p.yield()
		p.expect(")")
		return x
	}
	x := p.test()
	switch {
	case p.tok.is("for"):
		x = &Comp{At: at, Kind: CompGen, Elt: x, Fors: p.compFors(false), Bracketed: true}
	case p.tok.is(","):
		elts := []Expr{x}
		for p.accept(",") && !p.tok.is(")") {
			elts = append(elts, p.test())
		}
		x = &Tuple{at, elts}
	}
	p.expect(")")
	return x
}

func (p *parser) brackets() Expr {
	at := At(p.tok.line)
	p.enter()
	defer p.leave()
	p.advance()
	if p.accept("]") {
		return &List{at, nil}
	}
	x := p.test()
	if p.tok.is("for") {
		c := &Comp{At: at, Kind: CompList, Elt: x, Fors: p.compFors(true)}
		p.expect("]")
		return c
	}
	elts := []Expr{x}
	for p.accept(",") && !p.tok.is("]") {
		elts = append(elts, p.test())
	}
	p.expect("]")
	return &List{at, elts}
}

// braces is a dict, a set, or a comprehension of either.
func (p *parser) braces() Expr {
	at := At(p.tok.line)
	p.enter()
	defer p.leave()
	p.advance()
	if p.accept("}") {
		return &Dict{At: at}
	}
	x := p.test()
	if p.accept(":") {
		return p.dict(at, x)
	}
	if p.tok.is("for") {
		c := &Comp{At: at, Kind: CompSet, Elt: x, Fors: p.compFors(false)}
		p.expect("}")
		return c
	}
	elts := []Expr{x}
	for p.accept(",") && !p.tok.is("}") {
		elts = append(elts, p.test())
	}
	p.expect("}")
	return &Set{at, elts}
}

func (p *parser) dict(at At, key Expr) Expr {
	val := p.test()
	if p.tok.is("for") {
		c := &Comp{At: at, Kind: CompDict, Elt: key, Val: val, Fors: p.compFors(false)}
		p.expect("}")
		return c
	}
	d := &Dict{At: at, Keys: []Expr{key}, Values: []Expr{val}}
	for p.accept(",") && !p.tok.is("}") {
		d.Keys = append(d.Keys, p.test())
		p.expect(":")
		d.Values = append(d.Values, p.test())
	}
	p.expect("}")
	return d
}

func (p *parser) backticks() Expr {
	at := At(p.tok.line)
	p.enter()
	defer p.leave()
	p.advance()
	elts := []Expr{p.test()}
	comma := false
	for p.accept(",") {
		comma = true
		elts = append(elts, p.test())
	}
	p.expect("`")
	if comma {
		return &Repr{at, &Tuple{at, elts}}
	}
	return &Repr{at, elts[0]}
}

// compFors is for .. in .. [if ..]*, once or more. In a list display a bare
// tuple may stand behind the first `in` (testlist_safe).
func (p *parser) compFors(listDisplay bool) []CompFor {
	var fors []CompFor
	for p.accept("for") {
		p.chain(len(fors))
		var f CompFor
		f.Target = p.exprlist()
		p.target(f.Target, "assign to")
		p.expect("in")
		if listDisplay {
			f.Iter = p.testlistSafe()
		} else {
			f.Iter = p.orTest()
		}
		for p.accept("if") {
			f.Conds = append(f.Conds, p.oldTest())
		}
		fors = append(fors, f)
	}
	return fors
}

func (p *parser) testlistSafe() Expr {
	at := At(p.tok.line)
	x := p.oldTest()
	if !p.tok.is(",") {
		return x
	}
	elts := []Expr{x}
	for p.accept(",") && p.startsTest() {
		elts = append(elts, p.oldTest())
	}
	return &Tuple{at, elts}
}

// subscripts is what stands between the brackets of a subscription.
func (p *parser) subscripts() Expr {
	at := At(p.tok.line)
	p.enter()
	defer p.leave()
	x := p.subscript()
	if !p.tok.is(",") {
		return x
	}
	elts := []Expr{x}
	for p.accept(",") && !p.tok.is("]") {
		elts = append(elts, p.subscript())
	}
	return &Tuple{at, elts}
}

func (p *parser) subscript() Expr {
	at := At(p.tok.line)
	if p.accept(".") {
		p.expect(".")
		p.expect(".")
		return &Ellipsis{at}
	}
	s := &Slice{At: at}
	if !p.tok.is(":") {
		s.Lo = p.test()
		if !p.tok.is(":") {
			return s.Lo
		}
	}
	p.expect(":")
	if p.startsTest() {
		s.Hi = p.test()
	}
	if p.accept(":") {
		s.Extended = true
		if p.startsTest() {
			s.Step = p.test()
		}
	}
	return s
}

// minusLiteral is the number -n, for a number as written.
func minusLiteral(n *Num) (any, bool) {
	switch v := n.Value.(type) {
	case int64:
		return -v, true
	case float64:
		return -v, true
	case *big.Int:
		// 9223372036854775808 alone is a long, with a minus an int; one
		// written with an L never is.
		if !n.Suffixed && v.IsUint64() && v.Uint64() == 1<<63 {
			return int64(math.MinInt64), true
		}
		return new(big.Int).Neg(v), true
	}
	return nil, false
}
