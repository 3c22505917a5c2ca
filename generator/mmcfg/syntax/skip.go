// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// attempt parses a statement. Where there is something in it that is not
// followed, it goes back to its beginning and skips it.
func (p *parser) attempt(parse func() Stmt, skip func()) (s Stmt) {
	from, outer := p.at, p.scope
	at := At(p.tok.line)
	defer func() {
		r := recover()
		why, ok := r.(unfollowed)
		switch {
		case r == nil:
		case !ok:
			panic(r)
		default:
			p.at, p.tok, p.scope = from, p.tokens[from], outer
			skip()
			s = &Skipped{at, string(why), p.code(from)}
		}
	}()
	return parse()
}

// notFollowed is a statement that is skipped whatever is in it.
func (p *parser) notFollowed() Stmt { panic(unfollowed(p.tok.text)) }

// skipSimple skips to the end of a small_stmt.
func (p *parser) skipSimple() {
	for !p.atEnd() {
		p.skipToken()
	}
}

// skipToken skips a token, or all up to the closing bracket where it is an
// opening one.
func (p *parser) skipToken() {
	p.enter()
	defer p.leave()
	closing := map[string]string{"(": ")", "[": "]", "{": "}"}[p.tok.text]
	switch {
	case p.tok.kind == tEOF, p.tok.is(")"), p.tok.is("]"), p.tok.is("}"), p.tok.kind == tNewline:
		p.fail()
	case p.tok.kind != tOp || closing == "":
		p.advance()
		return
	}
	for p.advance(); !p.tok.is(closing); {
		p.skipToken()
	}
	p.advance()
}

// skipCompound skips a compound statement with all of its clauses.
func (p *parser) skipCompound() {
	for clause := true; clause; {
		decorator := p.tok.is("@")
		p.skipClause()
		clause = decorator || p.tok.is("elif") || p.tok.is("else") || p.tok.is("except") || p.tok.is("finally")
	}
}

// skipClause skips a line that begins a block, with the block.
func (p *parser) skipClause() {
	colon := false
	for p.tok.kind != tNewline {
		colon = p.tok.is(":")
		p.skipToken()
	}
	p.advance()
	if p.tok.kind != tIndent {
		if colon {
			panic(bail{indentError(p.tok.line, "expected an indented block")})
		}
		return
	}
	if !colon {
		p.fail()
	}
	for depth := 0; ; {
		switch p.tok.kind {
		case tIndent:
			depth++
		case tDedent:
			depth--
		}
		if p.tok.kind == tNewline || p.tok.kind == tIndent || p.tok.kind == tDedent {
			p.advance()
		} else {
			p.skipToken()
		}
		if depth == 0 {
			return
		}
	}
}
