// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "strings"

// kind is the kind of a token.
type kind uint8

const (
	tEOF kind = iota
	tNewline
	tIndent
	tDedent
	tName
	tNumber
	tString
	tOp // its text tells which
	tKeyword
)

// token is one token; text points into the source.
type token struct {
	kind kind
	line int
	text string
}

func (t token) is(op string) bool { return (t.kind == tOp || t.kind == tKeyword) && t.text == op }

// endsOperand says whether a value may end with the token. A bracket after it holds
// arguments or an index.
func (t token) endsOperand() bool {
	switch t.kind {
	case tName, tNumber, tString:
		return true
	}
	return t.is(")") || t.is("]") || t.is("}") || t.is("`")
}

// maxIndent is how many levels of indentation CPython's tokenizer keeps.
const maxIndent = 100

// lexer turns a source into tokens.
type lexer struct {
	text    string
	pos     int
	line    int   // the line of pos, from 1
	indents []int // columns of the open blocks
	pending int   // dedents (negative) or indents still to be handed out
	depth   int   // open brackets
	atStart bool  // pos is at the start of a logical line
	ended   bool  // the last token was a NEWLINE (or nothing came yet)
}

func newLexer(text string, line int) *lexer {
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return &lexer{text: text, line: line, atStart: true, ended: true, indents: []int{0}}
}

// next returns the next token.
func (l *lexer) next() (token, *Error) {
	if l.atStart && l.depth == 0 {
		if err := l.indentation(); err != nil {
			return token{}, err
		}
	}
	if l.pending != 0 {
		return l.blockToken(), nil
	}
	if err := l.skipSpace(); err != nil {
		return token{}, err
	}
	if l.pos >= len(l.text) {
		return l.end(), nil
	}
	return l.scan()
}

func (l *lexer) blockToken() token {
	if l.pending > 0 {
		l.pending--
		return token{kind: tIndent, line: l.line}
	}
	l.pending++
	return token{kind: tDedent, line: l.line}
}

// end is the next token at the end of the file: a NEWLINE if the last line has none, a
// DEDENT for each open block, EOF.
func (l *lexer) end() token {
	t := token{kind: tEOF, line: l.line}
	switch {
	case !l.ended:
		l.ended = true
		t.kind = tNewline
	case len(l.indents) > 1:
		l.indents = l.indents[:len(l.indents)-1]
		t.kind = tDedent
	}
	return t
}

// indentation measures the next line that is not blank and opens or closes
// blocks.
func (l *lexer) indentation() *Error {
	l.atStart = false
	col := 0
	for {
		col = l.column()
		if l.pos >= len(l.text) {
			return nil
		}
		if c := l.text[l.pos]; c == '#' {
			l.skipComment()
		}
		if l.pos >= len(l.text) {
			return nil
		}
		if l.text[l.pos] != '\n' {
			break
		}
		l.pos++
		l.line++
	}
	return l.openOrClose(col)
}

// column skips the blanks at the beginning of a line and returns the column where they
// end. A tab goes to the next multiple of 8.
func (l *lexer) column() int {
	col := 0
	for ; l.pos < len(l.text); l.pos++ {
		switch l.text[l.pos] {
		case ' ':
			col++
		case '\t':
			col = (col/8 + 1) * 8
		case '\f':
			col = 0
		default:
			return col
		}
	}
	return col
}

func (l *lexer) openOrClose(col int) *Error {
	top := l.indents[len(l.indents)-1]
	if col > top {
		if len(l.indents) >= maxIndent {
			return indentError(l.line, "too many levels of indentation")
		}
		l.indents = append(l.indents, col)
		l.pending++
		return nil
	}
	for col < top {
		l.indents = l.indents[:len(l.indents)-1]
		l.pending--
		top = l.indents[len(l.indents)-1]
	}
	if col != top {
		return indentError(l.line, "unindent does not match any outer indentation level")
	}
	return nil
}

func (l *lexer) skipComment() {
	if i := strings.IndexByte(l.text[l.pos:], '\n'); i >= 0 {
		l.pos += i
		return
	}
	l.pos = len(l.text)
}

// skipSpace skips blanks, comments, continued lines and, in brackets, ends of
// lines.
func (l *lexer) skipSpace() *Error {
	for l.pos < len(l.text) {
		switch c := l.text[l.pos]; {
		case c == ' ' || c == '\t' || c == '\f':
			l.pos++
		case c == '#':
			l.skipComment()
		case c == '\\':
			if l.pos+1 < len(l.text) && l.text[l.pos+1] != '\n' {
				return syntaxError(l.line, "unexpected character after line continuation character")
			}
			l.pos = min(l.pos+2, len(l.text))
			l.line++
		case c == '\n' && l.depth > 0:
			l.pos++
			l.line++
		default:
			return nil
		}
	}
	return nil
}
