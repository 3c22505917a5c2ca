// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "strings"

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
		p.importNames(s, ")")
		p.expect(")")
	default:
		p.importNames(s, "")
	}
	if s.Module == "__future__" && s.Level == 0 {
		p.enable(s)
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

// enable switches futures on for the rest of the file (future.c).
func (p *parser) enable(s *ImportFrom) {
	if !p.inHead {
		p.refuse(s.Line(), "from __future__ imports must occur at the beginning of the file")
		return
	}
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
		default:
			if !strings.Contains(" nested_scopes generators with_statement ", " "+a.Name+" ") {
				p.refuse(s.Line(), "future feature %s is not defined", a.Name)
			}
		}
	}
}
