// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"fmt"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
)

// tree shows a value as testdata/tree.py does: a line each, containers
// numbered, so that it shows which are shared.
func tree(v pyvalue.Value) string {
	t := treePrinter{seen: make(map[pyvalue.Value]int)}
	t.show(v, "", "")
	return t.b.String()
}

type treePrinter struct {
	b    strings.Builder
	seen map[pyvalue.Value]int
}

func (t *treePrinter) show(v pyvalue.Value, before, indent string) {
	head := ""
	switch v := v.(type) {
	case Global:
		head = "class " + v.String()
	case *Instance:
		head = map[bool]string{true: "classic ", false: "object "}[v.OldStyle] + v.Class.String()
	case *pyvalue.List, *pyvalue.Tuple, *pyvalue.Dict, *pyvalue.Set:
		head = typeName(v)
	default:
		head = pyvalue.Repr(v)
	}
	deeper := indent + "  "
	if n, ok := t.seen[v]; ok {
		fmt.Fprintf(&t.b, "%s%s= #%d\n", indent, before, n)
		return
	}
	t.b.WriteString(indent + before + head)
	switch v := v.(type) {
	case *pyvalue.List:
		t.number(v)
		t.showAll(v.Items, deeper)
	case *pyvalue.Tuple:
		if len(v.Items) == 0 {
			t.b.WriteByte('\n')
			return
		}
		t.number(v)
		t.showAll(v.Items, deeper)
	case *pyvalue.Set:
		t.number(v)
		var lines []string
		for _, item := range v.Items {
			lines = append(lines, deeper+pyvalue.Repr(item)+"\n")
		}
		slices.Sort(lines)
		t.b.WriteString(strings.Join(lines, ""))
	case *pyvalue.Dict:
		t.number(v)
		t.showPairs(v, deeper)
	case *Instance:
		t.number(v)
		if state, ok := v.State.(*pyvalue.Dict); ok {
			t.showPairs(state, deeper)
		}
	default:
		t.b.WriteByte('\n')
	}
}

func (t *treePrinter) number(v pyvalue.Value) {
	t.seen[v] = len(t.seen) + 1
	fmt.Fprintf(&t.b, " #%d\n", t.seen[v])
}

func (t *treePrinter) showAll(items []pyvalue.Value, indent string) {
	for _, item := range items {
		t.show(item, "", indent)
	}
}

func (t *treePrinter) showPairs(d *pyvalue.Dict, indent string) {
	entries := slices.Clone(d.Entries())
	slices.SortFunc(entries, func(a, b pyvalue.Entry) int { return strings.Compare(pyvalue.Repr(a.Key), pyvalue.Repr(b.Key)) })
	for _, e := range entries {
		t.show(e.Value, pyvalue.Repr(e.Key)+": ", indent)
	}
}
