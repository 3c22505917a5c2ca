// SPDX-License-Identifier: GPL-2.0-or-later

// Package syntax parses Python 2.7, all of it, and refuses what Python 2.7
// refuses, with its words and its line (Grammar/Grammar, Parser/tokenizer.c,
// Python/ast.c, symtable.c and compile.c of CPython 2.7).
//
// Like CPython it reports errors in this order: of the tokenizer and the
// grammar, of the tree (what can't be assigned to), of the scopes, of the
// compiler. Work and depth are bounded, whatever the file.
package syntax

// maxDepth bounds how deep expressions nest, maxChain how long one without
// brackets (a + b + .., x.y.z..) may be.
const (
	maxDepth = 90
	maxChain = 4000
)

// Parse parses a file.
func Parse(text []byte) (*Module, *Error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	m := &Module{}
	err = p.guard(func() {
		p.advance()
		m.Body = p.fileInput()
	})
	if err == nil {
		m.Future = p.future
		err = p.treeErr
	}
	if err == nil {
		err = check(m)
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// ParseExpr parses one expression, as eval() takes it.
func ParseExpr(text []byte) (Expr, *Error) {
	src, err := newSource(text)
	if err != nil {
		return nil, err
	}
	x, p, err := parseExpr(src)
	if err != nil {
		return nil, err
	}
	return x, p.guard(func() {
		for p.tok.kind == tNewline {
			p.advance()
		}
		if p.tok.kind != tEOF {
			p.fail()
		}
	})
}

// ParseExprLine parses the expression that a UTF-8 text begins with. It goes
// to the end of the line; over more lines only in brackets or triple quotes.
// A comment from # or ; on may follow. lines is how many lines were read.
func ParseExprLine(text []byte) (x Expr, lines int, err *Error) {
	src := &source{text: text, encoding: "utf-8"}
	x, p, err := parseExpr(src)
	if err != nil {
		return nil, 0, err
	}
	if p.tok.kind != tNewline && p.tok.kind != tEOF && !p.tok.is(";") {
		return nil, 0, invalidSyntax(p.tok.line)
	}
	return x, p.tok.line, nil
}

// parseExpr parses an expression; the token behind it is in hand.
func parseExpr(src *source) (x Expr, p *parser, err *Error) {
	p = &parser{lex: newLexer(src)}
	err = p.guard(func() {
		p.advance()
		x = p.testlist()
	})
	if err == nil {
		err = p.treeErr
	}
	if err == nil {
		err = check(&Module{Body: []Stmt{&ExprStmt{At(1), x}}})
	}
	return x, p, err
}

// parser is a recursive descent over the grammar with one token of look-ahead,
// which is all that CPython's has, so that both stumble over the same token.
type parser struct {
	lex     *lexer
	tok     token // not consumed yet
	future  Future
	inHead  bool // only docstring and future imports so far
	treeErr *Error
	depth   int
	yields  []bool // for each open def or lambda: is it a generator
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
	return nil
}

func newParser(text []byte) (*parser, *Error) {
	src, err := newSource(text)
	if err != nil {
		return nil, err
	}
	return &parser{lex: newLexer(src), inHead: true}, nil
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

// tree notes an error of the tree; the first counts.
func (p *parser) tree(err *Error) {
	if p.treeErr == nil {
		p.treeErr = err
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
