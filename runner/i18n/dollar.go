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
	n := nameLength(inner)
	name, rest = inner[:n], inner[n:]
	if braced {
		var closed bool
		if rest, closed = strings.CutPrefix(rest, "}"); !closed {
			return "", s
		}
	}
	return name, rest
}

// nameLength is the length of the name that s begins with; 0 where it does not begin with one.
func nameLength(s string) (n int) {
	for n < len(s) && isNameByte(s[n], n == 0) {
		n++
	}
	return n
}

func isNameByte(c byte, first bool) bool {
	switch {
	case c == '_', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		return true
	}
	return !first && '0' <= c && c <= '9'
}

// ToDollar makes a $-template of a %-template (Utils.py: to_dollar): %(name)s, and
// %(name) that lacks its s, becomes $name or, before what could be a part of the name,
// ${name}; %% becomes % (before its neighbours are looked at), and a $ is doubled.
func ToDollar(template string) string {
	s := strings.ReplaceAll(template, "$", "$$")
	s = strings.ReplaceAll(s, "%%", "%")
	var b strings.Builder
	for {
		before, name, rest := cutPercent(s)
		b.WriteString(before)
		switch {
		case name == "":
			return b.String()
		case rest != "" && isNameByte(rest[0], false):
			b.WriteString("${" + name + "}")
		default:
			b.WriteString("$" + name)
		}
		s = rest
	}
}

// PercentNames are the names in a %-template (Utils.py: percent_identifiers).
func PercentNames(template string) (names []string) {
	for {
		_, name, rest := cutPercent(template)
		if name == "" {
			return names
		}
		names, template = append(names, name), rest
	}
}

// cutPercent cuts a template around its first %(name)s, where the s may be missing; name
// is "" where there is none.
func cutPercent(template string) (before, name, rest string) {
	for i := 0; ; i++ {
		at := strings.Index(template[i:], "%(")
		if at < 0 {
			return template, "", ""
		}
		i += at
		behind := template[i+len("%("):]
		n := nameLength(behind)
		if n > 0 && strings.HasPrefix(behind[n:], ")") {
			return template[:i], behind[:n], strings.TrimPrefix(behind[n+1:], "s")
		}
	}
}

// DollarNames are the names in a $-template (Utils.py: dollar_identifiers).
func DollarNames(template string) (names []string) {
	for {
		_, after, found := strings.Cut(template, "$")
		if !found {
			return names
		}
		if rest, doubled := strings.CutPrefix(after, "$"); doubled {
			template = rest
			continue
		}
		name, rest := dollarName(after)
		if name != "" {
			names = append(names, name)
		}
		template = rest
	}
}
