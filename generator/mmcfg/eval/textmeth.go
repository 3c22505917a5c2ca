// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"
	"unicode/utf8"

	"mmgen/generator/mmcfg/pyvalue"
)

// textMethod is a method of str and unicode.
func textMethod(name string) nativeFunc {
	switch name {
	case "join":
		return textJoin
	case "split", "rsplit":
		return textSplit(name)
	case "splitlines":
		return textSplitLines
	case "strip", "lstrip", "rstrip":
		return textStrip(name)
	case "replace":
		return textReplace
	case "lower", "upper", "capitalize", "title", "swapcase":
		return textCase(name)
	case "startswith", "endswith":
		return textAffix(name)
	case "find", "rfind", "index", "rindex":
		return textFind(name)
	case "count":
		return textCount
	case "partition", "rpartition":
		return textPartition(name)
	case "ljust", "rjust", "center", "zfill":
		return textPad(name)
	case "isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower", "istitle":
		return textIs(name)
	case "decode", "encode":
		return textCodec(name)
	case "format":
		return textFormat
	}
	return nil
}

// texts are the receiver and the arguments of a text method as Go strings;
// one that is unicode makes the result so.
type texts struct {
	recv string
	args []string
	uni  bool
}

// textArgs converts the receiver and the first n arguments.
func (ev *Interp) textArgs(recv any, a *args, n int) (t texts, u *Unknown, err error) {
	if u := a.unknown(); u != nil {
		ev.mayRaise(u)
		return t, u, nil
	}
	all := append([]any{recv}, a.pos[:min(n, len(a.pos))]...)
	size := 0
	for _, v := range all {
		s, ok := pyvalue.Text(v)
		if !ok {
			if _, isUni := recv.(unicode); isUni {
				return t, nil, ev.raise(excTypeError, "coercing to Unicode: need string or buffer, %s found", typeName(v))
			}
			return t, nil, ev.raise(excTypeError, "expected a character buffer object")
		}
		size += len(s)
		if _, isUni := v.(unicode); isUni {
			t.uni = true
		}
	}
	out := make([]string, len(all))
	for i, v := range all {
		out[i], _ = pyvalue.Text(v)
		if t.uni {
			w, err := ev.toUnicode(v)
			if err != nil {
				return t, nil, err
			}
			out[i] = string(w)
		}
	}
	t.recv, t.args = out[0], out[1:]
	return t, nil, ev.spend(size)
}

func (t texts) wrap(s string) any {
	if t.uni {
		return unicode(s)
	}
	return s
}

func (t texts) list(parts []string) *list {
	l := &list{items: make([]any, len(parts))}
	for i, p := range parts {
		l.items[i] = t.wrap(p)
	}
	return l
}

// toUnicode decodes a str by the default encoding.
func (ev *Interp) toUnicode(v any) (unicode, error) {
	switch v := v.(type) {
	case unicode:
		return v, nil
	case string:
		if isASCII(v) {
			return unicode(v), nil
		}
		return ev.decode(v, ev.charset)
	}
	return "", ev.raise(excTypeError, "coercing to Unicode: need string or buffer, %s found", typeName(v))
}

// decode decodes a str by one of the encodings that are known here.
func (ev *Interp) decode(s, charset string) (unicode, error) {
	switch charset {
	case "utf-8", "utf8":
		for i := 0; i < len(s); {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				return "", ev.raise(excUnicodeDecode, "'utf8' codec can't decode byte 0x%02x in position %d: invalid start byte", s[i], i)
			}
			i += n
		}
		return unicode(s), nil
	case "latin-1", "iso-8859-1", "latin1":
		var b []byte
		for i := 0; i < len(s); i++ {
			b = utf8.AppendRune(b, rune(s[i]))
		}
		return unicode(b), nil
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return "", ev.raise(excUnicodeDecode, "'ascii' codec can't decode byte 0x%02x in position %d: ordinal not in range(128)", s[i], i)
		}
	}
	return unicode(s), nil
}

func (ev *Interp) encode(s unicode, charset string) (string, error) {
	if charset == "utf-8" || charset == "utf8" {
		return string(s), nil
	}
	limit := rune(128)
	name := "ascii"
	if charset == "latin-1" || charset == "iso-8859-1" || charset == "latin1" {
		limit, name = 256, "latin-1"
	}
	var b []byte
	for i, r := range runes(string(s)) {
		if r >= limit {
			ch := pyvalue.Repr(unicode(pyvalue.AppendRune(nil, r)))
			return "", ev.raise(excUnicodeEncode, "'%s' codec can't encode character %s in position %d: ordinal not in range(%d)", name, ch, i, limit)
		}
		b = append(b, byte(r))
	}
	return string(b), nil
}

func knownCharset(name string) bool {
	switch name {
	case "utf-8", "utf8", "latin-1", "iso-8859-1", "latin1", "ascii", "us-ascii":
		return true
	}
	return false
}

func textCodec(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		charset := ev.charset
		if v, ok := a.keyword("encoding"); ok {
			a.pos = append(a.pos, v)
		}
		if len(a.pos) > 0 {
			s, _ := pyvalue.Text(a.pos[0])
			charset = strings.ReplaceAll(strings.ToLower(s), "_", "-")
		}
		if len(a.pos) != 1 && len(a.pos) != 0 || len(a.names) > 0 || !knownCharset(charset) || a.unknown() != nil {
			u := ev.unknown("%s(%s) is not followed", name, charset)
			ev.mayRaise(u)
			return u, nil
		}
		if name == "decode" {
			if s, ok := recv.(string); ok {
				return ev.decode(s, charset)
			}
			s, err := ev.encode(recv.(unicode), ev.charset)
			if err != nil {
				return nil, err
			}
			return ev.decode(s, charset)
		}
		w, err := ev.toUnicode(recv)
		if err != nil {
			return nil, err
		}
		return ev.encode(w, charset)
	}
}

func textJoin(ev *Interp, recv any, a *args) (any, error) {
	if err := ev.take(a, "join", 1, 1); err != nil {
		return nil, err
	}
	items, u, err := ev.iterate(a.pos[0])
	if u != nil || err != nil {
		if r, ok := err.(*raised); ok && r.inst.class == excTypeError {
			return nil, ev.raise(excTypeError, "can only join an iterable")
		}
		return u, err
	}
	parts := make([]string, 0, 2*len(items))
	_, uni := recv.(unicode)
	for i, it := range items {
		if u := unknownOf(it); u != nil {
			ev.mayRaise(u)
			return u, nil
		}
		if _, ok := pyvalue.Text(it); !ok {
			return nil, ev.raise(excTypeError, "sequence item %d: expected string, %s found", i, typeName(it))
		}
		if _, ok := it.(unicode); ok {
			uni = true
		}
	}
	add := func(v any) error {
		s, _ := pyvalue.Text(v)
		if uni {
			w, err := ev.toUnicode(v)
			if err != nil {
				return err
			}
			s = string(w)
		}
		parts = append(parts, s)
		return nil
	}
	for i, it := range items {
		if i > 0 {
			if err := add(recv); err != nil {
				return nil, err
			}
		}
		if err := add(it); err != nil {
			return nil, err
		}
	}
	v, err := ev.text(parts...)
	if s, ok := v.(string); ok && uni {
		return unicode(s), err
	}
	return v, err
}

const whitespace = " \t\n\r\v\f"

func textSplit(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		if err := ev.take(a, name, 0, 2); err != nil {
			return nil, err
		}
		limit := -1
		if len(a.pos) == 2 {
			n, ok := intOf(a.pos[1])
			if u := unknownOf(a.pos[1]); u != nil {
				return u, nil
			}
			if !ok {
				return nil, ev.raise(excTypeError, "an integer is required")
			}
			limit = n
		}
		bySpace := len(a.pos) == 0 || a.pos[0] == nil
		n := 1
		if bySpace {
			n = 0
		}
		t, u, err := ev.textArgs(recv, a, n)
		if u != nil || err != nil {
			return u, err
		}
		var parts []string
		switch {
		case bySpace:
			parts = splitSpace(t.recv, limit, name == "rsplit")
		case t.args[0] == "":
			return nil, ev.raise(excValueError, "empty separator")
		case name == "split":
			parts = strings.SplitN(t.recv, t.args[0], cutLimit(limit))
		default:
			parts = splitRight(t.recv, t.args[0], limit)
		}
		if len(parts) > maxItems {
			return ev.unknown("a list of more than %d items", maxItems), nil
		}
		return t.list(parts), ev.grow(16 * len(parts))
	}
}

// cutLimit is Go's SplitN limit for at most n cuts.
func cutLimit(n int) int {
	if n < 0 {
		return -1
	}
	return n + 1
}

func splitSpace(s string, limit int, right bool) []string {
	if limit < 0 {
		return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(whitespace, r) })
	}
	var parts []string
	if right {
		for s = strings.TrimRight(s, whitespace); s != ""; s = strings.TrimRight(s, whitespace) {
			i := strings.LastIndexAny(s, whitespace)
			if len(parts) == limit || i < 0 {
				return append([]string{s}, parts...)
			}
			parts = append([]string{s[i+1:]}, parts...)
			s = s[:i]
		}
		return parts
	}
	for s = strings.TrimLeft(s, whitespace); s != ""; s = strings.TrimLeft(s, whitespace) {
		i := strings.IndexAny(s, whitespace)
		if len(parts) == limit || i < 0 {
			return append(parts, s)
		}
		parts = append(parts, s[:i])
		s = s[i:]
	}
	return parts
}

func splitRight(s, sep string, limit int) []string {
	var parts []string
	for limit != 0 {
		i := strings.LastIndex(s, sep)
		if i < 0 {
			break
		}
		parts = append(parts, s[i+len(sep):])
		s = s[:i]
		limit--
	}
	parts = append(parts, s)
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return parts
}

func textSplitLines(ev *Interp, recv any, a *args) (any, error) {
	if err := ev.take(a, "splitlines", 0, 1); err != nil {
		return nil, err
	}
	keep := false
	if len(a.pos) == 1 {
		keep, _ = truth(a.pos[0])
	}
	t, u, err := ev.textArgs(recv, a, 0)
	if u != nil || err != nil {
		return u, err
	}
	var parts []string
	for s := t.recv; s != ""; {
		n := strings.IndexAny(s, "\r\n")
		end := n + 1
		switch {
		case n < 0:
			n, end = len(s), len(s)
		case strings.HasPrefix(s[n:], "\r\n"):
			end = n + 2
		}
		if keep {
			n = end
		}
		parts = append(parts, s[:n])
		s = s[end:]
	}
	return t.list(parts), ev.grow(16 * len(parts))
}

func textStrip(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		if err := ev.take(a, name, 0, 1); err != nil {
			return nil, err
		}
		n := len(a.pos)
		if n == 1 && a.pos[0] == nil {
			n = 0
		}
		t, u, err := ev.textArgs(recv, a, n)
		if u != nil || err != nil {
			return u, err
		}
		set := whitespace
		if n == 1 {
			set = t.args[0]
		}
		in := func(c byte) bool { return strings.IndexByte(set, c) >= 0 }
		if t.uni && !isASCII(t.recv+set) {
			s := t.recv
			if name != "rstrip" {
				s = strings.TrimLeft(s, set)
			}
			if name != "lstrip" {
				s = strings.TrimRight(s, set)
			}
			return t.wrap(s), nil
		}
		lo, hi := 0, len(t.recv)
		for name != "rstrip" && lo < hi && in(t.recv[lo]) {
			lo++
		}
		for name != "lstrip" && lo < hi && in(t.recv[hi-1]) {
			hi--
		}
		return t.wrap(t.recv[lo:hi]), nil
	}
}
