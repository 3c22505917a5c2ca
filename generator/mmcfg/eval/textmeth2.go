// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"
	stdunicode "unicode"
	"unicode/utf8"
)

func textReplace(ev *Interp, recv any, a *args) (any, error) {
	if err := ev.take(a, "replace", 2, 3); err != nil {
		return nil, err
	}
	limit := -1
	if len(a.pos) == 3 {
		n, ok := intOf(a.pos[2])
		if !ok {
			return nil, ev.raise(excTypeError, "an integer is required")
		}
		limit = n
	}
	t, u, err := ev.textArgs(recv, a, 2)
	if u != nil || err != nil {
		return u, err
	}
	n := strings.Count(t.recv, t.args[0])
	if limit >= 0 {
		n = min(n, limit)
	}
	if size := len(t.recv) + n*(len(t.args[1])-len(t.args[0])); size > maxText {
		return ev.unknown("a string of %d bytes", size), nil
	}
	s := strings.Replace(t.recv, t.args[0], t.args[1], limit)
	return t.wrap(s), ev.grow(len(s))
}

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

func textAffix(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		if err := ev.take(a, name, 1, 3); err != nil {
			return nil, err
		}
		if len(a.pos) > 1 {
			return ev.unknown("%s() of a part is not followed", name), nil
		}
		affixes := []any{a.pos[0]}
		if t, ok := a.pos[0].(*tuple); ok {
			affixes = t.items
		}
		for _, x := range affixes {
			t, u, err := ev.textArgs(recv, &args{pos: []any{x}}, 1)
			if u != nil || err != nil {
				if r, ok := err.(*raised); ok && r.inst.class == excTypeError {
					return nil, ev.raise(excTypeError, "%s first arg must be str, unicode, or tuple, not %s", name, typeName(x))
				}
				return u, err
			}
			if name == "startswith" && strings.HasPrefix(t.recv, t.args[0]) || name == "endswith" && strings.HasSuffix(t.recv, t.args[0]) {
				return true, nil
			}
		}
		return false, nil
	}
}

// part is the part of s that the arguments start and end of find() and
// count() name; at is where it begins.
func (ev *Interp) part(t texts, bounds []any) (s string, at int, u *Unknown, err error) {
	lo, hi := 0, len(t.recv)
	if len(bounds) > 0 && t.uni && !isASCII(t.recv) {
		return "", 0, ev.unknown("a part of a unicode that is not ASCII"), nil
	}
	for i, to := range []*int{&lo, &hi} {
		if i >= len(bounds) || bounds[i] == nil {
			continue
		}
		n, err := ev.sliceInt(bounds[i])
		if err != nil {
			return "", 0, nil, err
		}
		if n < 0 {
			n += len(t.recv)
		}
		*to = max(n, 0)
	}
	hi = min(hi, len(t.recv))
	if lo > hi {
		return "", -1, nil, nil
	}
	return t.recv[lo:hi], lo, nil, nil
}

func textFind(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		if err := ev.take(a, name, 1, 3); err != nil {
			return nil, err
		}
		t, u, err := ev.textArgs(recv, a, 1)
		if u != nil || err != nil {
			return u, err
		}
		s, at, u, err := ev.part(t, a.pos[1:])
		if u != nil || err != nil {
			return u, err
		}
		i := -1
		if at >= 0 {
			if name == "rfind" || name == "rindex" {
				i = strings.LastIndex(s, t.args[0])
			} else {
				i = strings.Index(s, t.args[0])
			}
		}
		if i < 0 {
			if name == "index" || name == "rindex" {
				return nil, ev.raise(excValueError, "substring not found")
			}
			return int64(-1), nil
		}
		if t.uni {
			i = utf8.RuneCountInString(s[:i])
		}
		return int64(at + i), nil
	}
}

func textCount(ev *Interp, recv any, a *args) (any, error) {
	if err := ev.take(a, "count", 1, 3); err != nil {
		return nil, err
	}
	t, u, err := ev.textArgs(recv, a, 1)
	if u != nil || err != nil {
		return u, err
	}
	s, at, u, err := ev.part(t, a.pos[1:])
	if u != nil || err != nil {
		return u, err
	}
	if at < 0 {
		return int64(0), nil
	}
	return int64(strings.Count(s, t.args[0])), nil
}

func textPartition(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		if err := ev.take(a, name, 1, 1); err != nil {
			return nil, err
		}
		t, u, err := ev.textArgs(recv, a, 1)
		if u != nil || err != nil {
			return u, err
		}
		sep := t.args[0]
		if sep == "" {
			return nil, ev.raise(excValueError, "empty separator")
		}
		i := strings.Index(t.recv, sep)
		if name == "rpartition" {
			i = strings.LastIndex(t.recv, sep)
		}
		parts := [3]string{t.recv, "", ""}
		switch {
		case i >= 0:
			parts = [3]string{t.recv[:i], sep, t.recv[i+len(sep):]}
		case name == "rpartition":
			parts = [3]string{"", "", t.recv}
		}
		return newTuple(t.wrap(parts[0]), t.wrap(parts[1]), t.wrap(parts[2])), ev.grow(len(t.recv))
	}
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
