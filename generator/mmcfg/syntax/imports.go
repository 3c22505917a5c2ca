// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

func (p *parser) dottedName() string {
	s := p.name()
	for p.accept(".") {
		s += "." + p.name()
	}
	return s
}

// alias reads NAME [as NAME].
func (p *parser) alias(name func() string) Alias {
	line := p.tok.line
	a := Alias{Name: name()}
	if p.accept("as") {
		line = p.tok.line
		a.As = p.name()
	}
	p.bind(a.Binds(), line)
	return a
}

func (p *parser) importStmt() Node {
	s := &Import{}
	p.advance()
	for more := true; more; more = p.accept(",") {
		s.Names = append(s.Names, p.alias(p.dottedName))
	}
	return s
}

func (p *parser) fromStmt() Node {
	line := p.tok.line
	s := &ImportFrom{}
	p.advance()
	if p.tok.is(".") {
		panic(unfollowed("a relative import"))
	}
	s.Module = p.dottedName()
	if s.Module == "__future__" {
		panic(bail{&Error{line, "", "what from __future__ import changes is not followed; take it out"}})
	}
	p.expect("import")
	switch {
	case p.accept("*"):
		s.Star = true
		if p.function {
			panic(unfollowed("import * in a function"))
		}
	case p.accept("("):
		p.importNames(s, ")")
		p.expect(")")
	default:
		p.importNames(s, "")
	}
	return s
}

// importNames reads names up to a closing bracket, before which a comma may stand; end is
// "" if there are no brackets.
func (p *parser) importNames(s *ImportFrom, end string) {
	line := p.tok.line
	s.Names = append(s.Names, p.alias(p.name))
	for p.accept(",") && !(end != "" && p.tok.is(end)) {
		if end == "" && p.atEnd() {
			p.refuse(line, "trailing comma not allowed without surrounding parentheses")
			return
		}
		s.Names = append(s.Names, p.alias(p.name))
	}
}
