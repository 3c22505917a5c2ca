// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"errors"
	"math/big"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
)

// scanNumber reads a number and the letters right after it. If that is not one number
// altogether, the parser refuses it, also in the rare cases in which Python takes it: 1if x, 2j.
func (l *lexer) scanNumber() token {
	start := l.pos
	isHex := l.at(0) == '0' && l.at(1)|0x20 == 'x'
	whole := true // digits alone so far
	for isNameByte(l.at(0)) || whole && l.at(0) == '.' {
		isExponent := l.at(0)|0x20 == 'e' && !isHex
		whole = whole && isDigit(l.at(0))
		l.pos++
		if isExponent && (l.at(0) == '-' || l.at(0) == '+') && isDigit(l.at(1)) {
			l.pos++
		}
	}
	return token{kind: tNumber, line: l.line, text: l.text[start:l.pos]}
}

// number reads the token in hand as a number.
func (p *parser) number() Expr {
	at, text := At(p.tok.line), p.tok.text
	v := parseNumber(text)
	if v == nil {
		panic(bail{syntaxError(p.tok.line, "invalid token")})
	}
	p.advance()
	return &Literal{at, v}
}

// parseNumber is the value of a number's text: int64, pyvalue.Long or float64;
// nil if the text is none of these.
func parseNumber(text string) pyvalue.Value {
	s := strings.ToLower(text)
	if strings.Contains(s, "_") {
		return nil
	}
	if !strings.HasPrefix(s, "0x") && strings.ContainsAny(s, ".e") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) { // out of range is Inf, as in Python
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
