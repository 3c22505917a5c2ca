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
	if !p.accept("as") {
		p.forbidden(a.Name, line)
		return a
	}
	line = p.tok.line
	a.As = p.name()
	p.forbidden(a.As, line)
	return a
}

func (p *parser) importStmt() Stmt {
	s := &Import{At: At(p.tok.line)}
	p.advance()
	s.Names = append(s.Names, p.alias(p.dottedName))
	for p.accept(",") {
		s.Names = append(s.Names, p.alias(p.dottedName))
	}
	return s
}

func (p *parser) fromStmt() Stmt {
	s := &ImportFrom{At: At(p.tok.line)}
	p.advance()
	if p.tok.is(".") {
		panic(unfollowed("a relative import"))
	}
	s.Module = p.dottedName()
	if s.Module == "__future__" { // it changes what the rest of the file means
		panic(bail{&Error{s.Line(), "", "what from __future__ import changes is not followed; take it out"}})
	}
	p.expect("import")
	switch {
	case p.accept("*"):
		s.Star = true
	case p.accept("("):
		p.importNames(s, ")")
		p.expect(")")
	default:
		p.importNames(s, "")
	}
	return s
}

// importNames are the names up to a closing bracket, in front of which may be a
// comma; "" for none.
func (p *parser) importNames(s *ImportFrom, end string) {
	s.Names = append(s.Names, p.alias(p.name))
	for p.accept(",") && !(end != "" && p.tok.is(end)) {
		if end == "" && p.atEnd() {
			p.refuse(s.Line(), "trailing comma not allowed without surrounding parentheses")
			return
		}
		s.Names = append(s.Names, p.alias(p.name))
	}
}
