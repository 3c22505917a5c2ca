// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

func (p *parser) dottedName() string {
	s := p.name()
	for p.accept(".") {
		s += "." + p.name()
	}
	return s
}

// alias is the `as NAME` of an import.
func (p *parser) alias() string {
	if p.accept("as") {
		line := p.tok.line
		s := p.name()
		p.forbidden(s, line)
		return s
	}
	return ""
}

func (p *parser) importStmt() Stmt {
	s := &Import{At: At(p.tok.line)}
	p.advance()
	for {
		name := p.dottedName()
		as := p.alias()
		if as == "" {
			p.forbidden(name, s.Line())
		}
		s.Names = append(s.Names, Alias{name, as})
		if !p.accept(",") {
			return s
		}
	}
}

func (p *parser) fromStmt() Stmt {
	s := &ImportFrom{At: At(p.tok.line)}
	p.advance()
	for p.accept(".") {
		s.Level++
	}
	if s.Level == 0 || !p.tok.is("import") {
		s.Module = p.dottedName()
	}
	p.expect("import")
	switch {
	case p.accept("*"):
		s.Star = true
	case p.accept("("):
		p.importNames(s, true)
		p.expect(")")
	default:
		p.importNames(s, false)
	}
	if s.Module == "__future__" && s.Level == 0 && p.inHead {
		p.enable(s)
	}
	return s
}

func (p *parser) importNames(s *ImportFrom, brackets bool) {
	line := p.tok.line
	for {
		name := p.name()
		as := p.alias()
		if as == "" {
			p.forbidden(name, s.Line())
		}
		s.Names = append(s.Names, Alias{name, as})
		if !p.accept(",") {
			return
		}
		if p.tok.kind == tName {
			continue
		}
		if brackets && p.tok.is(")") {
			return
		}
		if !brackets && (p.tok.kind == tNewline || p.tok.is(";")) {
			p.tree(syntaxError(line, "trailing comma not allowed without surrounding parentheses"))
			return
		}
		p.fail()
	}
}

// enable switches futures on for the rest of the file.
func (p *parser) enable(s *ImportFrom) {
	for _, a := range s.Names {
		switch a.Name {
		case "division":
			p.future.Division = true
		case "absolute_import":
			p.future.AbsoluteImport = true
		case "unicode_literals":
			p.future.UnicodeLiterals = true
		case "print_function":
			p.future.PrintFunction = true
			p.lex.printFn = true
			if p.tok.is("print") { // already read, on the same line
				p.tok.kind = tName
			}
		}
	}
}
