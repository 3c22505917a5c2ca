// SPDX-License-Identifier: GPL-2.0-or-later

// Package syntax parses Python 2.7 as settings files use it (Grammar/Grammar
// and Parser/tokenizer.c of CPython 2.7).
//
// What a settings file may hold has a node of its own. The rest of the grammar
// is read too, so that what Python refuses is refused, on its line, but is only
// kept as what it mentions, binds and runs: an Other among expressions, a
// Skipped among statements. Work and depth are bounded, whatever the file.
package syntax

// maxDepth bounds how deep expressions nest, maxChain how long one without
// brackets (a + b + .., x.y.z..) may be.
const (
	maxDepth = 90
	maxChain = 4000
)

// Parse parses a file.
func Parse(text []byte) (*Module, *Error) {
	src, err := newSource(text)
	if err != nil {
		return nil, err
	}
	p := &parser{lex: newLexer(src.text), encoding: src.encoding, inHead: true, scope: &scope{}}
	m := &Module{}
	err = p.guard(func() {
		p.advance()
		m.Body = p.fileInput()
	})
	m.Future = p.future
	return m, err
}

// ParseExprLine parses the expression that a UTF-8 text begins with. It goes
// to the end of the line; over more lines only in brackets or triple quotes.
// A comment from # or ; on may follow. lines is how many lines were read.
func ParseExprLine(text []byte) (x Expr, lines int, err *Error) {
	p := &parser{lex: newLexer(text), encoding: "utf-8", scope: &scope{}}
	err = p.guard(func() {
		p.advance()
		x = p.testlist()
		if p.tok.kind != tNewline && p.tok.kind != tEOF && !p.tok.is(";") {
			p.fail()
		}
	})
	if err != nil {
		return nil, 0, err
	}
	return x, p.tok.line, nil
}

// parser is a recursive descent over the grammar with one token of look-ahead,
// which is all that CPython's has, so that both stumble over the same token.
type parser struct {
	lex      *lexer
	encoding string // of the file
	tok      token  // not consumed yet
	future   Future
	inHead   bool   // only docstring and future imports so far
	begun    bool   // there was a statement
	refused  *Error // what Python refuses after it has parsed the file; the first counts
	depth    int
	scope    *scope
}

// scope is a def, class or lambda that is being parsed, or the file.
type scope struct {
	function        bool
	loops           int // around the statement
	yields, returns bool
	globals         []string
}

// bail carries an Error out of the descent; guard catches it.
type bail struct{ err *Error }

func (p *parser) guard(f func()) (err *Error) {
	defer func() {
		if r := recover(); r != nil {
			b, ok := r.(bail)
			if !ok {
				panic(r)
			}
			err = b.err
		}
	}()
	f()
	return p.refused
}

// advance reads the next token.
func (p *parser) advance() {
	t, err := p.lex.next()
	if err != nil {
		panic(bail{err})
	}
	p.tok = t
}

// fail refuses the token in hand.
func (p *parser) fail() {
	switch p.tok.kind {
	case tIndent:
		panic(bail{indentError(p.tok.line, "unexpected indent")})
	case tDedent:
		panic(bail{indentError(p.tok.line, "unexpected unindent")})
	}
	panic(bail{invalidSyntax(p.tok.line)})
}

// refuse notes what is grammar, but refused later.
func (p *parser) refuse(line int, format string, args ...any) {
	if p.refused == nil {
		p.refused = syntaxError(line, format, args...)
	}
}

// within parses in a scope of its own, and returns that.
func (p *parser) within(function bool, parse func()) *scope {
	outer := p.scope
	p.scope = &scope{function: function}
	parse()
	inner := p.scope
	p.scope = outer
	return inner
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
	if p.tok.kind != tName {
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

// chain bounds the length of an operator chain.
func (p *parser) chain(n int) {
	if n > maxChain {
		panic(bail{&Error{p.tok.line, "MemoryError", "too long an expression"}})
	}
}

func (p *parser) fileInput() []Stmt {
	var body []Stmt
	for p.tok.kind != tEOF {
		if p.tok.kind == tNewline {
			p.advance()
			continue
		}
		body = p.statement(body)
	}
	return body
}

// statement appends one line's statements, or a compound one.
func (p *parser) statement(body []Stmt) []Stmt {
	if p.tok.kind == tKeyword {
		if s := p.compound(); s != nil {
			p.inHead = false
			return append(body, s)
		}
	}
	if p.tok.is("@") {
		p.inHead = false
		return append(body, p.decorated())
	}
	return p.simpleLine(body)
}

// simpleLine is small_stmt (; small_stmt)* [;] NEWLINE.
func (p *parser) simpleLine(body []Stmt) []Stmt {
	for {
		body = append(body, p.simple())
		if !p.accept(";") {
			break
		}
		if p.tok.kind == tNewline {
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
		if p.tok.kind == tNewline {
			p.advance()
			continue
		}
		body = p.statement(body)
	}
	p.leave()
	p.advance()
	return body
}
