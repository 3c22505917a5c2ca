// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"strconv"
	"strings"
)

// spec is one conversion of a template.
type spec struct {
	named                          bool // it has a key
	left, plus, blank, alter, zero bool // the flags - + space # 0
	width                          int
	precision                      int // -1 where none is given
	conversion                     byte
}

// maxSize bounds width and precision: somebody who may write a footer must not be able
// to make a message of gigabytes.
const maxSize = 1 << 16

// parse takes a conversion, which begins with its % sign, off the template.
func (f *formatter) parse() (sp spec, err error) {
	s := f.rest[1:]
	if strings.HasPrefix(s, "(") {
		if s, err = f.key(s); err != nil {
			return sp, err
		}
		sp.named = true
	}
	s = sp.flags(s)
	if sp.width, s, err = f.number(s, "width"); err != nil {
		return sp, err
	}
	if sp.width < 0 {
		sp.left, sp.width = true, -sp.width
	}
	sp.precision = -1
	if strings.HasPrefix(s, ".") {
		if sp.precision, s, err = f.number(s[1:], "prec"); err != nil {
			return sp, err
		}
		sp.precision = max(sp.precision, 0)
	}
	if s != "" && strings.IndexByte("hlL", s[0]) >= 0 {
		s = s[1:]
	}
	if s == "" {
		return sp, valueError("incomplete format")
	}
	sp.conversion, f.rest = s[0], s[1:]
	return sp, nil
}

// key looks up the (key) that s begins with, and takes it off.
func (f *formatter) key(s string) (rest string, err error) {
	end := closingParen(s)
	switch {
	case f.lookup == nil:
		return s, typeError("format requires a mapping")
	case end < 0:
		return s, valueError("incomplete format key")
	}
	return s[end+1:], f.find(s[1:end])
}

// closingParen finds the parenthesis that closes the one s begins with; they
// nest within a key. It is -1 where there is none.
func closingParen(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// flags takes the flags off s.
func (sp *spec) flags(s string) string {
	for i := range len(s) {
		switch s[i] {
		case '-':
			sp.left = true
		case '+':
			sp.plus = true
		case ' ':
			sp.blank = true
		case '#':
			sp.alter = true
		case '0':
			sp.zero = true
		default:
			return s[i:]
		}
	}
	return ""
}

// number takes a width or precision off s. A * takes it from the arguments.
func (f *formatter) number(s, what string) (n int, rest string, err error) {
	if strings.HasPrefix(s, "*") {
		n, err = f.star(what)
		return n, s[1:], err
	}
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	if i == 0 {
		return 0, s, nil
	}
	if n, err = strconv.Atoi(s[:i]); err != nil || n > maxSize {
		return 0, "", tooBig(what)
	}
	return n, s[i:], nil
}

// star is a width or precision that an argument gives.
func (f *formatter) star(what string) (int, error) {
	if f.named {
		return 0, typeError("* wants int")
	}
	v, err := f.next()
	if err != nil {
		return 0, err
	}
	n, ok := AsInt(v)
	switch {
	case !ok:
		return 0, typeError("* wants int")
	case n > maxSize || n < -maxSize:
		return 0, tooBig(what)
	}
	return int(n), nil
}

func tooBig(what string) error {
	return &Error{Type: "ValueError", Text: what + " too big", Bound: true}
}

// pad fills text of n characters up to the width, with spaces.
func (sp spec) pad(text string, n int) string {
	if n >= sp.width {
		return text
	}
	fill := strings.Repeat(" ", sp.width-n)
	if sp.left {
		return text + fill
	}
	return fill + text
}

// padNumber puts sign and prefix (0x) before the digits and fills up to the
// width; zeros go between them, and win over - as well.
func (sp spec) padNumber(negative bool, prefix, digits string) string {
	sign := ""
	switch {
	case negative:
		sign = "-"
	case sp.plus:
		sign = "+"
	case sp.blank:
		sign = " "
	}
	text := sign + prefix + digits
	missing := sp.width - len(text)
	if missing > 0 && sp.zero && !sp.left {
		return sign + prefix + strings.Repeat("0", missing) + digits
	}
	return sp.pad(text, len(text))
}
