// SPDX-License-Identifier: GPL-2.0-or-later

package sitetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message/header"
	"mmgen/runner/pickle"
)

// ShowPython shows a value as the test data have it.
func ShowPython(v pyvalue.Value) string {
	switch v := v.(type) {
	case pyvalue.Str:
		return QuoteBytes(string(v))
	case pyvalue.Unicode:
		return "u" + strconv.QuoteToASCII(string(v))
	case *pyvalue.List:
		var items []string
		for _, item := range v.Items {
			items = append(items, ShowPython(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *pyvalue.Dict:
		var items []string
		for key, item := range v.All() {
			items = append(items, ShowPython(key)+": "+ShowPython(item))
		}
		slices.Sort(items)
		return "{" + strings.Join(items, ", ") + "}"
	case *pickle.Instance:
		value, err := header.ValueFromPickle(v)
		if err != nil {
			return err.Error()
		}
		return "Header " + QuoteBytes(value.Encoded())
	}
	return pyvalue.Repr(v)
}

// QuoteBytes quotes a str.
func QuoteBytes(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteString("\\" + string(c))
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '\r':
			b.WriteString(`\r`)
		case ' ' <= c && c <= '~':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	return `"` + b.String() + `"`
}

// ParsePython reads a value of the test data.
func ParsePython(t *testing.T, s string) pyvalue.Value {
	t.Helper()
	v, rest := parsePythonValue(t, s)
	if rest != "" {
		t.Fatalf("%q follows a value in %q", rest, s)
	}
	return v
}

func parsePythonValue(t *testing.T, s string) (v pyvalue.Value, rest string) {
	t.Helper()
	switch {
	case strings.HasPrefix(s, `"`), strings.HasPrefix(s, `u"`):
		body := strings.TrimPrefix(s, "u")
		quoted, err := strconv.QuotedPrefix(body)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		text, _ := strconv.Unquote(quoted)
		if rest = body[len(quoted):]; s[0] == 'u' {
			return pyvalue.Unicode(text), rest
		}
		return pyvalue.Str(text), rest
	case strings.HasPrefix(s, "["):
		list := new(pyvalue.List)
		for rest = s[1:]; !strings.HasPrefix(rest, "]"); rest = strings.TrimPrefix(rest, ", ") {
			v, rest = parsePythonValue(t, rest)
			list.Items = append(list.Items, v)
		}
		return list, rest[1:]
	case strings.HasPrefix(s, "{"):
		dict := new(pyvalue.Dict)
		for rest = s[1:]; !strings.HasPrefix(rest, "}"); rest = strings.TrimPrefix(rest, ", ") {
			var key pyvalue.Value
			key, rest = parsePythonValue(t, rest)
			v, rest = parsePythonValue(t, strings.TrimPrefix(rest, ": "))
			dict.Set(key, v)
		}
		return dict, rest[1:]
	}
	n := len(s)
	if i := strings.IndexAny(s, ",]}"); i >= 0 {
		n = i
	}
	if i, err := strconv.ParseInt(strings.TrimSuffix(s[:n], "L"), 10, 64); err == nil {
		if strings.HasSuffix(s[:n], "L") {
			return pyvalue.NewLong(i), s[n:]
		}
		return i, s[n:]
	}
	f, err := strconv.ParseFloat(s[:n], 64)
	if err != nil {
		t.Fatalf("no value: %q", s)
	}
	return f, s[n:]
}
