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
	if s.Relative = p.accept("."); p.tok.is(".") {
		panic(unfollowed("an import from above Mailman's package"))
	}
	if !s.Relative || !p.tok.is("import") {
		s.Module = p.dottedName()
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
	if isFuture(s) {
		p.futures(s)
	}
	return s
}

// isFuture says whether a statement is `from __future__ import`.
func isFuture(s Stmt) bool {
	f, ok := s.(*ImportFrom)
	return ok && f.Module == "__future__" && !f.Relative
}

// futures takes what changes the rest of the file (future.c).
func (p *parser) futures(s *ImportFrom) {
	if p.begun {
		p.refuse(s.Line(), "from __future__ imports must occur at the beginning of the file")
	}
	for _, a := range s.Names {
		switch a.Name {
		case "absolute_import":
			p.absolute = true
		case "nested_scopes", "generators", "with_statement": // they are always there
		default:
			panic(bail{&Error{s.Line(), "", "what from __future__ import " + a.Name + " changes is not followed; take it out"}})
		}
	}
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
