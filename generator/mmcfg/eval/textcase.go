// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"
	stdunicode "unicode"
	"unicode/utf8"
)

// textCase is lower() and its like: ASCII letters of a str, all of a unicode.
func textCase(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		if err := ev.take(a, name, 0, 0); err != nil {
			return nil, err
		}
		t, _, err := ev.textArgs(recv, a, 0)
		if err != nil {
			return nil, err
		}
		if t.uni && !isASCII(t.recv) {
			switch name {
			case "lower":
				return unicode(strings.ToLower(t.recv)), nil
			case "upper":
				return unicode(strings.Map(stdunicode.ToUpper, t.recv)), nil
			}
			return ev.unknown("%s() of a unicode that is not ASCII", name), nil
		}
		return t.wrap(asciiCase(name, t.recv)), ev.grow(len(t.recv))
	}
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isAlpha(c byte) bool { return isUpper(c) || isLower(c) }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isSpace(c byte) bool { return strings.IndexByte(whitespace, c) >= 0 }

func asciiCase(name, s string) string {
	b := []byte(s)
	inWord := false
	for i, c := range b {
		up := false
		switch name {
		case "upper":
			up = true
		case "capitalize":
			up = i == 0
		case "title":
			up = !inWord
		case "swapcase":
			up = isLower(c)
		}
		switch {
		case up && isLower(c):
			b[i] = c - 32
		case !up && isUpper(c):
			b[i] = c + 32
		}
		inWord = isAlpha(c)
	}
	return string(b)
}

func textPad(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		if err := ev.take(a, name, 1, 2); err != nil {
			return nil, err
		}
		if u := a.unknown(); u != nil {
			return u, nil
		}
		width, ok := intOf(a.pos[0])
		if !ok {
			return nil, ev.raise(excTypeError, "an integer is required")
		}
		if width > maxText {
			return ev.unknown("a string of %d bytes", width), nil
		}
		fill := any(" ")
		if len(a.pos) == 2 {
			fill = a.pos[1]
		}
		t, _, err := ev.textArgs(recv, &args{pos: []any{fill}}, 1)
		if err != nil {
			return nil, err
		}
		if utf8.RuneCountInString(t.args[0]) != 1 {
			return nil, ev.raise(excTypeError, "%s() argument 2 must be char, not str", name)
		}
		have := len(t.recv)
		if t.uni {
			have = utf8.RuneCountInString(t.recv)
		}
		s := pad(name, t.recv, t.args[0], width, width-have)
		return t.wrap(s), ev.grow(len(s))
	}
}

func pad(name, s, fill string, width, n int) string {
	if n <= 0 {
		return s
	}
	switch name {
	case "ljust":
		return s + strings.Repeat(fill, n)
	case "center":
		left := n/2 + n&width&1
		return strings.Repeat(fill, left) + s + strings.Repeat(fill, n-left)
	case "zfill":
		if s != "" && (s[0] == '+' || s[0] == '-') {
			return s[:1] + strings.Repeat("0", n) + s[1:]
		}
		return strings.Repeat("0", n) + s
	}
	return strings.Repeat(fill, n) + s
}

func textIs(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		if err := ev.take(a, name, 0, 0); err != nil {
			return nil, err
		}
		t, _, err := ev.textArgs(recv, a, 0)
		if err != nil {
			return nil, err
		}
		if t.uni && !isASCII(t.recv) {
			return ev.unknown("%s() of a unicode that is not ASCII", name), nil
		}
		return asciiIs(name, t.recv), nil
	}
}

func asciiIs(name, s string) bool {
	all := func(f func(byte) bool) bool {
		for i := 0; i < len(s); i++ {
			if !f(s[i]) {
				return false
			}
		}
		return s != ""
	}
	switch name {
	case "isdigit":
		return all(isDigit)
	case "isalpha":
		return all(isAlpha)
	case "isalnum":
		return all(func(c byte) bool { return isAlpha(c) || isDigit(c) })
	case "isspace":
		return all(isSpace)
	case "isupper":
		return s != "" && strings.ToLower(s) != s && asciiCase("upper", s) == s
	case "islower":
		return s != "" && asciiCase("upper", s) != s && asciiCase("lower", s) == s
	}
	return asciiCase("title", s) == s && asciiCase("lower", s) != s
}
