// SPDX-License-Identifier: GPL-2.0-or-later

// Package syntax parses Python 2.7 as settings files use it (Grammar/Grammar
// and Parser/tokenizer.c of CPython 2.7).
//
// Each kind of statement that a settings file may have has a Node. A statement with
// anything else in it, such as a lambda or a comprehension, and a while, class
// or with with all of its lines, is a Skipped. Each statement keeps its text, a
// Code, which tells what it mentions and assigns to. What Python refuses is refused
// on Python's line; in a statement that is skipped only where the tokens or the
// indentation are wrong. Work and depth are bounded, whatever the file.
package syntax

// maxDepth bounds how deep expressions nest, maxLine how many tokens a line
// (with all that its brackets hold) may have.
const (
	maxDepth = 90
	maxLine  = 100_000
)

// Parse parses a file.
func Parse(text []byte) (body []Stmt, err *Error) {
	src, err := newSource(text)
	if err != nil {
		return nil, err
	}
	p := &parser{at: -1, lex: newLexer(src.text, 1), tokens: make([]token, 0, len(src.text)/32), encoding: src.encoding}
	err = p.guard(func() {
		p.advance()
		for p.tok.kind != tEOF {
			body = p.statement(body)
		}
	})
	return body, err
}

// ParseExprLine parses the expression at the beginning of a UTF-8 text. It ends with the
// line, unless a bracket or triple quotes are open there. A comment may follow, which
// begins with # or ;. code is the text of the expression, line the number of its first
// line, lines how many lines it has.
func ParseExprLine(text string, line int) (x Expr, code *Code, lines int, err *Error) {
	p := &parser{at: -1, lex: newLexer(text, line), encoding: "utf-8"}
	err = p.guard(func() {
		p.advance()
		x = p.testlist()
		if !p.atEnd() && p.tok.kind != tEOF {
			p.fail()
		}
		code, lines = p.code(mark{}), p.tok.line-line+1
	})
	return x, code, lines, err
}

// parser is a recursive descent parser with one token of look-ahead, as CPython's has,
// so that both find an error at the same token.
type parser struct {
	lex      *lexer
	tokens   []token  // read so far
	at       int      // the index of the current token
	tok      token    // the current token
	encoding string   // the encoding of the file
	refused  *Error   // what Python refuses after it has parsed the file; the first counts
	line     int      // the token with which the line in hand begins
	bound    []string // names that the statements so far assign to
	skips    int      // statements that were skipped
	scope
}

// mark is a place in the file: a token, and how many names were bound before it.
type mark struct{ at, bound int }

func (p *parser) mark() mark { return mark{p.at, len(p.bound)} }

// scope is what surrounds the statement in hand.
type scope struct {
	depth    int  // how deep brackets, operators and blocks nest here
	function bool // the statements are those of a function
}

// bail carries an Error out of the descent as a panic; guard recovers it.
type bail struct{ err *Error }

// unfollowed carries the name of what is not followed out of the descent as a panic;
// attempt recovers it.
type unfollowed string

func (p *parser) guard(f func()) (err *Error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case bail:
			err = r.err
		case unfollowed:
			err = &Error{p.tok.line, "", string(r) + " is not followed"}
		default:
			panic(r)
		}
	}()
	f()
	return p.refused
}

// advance takes the next token in hand.
func (p *parser) advance() {
	p.at++
	if p.at == len(p.tokens) {
		t, err := p.lex.next()
		if err != nil {
			panic(bail{err})
		}
		p.tokens = append(p.tokens, t)
	}
	p.tok = p.tokens[p.at]
	switch {
	case p.tok.kind == tNewline:
		p.line = p.at
	case p.at-p.line > maxLine:
		panic(bail{&Error{p.tok.line, "MemoryError", "too long a line"}})
	}
}

// code is the text from a mark to before the token in hand.
func (p *parser) code(from mark) *Code {
	return &Code{tokens: p.tokens[from.at:p.at], Bound: p.bound[from.bound:len(p.bound):len(p.bound)]}
}

// fail is a syntax error at the token in hand.
func (p *parser) fail() {
	switch p.tok.kind {
	case tIndent:
		panic(bail{indentError(p.tok.line, "unexpected indent")})
	case tDedent:
		panic(bail{indentError(p.tok.line, "unexpected unindent")})
	}
	panic(bail{invalidSyntax(p.tok.line)})
}

// refuse notes an error that Python finds after it has parsed the file.
func (p *parser) refuse(line int, format string, args ...any) {
	if p.refused == nil {
		p.refused = syntaxError(line, format, args...)
	}
}

// accept consumes an operator or keyword if it is there.
func (p *parser) accept(op string) bool {
	if p.tok.is(op) {
		p.advance()
		return true
	}
	return false
}

func (p *parser) expect(op string) {
	if !p.accept(op) {
		p.fail()
	}
}

func (p *parser) name() string {
	if p.tok.kind != tName || p.tok.text == "print" {
		p.fail()
	}
	s := p.tok.text
	p.advance()
	return s
}

// enter and leave bound recursion.
func (p *parser) enter() {
	p.depth++
	if p.depth > maxDepth {
		panic(bail{&Error{p.tok.line, "MemoryError", "too deeply nested"}})
	}
}

func (p *parser) leave() { p.depth-- }

// statement appends one line's statements, or a compound one. A line may be empty.
func (p *parser) statement(body []Stmt) []Stmt {
	if p.tok.kind == tNewline {
		p.advance()
		return body
	}
	if compound := p.compound(p.tok); compound != nil {
		return append(body, p.attempt(compound, p.skipCompound))
	}
	return p.simpleLine(body)
}

// simpleLine is small_stmt (; small_stmt)* [;] NEWLINE.
func (p *parser) simpleLine(body []Stmt) []Stmt {
	for {
		body = append(body, p.attempt(p.small(p.tok), p.skipSimple))
		if !p.accept(";") || p.tok.kind == tNewline {
			break
		}
	}
	if p.tok.kind != tNewline {
		p.fail()
	}
	p.advance()
	return body
}

// suite is the body of a compound statement.
func (p *parser) suite() []Stmt {
	if p.tok.kind != tNewline {
		return p.simpleLine(nil)
	}
	p.advance()
	if p.tok.kind != tIndent {
		panic(bail{indentError(p.tok.line, "expected an indented block")})
	}
	p.advance()
	p.enter()
	var body []Stmt
	for p.tok.kind != tDedent {
		body = p.statement(body)
	}
	p.leave()
	p.advance()
	return body
}
