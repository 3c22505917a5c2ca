// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// attempt parses a statement. If something in it is not followed, it goes back to the
// beginning of the statement and skips it.
func (p *parser) attempt(parse func() Node, skip func()) (s Stmt) {
	from, outer, at := p.mark(), p.scope, At(p.tok.line)
	defer func() {
		r := recover()
		why, ok := r.(unfollowed)
		switch {
		case r == nil:
		case !ok:
			panic(r)
		default:
			p.at, p.tok, p.scope = from.at, p.tokens[from.at], outer
			skip()
			p.skips++
			p.bound = append(p.bound[:from.bound], boundIn(p.tokens[from.at:p.at])...)
			s = Stmt{at, &Skipped{string(why)}, p.code(from)}
		}
	}()
	node := parse()
	return Stmt{at, node, p.code(from)}
}

// notFollowed is the parser of a statement that is always skipped.
func (p *parser) notFollowed() Node { panic(unfollowed(p.tok.text)) }

// skipSimple skips to the end of a small_stmt.
func (p *parser) skipSimple() {
	for !p.atEnd() {
		p.advance()
	}
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
		if p.tok.kind == tEOF {
			p.fail()
		}
		colon = p.tok.is(":")
		p.advance()
	}
	p.advance()
	switch {
	case p.tok.kind == tIndent && !colon:
		p.fail()
	case p.tok.kind != tIndent && colon:
		panic(bail{indentError(p.tok.line, "expected an indented block")})
	case p.tok.kind != tIndent:
		return
	}
	for depth := 0; ; {
		switch p.tok.kind {
		case tIndent:
			depth++
		case tDedent:
			depth--
		}
		p.advance()
		if depth == 0 {
			return
		}
	}
}
