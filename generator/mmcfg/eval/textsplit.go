// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
)

func validUTF8(s string) bool { return utf8.ValidString(s) }

func textSplit(ev *Interp, self Value, a []Value) (Value, error) {
	return ev.split(self, a, false)
}

func textRSplit(ev *Interp, self Value, a []Value) (Value, error) {
	return ev.split(self, a, true)
}

// split is split and rsplit: by a separator, or by white space; so many times
// at most.
func (ev *Interp) split(self Value, a []Value, fromRight bool) (Value, error) {
	most := int64(-1)
	if len(a) == 2 {
		var ok bool
		if most, ok = pyvalue.AsInt(a[1]); !ok {
			return ev.refuse("a count that is a %s", pyvalue.TypeName(a[1])), nil
		}
	}
	var seps []Value
	if len(a) > 0 && a[0] != nil {
		seps = a[:1]
	}
	t, u, err := ev.texts(self, seps)
	if u != nil || err != nil {
		return u, err
	}
	if len(seps) > 0 && t.args[0] == "" {
		return nil, ev.raise("ValueError", "empty separator")
	}
	n := int(max(most, -1))
	var parts []string
	if len(seps) > 0 {
		parts = splitAt(t.self, t.args[0], n, fromRight)
	} else {
		parts = splitSpace(t.self, n, fromRight)
	}
	if fromRight {
		slices.Reverse(parts)
	}
	return t.wrapAll(parts), ev.grow(len(t.self) + 32*len(parts))
}

// splitAt cuts s at a separator, so many times at most.
func splitAt(s, sep string, most int, fromRight bool) []string {
	var parts []string
	for ; most != 0; most-- {
		i := strings.Index(s, sep)
		if fromRight {
			i = strings.LastIndex(s, sep)
		}
		switch {
		case i < 0:
			return append(parts, s)
		case fromRight:
			parts, s = append(parts, s[i+len(sep):]), s[:i]
		default:
			parts, s = append(parts, s[:i]), s[i+len(sep):]
		}
	}
	return append(parts, s)
}

// splitSpace cuts s at runs of white space, so many times at most. What is
// left then keeps the white space at its far end.
func splitSpace(s string, most int, fromRight bool) []string {
	var parts []string
	for s = trimSide(s, fromRight); s != ""; s = trimSide(s, fromRight) {
		i := strings.IndexAny(s, spaces)
		if fromRight {
			i = strings.LastIndexAny(s, spaces)
		}
		switch {
		case i < 0 || most == 0:
			return append(parts, s)
		case fromRight:
			parts, s = append(parts, s[i+1:]), s[:i]
		default:
			parts, s = append(parts, s[:i]), s[i:]
		}
		most--
	}
	return parts
}

// trimSide takes white space off the side where splitting begins.
func trimSide(s string, right bool) string {
	if right {
		return strings.TrimRight(s, spaces)
	}
	return strings.TrimLeft(s, spaces)
}

// textLines is splitlines() of a str: at \n, \r and \r\n.
func textLines(ev *Interp, self Value, _ []Value) (Value, error) {
	t, u, err := ev.texts(self, nil)
	if u != nil || err != nil {
		return u, err
	}
	if t.unicode && strings.ContainsAny(t.self, "\v\f\x1c\x1d\x1e") {
		return ev.refuse("unicode with rare line ends is not followed"), nil
	}
	s := strings.ReplaceAll(strings.ReplaceAll(t.self, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(s, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return t.wrapAll(lines), ev.grow(len(s) + 32*len(lines))
}

func textPartition(ev *Interp, self Value, a []Value) (Value, error) {
	return ev.partition(self, a, false)
}

func textRPartition(ev *Interp, self Value, a []Value) (Value, error) {
	return ev.partition(self, a, true)
}

func (ev *Interp) partition(self Value, a []Value, fromRight bool) (Value, error) {
	t, u, err := ev.texts(self, a)
	if u != nil || err != nil {
		return u, err
	}
	sep := t.args[0]
	if sep == "" {
		return nil, ev.raise("ValueError", "empty separator")
	}
	i := strings.Index(t.self, sep)
	if fromRight {
		i = strings.LastIndex(t.self, sep)
	}
	switch {
	case i >= 0:
		return pyvalue.NewTuple(t.wrap(t.self[:i]), t.wrap(sep), t.wrap(t.self[i+len(sep):])), ev.grow(len(t.self))
	case fromRight:
		return pyvalue.NewTuple(t.wrap(""), t.wrap(""), t.wrap(t.self)), nil
	}
	return pyvalue.NewTuple(t.wrap(t.self), t.wrap(""), t.wrap("")), nil
}
