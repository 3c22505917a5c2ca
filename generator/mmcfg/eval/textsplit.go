// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"
	"strings"
)

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
			if err := ev.spend(8 * len(t.recv)); err != nil {
				return nil, err
			}
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
				parts = append(parts, s)
				break
			}
			parts = append(parts, s[i+1:])
			s = s[:i]
		}
		slices.Reverse(parts)
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
	slices.Reverse(parts)
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
