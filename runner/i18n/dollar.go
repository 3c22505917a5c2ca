// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import "strings"

// ToPercent makes a %-template of a $-template (Utils.py: to_percent):
// $name and ${name} become %(name)s, $$ becomes $ (twice over: what is left
// of $$name is $name), and a % stands for itself.
func ToPercent(template string) string {
	s := strings.ReplaceAll(template, "%", "%%")
	s = strings.ReplaceAll(s, "$$", "$")
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, rest := dollarName(after)
		switch {
		case name != "":
			b.WriteString("%(" + name + ")s")
		default:
			b.WriteByte('$')
			rest = strings.TrimPrefix(after, "$")
		}
		s = rest
	}
}

// dollarName takes `name` or `{name}` off s; name is "" where there is none.
func dollarName(s string) (name, rest string) {
	inner, braced := strings.CutPrefix(s, "{")
	n := 0
	for n < len(inner) && isNameByte(inner[n], n == 0) {
		n++
	}
	name, rest = inner[:n], inner[n:]
	if braced {
		var closed bool
		if rest, closed = strings.CutPrefix(rest, "}"); !closed {
			return "", s
		}
	}
	return name, rest
}

func isNameByte(c byte, first bool) bool {
	switch {
	case c == '_', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		return true
	}
	return !first && '0' <= c && c <= '9'
}
