// SPDX-License-Identifier: GPL-2.0-or-later

package sitetest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
)

// Show writes attributes one a line, sorted, as Python's repr has them; times
// become TIME. With names only those.
func Show(attrs *pyvalue.Dict, names ...string) string {
	var lines []string
	for key, v := range attrs.All() {
		name, _ := pyvalue.AsString(key)
		if len(names) == 0 || slices.Contains(names, name) {
			lines = append(lines, name+" "+Repr(v)+"\n")
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// Repr is Python's repr of a value, the same for all times, and with the entries
// of a dict sorted.
func Repr(v pyvalue.Value) string {
	switch v := v.(type) {
	case *pyvalue.Dict:
		var entries []string
		for key, item := range v.All() {
			entries = append(entries, Repr(key)+": "+Repr(item))
		}
		slices.Sort(entries)
		return "{" + strings.Join(entries, ", ") + "}"
	case *pyvalue.List:
		return "[" + reprs(v.Items) + "]"
	case *pyvalue.Tuple:
		if len(v.Items) == 1 {
			return "(" + Repr(v.Items[0]) + ",)"
		}
		return "(" + reprs(v.Items) + ")"
	case *pickle.Instance:
		return fmt.Sprintf("<%s %s>", v.Class.Name, Repr(v.State))
	case float64:
		if v > 1e9 {
			return "TIME"
		}
	}
	return pyvalue.Repr(v)
}

func reprs(vs []pyvalue.Value) string {
	var out []string
	for _, v := range vs {
		out = append(out, Repr(v))
	}
	return strings.Join(out, ", ")
}

// ReadFile reads a file of a site.
func ReadFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
