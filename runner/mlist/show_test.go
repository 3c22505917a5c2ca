// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"fmt"
	"slices"
	"strings"

	"mmgen/runner/pickle"
)

// show writes attributes one a line, sorted, as Python's repr has them; times
// become TIME. With names only those.
func show(attrs *pickle.Dict, names ...string) string {
	var lines []string
	for key, v := range attrs.All() {
		name, _ := pickle.AsString(key)
		if len(names) == 0 || slices.Contains(names, name) {
			lines = append(lines, name+" "+repr(v)+"\n")
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func repr(v pickle.Value) string {
	switch v := v.(type) {
	case *pickle.Dict:
		var entries []string
		for key, item := range v.All() {
			entries = append(entries, repr(key)+": "+repr(item))
		}
		slices.Sort(entries)
		return "{" + strings.Join(entries, ", ") + "}"
	case *pickle.List:
		return "[" + reprs(v.Items) + "]"
	case *pickle.Tuple:
		if len(v.Items) == 1 {
			return "(" + repr(v.Items[0]) + ",)"
		}
		return "(" + reprs(v.Items) + ")"
	case *pickle.Instance:
		return fmt.Sprintf("<%s %s>", v.Class.Name, repr(v.State))
	case float64:
		if v > 1e9 {
			return "TIME"
		}
	}
	return pickle.Repr(v)
}

func reprs(vs []pickle.Value) string {
	var out []string
	for _, v := range vs {
		out = append(out, repr(v))
	}
	return strings.Join(out, ", ")
}
