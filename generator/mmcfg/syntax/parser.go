// SPDX-License-Identifier: GPL-2.0-or-later

// Package syntax parses Python 2.7 as settings files use it (Grammar/Grammar
// and Parser/tokenizer.c of CPython 2.7).
//
// What a settings file may hold has a node of its own. A statement with
// anything else in it, such as a lambda or a comprehension, and a while, class
// or with with all of its lines, is a Skipped: its text is kept, and Names tells
// what that mentions and assigns to. What Python refuses is refused on Python's
// line; in what is skipped only where the tokens, the brackets or the indentation
// are wrong. Work and depth are bounded, whatever the file.
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
	p := &parser{lex: newLexer(src.text), tokens: make([]token, 0, len(src.text)/32), encoding: src.encoding}
	m := &Module{}
	err = p.guard(func() {
		p.advance()
		m.Body = p.block(func() (body []Stmt) {
			for p.tok.kind != tEOF {
				body = p.lineOrStatement(body)
			}
			return body
		})
	})
	m.Absolute = p.absolute
	return m, err
}

// ParseExprLine parses the expression that a UTF-8 text begins with. It goes
// to the end of the line; over more lines only in brackets or triple quotes.
// A comment from # or ; on may follow. code is its text, lines how many lines
// were read.
func ParseExprLine(text string) (x Expr, code *Code, lines int, err *Error) {
	p := &parser{lex: newLexer(text), encoding: "utf-8"}
	err = p.guard(func() {
		p.advance()
		x = p.testlist()
		if !p.atEnd() && p.tok.kind != tEOF {
			p.fail()
		}
		code, lines = p.code(0), p.tok.line
	})
	return x, code, lines, err
}

// parser is a recursive descent over the grammar with one token of look-ahead,
// which is all that CPython's has, so that both stumble over the same token.
type parser struct {
	lex      *lexer
	tokens   []token // read so far
	at       int     // of the token in hand, behind those read where none is
	tok      token   // in hand
	encoding string  // of the file
	refused  *Error  // what Python refuses after it has parsed the file; the first counts
	absolute bool    // of the Module
	begun    bool    // there was more than a docstring and future imports
	scope
}

// scope is what surrounds the statement in hand.
type scope struct {
	depth    int  // of brackets, operators and blocks
	loops    int  // within the function
	function bool // in a function
}

// bail carries an Error out of the descent; guard catches it.
type bail struct{ err *Error }

// unfollowed carries what is not followed out of the descent; attempt catches
// it.
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
	if p.tok.kind != tNone {
		p.at++
	}
	if p.at == len(p.tokens) {
		t, err := p.lex.next()
		if err != nil {
			panic(bail{err})
		}
		p.tokens = append(p.tokens, t)
	}
	p.tok = p.tokens[p.at]
}

// code is the text from a token to before the one in hand.
func (p *parser) code(from int) *Code { return &Code{tokens: p.tokens[from:p.at]} }

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

// chain bounds the length of an operator chain.
func (p *parser) chain(n int) {
	if n > maxChain {
		panic(bail{&Error{p.tok.line, "MemoryError", "too long an expression"}})
	}
}

// block keeps the text of the statements that a function reads.
func (p *parser) block(read func() []Stmt) Block {
	from := p.at
	body := read()
	return Block{body, p.code(from)}
}

func (p *parser) lineOrStatement(body []Stmt) []Stmt {
	if p.tok.kind == tNewline {
		p.advance()
		return body
	}
	return p.statement(body)
}

// statement appends one line's statements, or a compound one.
func (p *parser) statement(body []Stmt) []Stmt {
	compound := p.compound(p.tok)
	if compound == nil {
		return p.simpleLine(body)
	}
	p.begun = true
	return append(body, p.attempt(compound, p.skipCompound))
}

// simpleLine is small_stmt (; small_stmt)* [;] NEWLINE.
func (p *parser) simpleLine(body []Stmt) []Stmt {
	for {
		body = append(body, p.simple())
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
		body = p.lineOrStatement(body)
	}
	p.leave()
	p.advance()
	return body
}
