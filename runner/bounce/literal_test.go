// SPDX-License-Identifier: GPL-2.0-or-later

package bounce_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
)

// literal reads a Python literal: a number, a str in single quotes, a list or
// a dict of such.
func literal(t *testing.T, s string) pyvalue.Value {
	t.Helper()
	v, rest := parseLiteral(t, s)
	if strings.TrimSpace(rest) != "" {
		t.Fatalf("%q behind a literal", rest)
	}
	return v
}

func parseLiteral(t *testing.T, s string) (v pyvalue.Value, rest string) {
	t.Helper()
	s = strings.TrimLeft(s, " ,:")
	switch {
	case strings.HasPrefix(s, "'"):
		var b []byte
		for s = s[1:]; !strings.HasPrefix(s, "'"); {
			c, _, tail, err := strconv.UnquoteChar(s, '\'')
			if err != nil {
				t.Fatal(err)
			}
			b, s = append(b, byte(c)), tail
		}
		return pyvalue.Str(b), s[1:]
	case strings.HasPrefix(s, "["):
		l := new(pyvalue.List)
		for s = s[1:]; !strings.HasPrefix(s, "]"); {
			v, s = parseLiteral(t, s)
			l.Items = append(l.Items, v)
		}
		return l, s[1:]
	case strings.HasPrefix(s, "{"):
		d := new(pyvalue.Dict)
		for s = s[1:]; !strings.HasPrefix(s, "}"); {
			var key pyvalue.Value
			key, s = parseLiteral(t, s)
			v, s = parseLiteral(t, s)
			d.Set(key, v)
		}
		return d, s[1:]
	}
	n := strings.TrimLeft(s, "0123456789.")
	word := s[:len(s)-len(n)]
	if i, err := strconv.ParseInt(word, 10, 64); err == nil {
		return i, n
	}
	f, err := strconv.ParseFloat(word, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f, n
}

// repr is Python's, with cookies replaced and the keys of dicts sorted.
func repr(v pyvalue.Value, n numbered) string {
	switch v := v.(type) {
	case *pyvalue.Dict:
		var entries []string
		for key, item := range v.All() {
			entries = append(entries, repr(key, n)+": "+repr(item, n))
		}
		slices.Sort(entries)
		return "{" + strings.Join(entries, ", ") + "}"
	case *pyvalue.List:
		return "[" + reprs(v.Items, n) + "]"
	case *pyvalue.Tuple:
		return "(" + reprs(v.Items, n) + ")"
	case *pickle.Instance:
		if v.Class.Name == "Message" {
			return "<Message>"
		}
		return "<" + v.Class.Name + " " + repr(v.State, n) + ">"
	}
	return n.in(pyvalue.Repr(v))
}

func reprs(vs []pyvalue.Value, n numbered) string {
	var out []string
	for _, v := range vs {
		out = append(out, repr(v, n))
	}
	return strings.Join(out, ", ")
}

func sortedKeys(d *pyvalue.Dict) []string {
	var keys []string
	for key := range d.All() {
		s, _ := pyvalue.AsString(key)
		keys = append(keys, s)
	}
	slices.Sort(keys)
	return keys
}
