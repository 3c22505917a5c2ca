// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"bytes"
	"math/big"
	"strconv"
	"strings"
)

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
				if err := l.newLine(); err != nil {
					return token{}, err
				}
			}
			l.pos += 2
			continue
		case c == '\n':
			if !triple {
				return token{}, syntaxError(l.line, "EOL while scanning string literal")
			}
			if err := l.newLine(); err != nil {
				return token{}, err
			}
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
		return token{}, syntaxError(2+bytes.Count(l.text, []byte("\n")), "EOF while scanning triple-quoted string literal")
	}
	return token{}, syntaxError(l.line, "EOL while scanning string literal")
}

func (l *lexer) newLine() *Error {
	l.line++
	return l.checkLine()
}

// stringToken is the token of a literal; its line is, as in CPython 2.7, the
// one it ends on.
func (l *lexer) stringToken(start int) token {
	return token{kind: tString, line: l.line, text: string(l.text[start:l.pos])}
}

func (l *lexer) scanNumber() (token, *Error) {
	start := l.pos
	if l.at(0) == '0' {
		switch l.at(1) | 0x20 {
		case 'x':
			return l.scanRadix(start, isHexDigit)
		case 'o':
			return l.scanRadix(start, isOctDigit)
		case 'b':
			return l.scanRadix(start, func(c byte) bool { return c == '0' || c == '1' })
		}
	}
	l.digits()
	isFloat := false
	if l.at(0) == '.' {
		isFloat = true
		l.pos++
		l.digits()
	}
	if l.at(0)|0x20 == 'e' {
		n := 1
		if l.at(1) == '+' || l.at(1) == '-' {
			n = 2
		}
		switch {
		case isDigit(l.at(n)):
			isFloat = true
			l.pos += n
			l.digits()
		case n == 2:
			return token{}, syntaxError(l.line, "invalid token")
		}
	}
	if l.at(0)|0x20 == 'j' {
		isFloat = true
		l.pos++
	}
	if !isFloat && l.text[start] == '0' && strings.ContainsAny(string(l.text[start:l.pos]), "89") {
		return token{}, syntaxError(l.line, "invalid token")
	}
	if !isFloat && l.at(0)|0x20 == 'l' {
		l.pos++
	}
	return l.numberToken(start)
}

func (l *lexer) digits() {
	for isDigit(l.at(0)) {
		l.pos++
	}
}

// scanRadix reads 0x.., 0o.. and 0b.. numbers.
func (l *lexer) scanRadix(start int, valid func(byte) bool) (token, *Error) {
	l.pos += 2
	if !valid(l.at(0)) {
		return token{}, syntaxError(l.line, "invalid token")
	}
	for valid(l.at(0)) {
		l.pos++
	}
	if l.at(0)|0x20 == 'l' {
		l.pos++
	}
	return l.numberToken(start)
}

func (l *lexer) numberToken(start int) (token, *Error) {
	return token{kind: tNumber, line: l.line, text: string(l.text[start:l.pos])}, nil
}

func isHexDigit(c byte) bool {
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func isOctDigit(c byte) bool { return '0' <= c && c <= '7' }

// parseNumber is the value of a number's text: int64, *big.Int where it is a
// long (or too large for an int), float64 or complex128.
func parseNumber(text string) any {
	s := strings.ToLower(text)
	if im, ok := strings.CutSuffix(s, "j"); ok {
		f, _ := strconv.ParseFloat(im, 64)
		return complex(0, f)
	}
	s, long := strings.CutSuffix(s, "l")
	isHex := strings.HasPrefix(s, "0x")
	if !isHex && strings.ContainsAny(s, ".e") {
		f, _ := strconv.ParseFloat(s, 64) // Inf where it is out of range, as in Python
		return f
	}
	n, _ := new(big.Int).SetString(s, 0) // knows 0777 too
	if n == nil {
		n = new(big.Int)
	}
	if n.IsInt64() && !long {
		return n.Int64()
	}
	return n
}
