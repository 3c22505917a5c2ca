// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/pyvalue"
)

// texts are the texts that a method works on, as Go strings.
type texts struct {
	self    string
	args    []string
	unicode bool // the result is unicode
}

// wrap makes a result a Python value.
func (t texts) wrap(s string) Value {
	if t.unicode {
		return pyvalue.Unicode(s)
	}
	return pyvalue.Str(s)
}

func (t texts) wrapAll(ss []string) *pyvalue.List {
	l := &pyvalue.List{}
	for _, s := range ss {
		l.Items = append(l.Items, t.wrap(s))
	}
	return l
}

// textMethods are those of str and unicode (Objects/stringobject.c).
var textMethods = map[string]method{
	"capitalize": cased(func(s string) string { return upper(s[:min(1, len(s))]) + lower(s[min(1, len(s)):]) }),
	"lower":      cased(lower),
	"upper":      cased(upper),
	"title":      cased(title),
	"isalpha":    tested(func(c byte) bool { return isLetter(c) }),
	"isdigit":    tested(isDigit),
	"isspace":    tested(func(c byte) bool { return strings.IndexByte(spaces, c) >= 0 }),
	"islower":    {call: func(ev *Interp, v Value, _ []Value) (Value, error) { return ev.isCase(v, lower) }},
	"isupper":    {call: func(ev *Interp, v Value, _ []Value) (Value, error) { return ev.isCase(v, upper) }},
	"strip":      stripped(strings.Trim),
	"lstrip":     stripped(strings.TrimLeft),
	"rstrip":     stripped(strings.TrimRight),
	"find":       found(strings.Index, false),
	"rfind":      found(strings.LastIndex, false),
	"index":      found(strings.Index, true),
	"rindex":     found(strings.LastIndex, true),
	"ljust":      {least: 1, most: 1, python: 2, call: justify(func(s, fill string) string { return s + fill })},
	"rjust":      {least: 1, most: 1, python: 2, call: justify(func(s, fill string) string { return fill + s })},
	"zfill":      {least: 1, most: 1, call: justify(zeros)},
	"count":      {least: 1, most: 1, python: 3, call: textCount},
	"join":       {least: 1, most: 1, call: textJoin},
	"replace":    {least: 2, most: 3, call: textReplace},
	"split":      {most: 2, call: textSplit},
	"rsplit":     {most: 2, call: textRSplit},
	"splitlines": {python: 1, call: textLines},
	"partition":  {least: 1, most: 1, call: textPartition},
	"rpartition": {least: 1, most: 1, call: textRPartition},
	"startswith": {least: 1, most: 1, python: 3, call: affix(strings.HasPrefix)},
	"endswith":   {least: 1, most: 1, python: 3, call: affix(strings.HasSuffix)},
	"encode":     {most: 1, python: 2, call: textEncode},
	"decode":     {most: 1, python: 2, call: textDecode},
}

const spaces = "\t\n\v\f\r "

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// lower and upper are those of the C locale.
func lower(s string) string {
	return mapped(s, func(c byte) byte {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		return c
	})
}

func upper(s string) string {
	return mapped(s, func(c byte) byte {
		if 'a' <= c && c <= 'z' {
			c &^= 0x20
		}
		return c
	})
}

func mapped(s string, f func(byte) byte) string {
	b := []byte(s)
	for i := range b {
		b[i] = f(b[i])
	}
	return string(b)
}

func title(s string) string {
	b := []byte(lower(s))
	for i := range b {
		if (i == 0 || !isLetter(b[i-1])) && isLetter(b[i]) {
			b[i] &^= 0x20
		}
	}
	return string(b)
}

// texts takes the texts that a method works on. Where a unicode has anything
// but ASCII, or meets a str that has, the method is not followed.
func (ev *Interp) texts(self Value, a []Value) (texts, *Unknown, error) {
	s, _ := pyvalue.AsString(self)
	t := texts{self: s}
	_, t.unicode = self.(pyvalue.Unicode)
	ascii := pyvalue.IsASCII(s)
	for _, v := range a {
		s, ok := pyvalue.AsString(v)
		if !ok {
			if _, isObject := v.(pyvalue.Object); isObject {
				return t, ev.refuse("text that is a %s", pyvalue.TypeName(v)), nil
			}
			if t.unicode {
				return t, ev.refuse("text that is a %s", pyvalue.TypeName(v)), nil
			}
			return t, nil, ev.raise("TypeError", "expected a character buffer object")
		}
		if _, isUnicode := v.(pyvalue.Unicode); isUnicode {
			t.unicode = true
		}
		ascii = ascii && pyvalue.IsASCII(s)
		t.args = append(t.args, s)
	}
	if t.unicode && !ascii {
		return t, ev.refuse("unicode beyond ASCII is not followed"), nil
	}
	return t, nil, nil
}

// cased is a method that makes a text of a text.
func cased(f func(string) string) method {
	return method{call: func(ev *Interp, self Value, _ []Value) (Value, error) {
		t, u, err := ev.texts(self, nil)
		if u != nil || err != nil {
			return u, err
		}
		return t.wrap(f(t.self)), ev.grow(len(t.self))
	}}
}

// tested is a method that says whether all characters are of a kind.
func tested(f func(byte) bool) method {
	return method{call: func(ev *Interp, self Value, _ []Value) (Value, error) {
		t, u, err := ev.texts(self, nil)
		if u != nil || err != nil {
			return u, err
		}
		for i := range len(t.self) {
			if !f(t.self[i]) {
				return false, nil
			}
		}
		return t.self != "", nil
	}}
}

func (ev *Interp) isCase(self Value, to func(string) string) (Value, error) {
	t, u, err := ev.texts(self, nil)
	if u != nil || err != nil {
		return u, err
	}
	return to(t.self) == t.self && upper(t.self) != lower(t.self), nil
}

// stripped is strip, lstrip or rstrip.
func stripped(trim func(s, cut string) string) method {
	return method{most: 1, call: func(ev *Interp, self Value, a []Value) (Value, error) {
		if len(a) == 1 && a[0] == nil {
			a = nil
		}
		t, u, err := ev.texts(self, a)
		if u != nil || err != nil {
			return u, err
		}
		cut := spaces
		if len(a) == 1 {
			cut = t.args[0]
		}
		if !pyvalue.IsASCII(cut) {
			return ev.refuse("strip() of bytes beyond ASCII is not followed"), nil
		}
		return t.wrap(trim(t.self, cut)), nil
	}}
}

// found is find, rfind, index or rindex.
func found(find func(s, part string) int, raises bool) method {
	return method{least: 1, most: 1, python: 3, call: func(ev *Interp, self Value, a []Value) (Value, error) {
		t, u, err := ev.texts(self, a)
		if u != nil || err != nil {
			return u, err
		}
		i := find(t.self, t.args[0])
		if i < 0 && raises {
			return nil, ev.raise("ValueError", "substring not found")
		}
		return int64(i), nil
	}}
}

func textCount(ev *Interp, self Value, a []Value) (Value, error) {
	t, u, err := ev.texts(self, a)
	if u != nil || err != nil {
		return u, err
	}
	if t.args[0] == "" {
		return int64(len(t.self) + 1), nil
	}
	return int64(strings.Count(t.self, t.args[0])), nil
}

// justify is ljust, rjust or zfill.
func justify(f func(s, fill string) string) func(ev *Interp, self Value, a []Value) (Value, error) {
	return func(ev *Interp, self Value, a []Value) (Value, error) {
		t, u, err := ev.texts(self, nil)
		if u != nil || err != nil {
			return u, err
		}
		n, ok := pyvalue.AsInt(a[0])
		if !ok {
			return ev.refuse("a width that is a %s", pyvalue.TypeName(a[0])), nil
		}
		if n > maxText {
			return ev.refuse("a string of more than %d bytes", maxText), nil
		}
		s := t.self
		if missing := int(n) - len(s); missing > 0 {
			s = f(s, strings.Repeat(" ", missing))
		}
		return t.wrap(s), ev.grow(len(s))
	}
}

func zeros(s, fill string) string {
	zeros := strings.Repeat("0", len(fill))
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return s[:1] + zeros + s[1:]
	}
	return zeros + s
}

func textJoin(ev *Interp, self Value, a []Value) (Value, error) {
	items, u, err := ev.iterate(a[0])
	if r, ok := err.(*raised); ok && r.inst.class == "TypeError" {
		return ev.refuse("join() of a %s", pyvalue.TypeName(a[0])), nil
	}
	if u != nil || err != nil {
		return u, err
	}
	for i, it := range items {
		if _, ok := pyvalue.AsString(it); !ok {
			want := "string"
			if _, isUnicode := self.(pyvalue.Unicode); isUnicode {
				want = "string or Unicode"
			}
			return nil, ev.raise("TypeError", "sequence item %d: expected %s, %s found", i, want, pyvalue.TypeName(it))
		}
	}
	t, u, err := ev.texts(self, items)
	if u != nil || err != nil {
		return u, err
	}
	s := strings.Join(t.args, t.self)
	if len(s) > maxText {
		return ev.refuse("a string of more than %d bytes", maxText), nil
	}
	return t.wrap(s), ev.grow(len(s))
}

func textReplace(ev *Interp, self Value, a []Value) (Value, error) {
	t, u, err := ev.texts(self, a[:2])
	if u != nil || err != nil {
		return u, err
	}
	n := int64(-1)
	if len(a) == 3 {
		var ok bool
		if n, ok = pyvalue.AsInt(a[2]); !ok {
			return ev.refuse("a count that is a %s", pyvalue.TypeName(a[2])), nil
		}
	}
	if t.args[0] == "" || len(t.self)*max(1, len(t.args[1])) > maxText {
		return ev.refuse("this replace() is not followed"), nil
	}
	s := strings.Replace(t.self, t.args[0], t.args[1], int(max(n, -1)))
	return t.wrap(s), ev.grow(len(s) + len(t.self))
}

func affix(has func(s, affix string) bool) func(ev *Interp, self Value, a []Value) (Value, error) {
	return func(ev *Interp, self Value, a []Value) (Value, error) {
		parts := a
		if tuple, ok := a[0].(*pyvalue.Tuple); ok {
			parts = tuple.Items
		}
		for _, p := range parts {
			if _, ok := pyvalue.AsString(p); !ok {
				return ev.refuse("an affix that is a %s", pyvalue.TypeName(p)), nil
			}
		}
		t, u, err := ev.texts(self, parts)
		if u != nil || err != nil {
			return u, err
		}
		for _, p := range t.args {
			if has(t.self, p) {
				return true, nil
			}
		}
		return false, nil
	}
}

// textEncode knows UTF-8, and text of ASCII alone.
func textEncode(ev *Interp, self Value, a []Value) (Value, error) {
	s, _ := pyvalue.AsString(self)
	charset := charsetArg(a)
	_, isUnicode := self.(pyvalue.Unicode)
	if isUTF8(charset) && (isUnicode || pyvalue.IsASCII(s)) || isASCII(charset) && pyvalue.IsASCII(s) {
		return pyvalue.Str(s), nil
	}
	return ev.refuse("encode() to %s is not followed", charset), nil
}

// textDecode is the same the other way round.
func textDecode(ev *Interp, self Value, a []Value) (Value, error) {
	s, _ := pyvalue.AsString(self)
	charset := charsetArg(a)
	if isUTF8(charset) && validUTF8(s) || isASCII(charset) && pyvalue.IsASCII(s) {
		if _, isUnicode := self.(pyvalue.Unicode); !isUnicode || pyvalue.IsASCII(s) {
			return pyvalue.Unicode(s), nil
		}
	}
	return ev.refuse("decode() from %s is not followed", charset), nil
}

// charsetArg is the charset that encode() and decode() are given.
func charsetArg(a []Value) string {
	if len(a) == 0 {
		return "ascii"
	}
	charset, _ := pyvalue.AsString(a[0])
	return charset
}

func isUTF8(charset string) bool {
	s := strings.ReplaceAll(lower(charset), "_", "-")
	return s == "utf-8" || s == "utf8"
}

func isASCII(charset string) bool {
	s := strings.ReplaceAll(lower(charset), "_", "-")
	return s == "ascii" || s == "us-ascii" || isUTF8(charset)
}
