// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

func isNameStart(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool { return isNameStart(c) || isDigit(c) }

// at returns the byte n places on, 0 behind the end.
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
		return l.scanNumber()
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

// isKeyword knows those of Python 2.7 but print, which a file may make a name.
func isKeyword(s string) bool {
	switch s {
	case "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else", "except", "exec", "finally",
		"for", "from", "global", "if", "import", "in", "is", "lambda", "not", "or", "pass", "raise", "return",
		"try", "while", "with", "yield":
		return true
	}
	return false
}

// opLength is the length of the operator at pos, 0 for none.
func (l *lexer) opLength() int {
	c, next := l.at(0), l.at(1)
	switch c {
	case '*', '/', '<', '>':
		switch {
		case next == c && l.at(2) == '=':
			return 3
		case next == c || next == '=' || c == '<' && next == '>':
			return 2
		}
		return 1
	case '+', '-', '%', '&', '|', '^', '=':
		if next == '=' {
			return 2
		}
		return 1
	case '!':
		if next == '=' {
			return 2
		}
		return 0
	case '~', '(', ')', '[', ']', '{', '}', ',', ':', '.', '`', ';', '@':
		return 1
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

// count keeps the number of open brackets. Which fit which is the parser's.
func (l *lexer) count(op string) {
	switch op {
	case "(", "[", "{":
		l.depth++
	case ")", "]", "}":
		l.depth = max(l.depth-1, 0)
	}
}
