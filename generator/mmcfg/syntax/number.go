// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"errors"
	"math/big"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
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
		return token{}, syntaxError(2+strings.Count(l.text, "\n"), "EOF while scanning triple-quoted string literal")
	}
	return token{}, syntaxError(l.line, "EOL while scanning string literal")
}

// stringToken is the token of a literal; its line is, as in CPython 2.7, the
// one it ends on.
func (l *lexer) stringToken(start int) token {
	return token{kind: tString, line: l.line, text: l.text[start:l.pos]}
}

const decimal = "0123456789"

// numberLen is the length of the number that text begins with: hexadecimal, octal or
// binary with a prefix, or decimal, with what may follow it. It is no regular expression
// because each start of mmrun reads numbers.
func numberLen(text string) int {
	if n := prefixedLen(text); n > 0 {
		return n
	}
	n := span(text, decimal)
	if strings.HasPrefix(text[n:], ".") {
		n += 1 + span(text[n+1:], decimal)
	}
	n += exponentLen(text[n:])
	return n + min(1, span(text[n:], "lLjJ"))
}

// prefixedLen is the length of a number that begins with 0x, 0o or 0b. It is 0
// where no digits follow the prefix.
func prefixedLen(text string) int {
	if len(text) < 2 || text[0] != '0' {
		return 0
	}
	digits := 0
	switch text[1] | 0x20 {
	case 'x':
		digits = span(text[2:], decimal+"abcdefABCDEF")
	case 'o':
		digits = span(text[2:], "01234567")
	case 'b':
		digits = span(text[2:], "01")
	}
	if digits == 0 {
		return 0
	}
	n := 2 + digits
	return n + min(1, span(text[n:], "lL"))
}

// exponentLen is the length of what makes a float of a number, as e-3; 0 where text does
// not begin with it.
func exponentLen(text string) int {
	if text == "" || text[0]|0x20 != 'e' {
		return 0
	}
	n := 1 + min(1, span(text[1:], "+-"))
	digits := span(text[n:], decimal)
	if digits == 0 {
		return 0
	}
	return n + digits
}

// span is how many bytes at text's beginning are in set.
func span(text, set string) int { return len(text) - len(strings.TrimLeft(text, set)) }

func (l *lexer) scanNumber() (token, *Error) {
	text := l.text[l.pos:][:numberLen(l.text[l.pos:])]
	l.pos += len(text)
	t := token{kind: tNumber, line: l.line, text: text}
	if v := parseNumber(t.text); v == nil || t.text == "0" && strings.IndexByte("bBoOxX", l.at(0)) >= 0 {
		return t, syntaxError(l.line, "invalid token")
	}
	return t, nil
}

// parseNumber is the value of a number's text: int64, pyvalue.Long, float64, or
// complex128; nil where the text is not a number.
func parseNumber(text string) any {
	s := strings.ToLower(text)
	if im, ok := strings.CutSuffix(s, "j"); ok {
		f, _ := strconv.ParseFloat(im, 64)
		return complex(0, f)
	}
	if !strings.HasPrefix(s, "0x") && strings.ContainsAny(s, ".e") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) { // Inf where it is out of range, as in Python
			return nil
		}
		return f
	}
	s, long := strings.CutSuffix(s, "l")
	n, ok := new(big.Int).SetString(s, 0) // knows 0777 too
	switch {
	case !ok:
		return nil
	case n.IsInt64() && !long:
		return n.Int64()
	}
	return pyvalue.Long{Int: n}
}
