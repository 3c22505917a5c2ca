// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"
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
