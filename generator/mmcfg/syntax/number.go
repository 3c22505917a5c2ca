// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"errors"
	"math/big"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
)

// scanNumber takes a number, and what letters stand close to it. Where all of it is not
// one number the parser refuses it, even where Python takes it, as in 1if x.
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

// number is the token in hand as a number.
func (p *parser) number() Expr {
	at, text := At(p.tok.line), p.tok.text
	real, isComplex := strings.CutSuffix(strings.ToLower(text), "j")
	v := parseNumber(real)
	switch {
	case v == nil:
		panic(bail{syntaxError(p.tok.line, "invalid token")})
	case isComplex:
		panic(unfollowed("a complex number"))
	}
	p.advance()
	return &Literal{at, v}
}

// parseNumber is the value of a number's text: int64, pyvalue.Long or float64;
// nil where the text is none of these.
func parseNumber(text string) pyvalue.Value {
	s := strings.ToLower(text)
	if strings.Contains(s, "_") {
		return nil
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
