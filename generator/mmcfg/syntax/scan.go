// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

func isNameStart(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool { return isNameStart(c) || isDigit(c) }

// at returns the byte n places behind pos; 0 at the end of the text.
func (l *lexer) at(n int) byte {
	if l.pos+n < len(l.text) {
		return l.text[l.pos+n]
	}
	return 0
}

// scan reads a token that begins at pos.
func (l *lexer) scan() (token, *Error) {
	c := l.text[l.pos]
	if c == '\n' {
		t := token{kind: tNewline, line: l.line}
		l.pos++
		l.line++
		l.atStart, l.ended = true, true
		return t, nil
	}
	l.ended = false
	switch {
	case isNameStart(c):
		if n := l.stringPrefix(); n >= 0 {
			return l.scanString(n)
		}
		return l.scanName(), nil
	case c == '\'' || c == '"':
		return l.scanString(0)
	case isDigit(c) || c == '.' && isDigit(l.at(1)):
		return l.scanNumber(), nil
	}
	return l.scanOp()
}

func (l *lexer) scanName() token {
	start := l.pos
	for l.pos < len(l.text) && isNameByte(l.text[l.pos]) {
		l.pos++
	}
	t := token{kind: tName, line: l.line, text: l.text[start:l.pos]}
	if isKeyword(t.text) {
		t.kind = tKeyword
	}
	return t
}

// isKeyword says whether a name is a keyword of Python 2.7. print is not one here: it may be
// a name.
func isKeyword(s string) bool {
	switch s {
	case "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else", "except", "exec", "finally",
		"for", "from", "global", "if", "import", "in", "is", "lambda", "not", "or", "pass", "raise", "return",
		"try", "while", "with", "yield":
		return true
	}
	return false
}

// isOperator says whether a text is an operator or a bracket of Python 2.7.
func isOperator(s string) bool {
	switch s {
	case "**=", "//=", "<<=", ">>=",
		"**", "//", "<<", ">>", "<=", ">=", "==", "!=", "<>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
		"+", "-", "*", "/", "%", "&", "|", "^", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "`", ";", "@":
		return true
	}
	return false
}

// opLength is the length of the operator at pos, 0 for none.
func (l *lexer) opLength() int {
	for n := min(3, len(l.text)-l.pos); n > 0; n-- {
		if isOperator(l.text[l.pos : l.pos+n]) {
			return n
		}
	}
	return 0
}

func (l *lexer) scanOp() (token, *Error) {
	n := l.opLength()
	if n == 0 {
		return token{}, invalidSyntax(l.line)
	}
	op := l.text[l.pos : l.pos+n]
	l.pos += n
	l.count(op)
	return token{kind: tOp, line: l.line, text: op}, nil
}

// count counts the open brackets. The parser sees whether they match.
func (l *lexer) count(op string) {
	switch op {
	case "(", "[", "{":
		l.depth++
	case ")", "]", "}":
		l.depth = max(l.depth-1, 0)
	}
}

// stringPrefix returns the length of a string prefix at pos (u, b, r, ur, br
// in either case) that a quote follows, or -1.
func (l *lexer) stringPrefix() int {
	n := 0
	if c := l.at(0) | 0x20; c == 'u' || c == 'b' {
		n++
	}
	if l.at(n)|0x20 == 'r' {
		n++
	}
	if c := l.at(n); n > 0 && (c == '\'' || c == '"') {
		return n
	}
	return -1
}

// scanString reads a string literal whose prefix has n bytes.
func (l *lexer) scanString(n int) (token, *Error) {
	start := l.pos
	l.pos += n
	quote := l.text[l.pos]
	triple := l.at(1) == quote && l.at(2) == quote
	l.pos++
	if triple {
		l.pos += 2
	}
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		switch {
		case c == '\\':
			if l.at(1) == '\n' || l.pos+1 == len(l.text) {
				l.line++
			}
			l.pos += 2
			continue
		case c == '\n':
			if !triple {
				return token{}, syntaxError(l.line, "EOL while scanning string literal")
			}
			l.line++
		case c == quote && !triple:
			l.pos++
			return l.stringToken(start), nil
		case c == quote && l.at(1) == quote && l.at(2) == quote:
			l.pos += 3
			return l.stringToken(start), nil
		}
		l.pos++
	}
	if triple {
		return token{}, syntaxError(l.line, "EOF while scanning triple-quoted string literal")
	}
	return token{}, syntaxError(l.line, "EOL while scanning string literal")
}

// stringToken is the token of a literal; its line is, as in CPython 2.7, the
// one it ends on.
func (l *lexer) stringToken(start int) token {
	return token{kind: tString, line: l.line, text: l.text[start:l.pos]}
}
