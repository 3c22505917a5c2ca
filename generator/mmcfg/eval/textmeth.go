// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

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
