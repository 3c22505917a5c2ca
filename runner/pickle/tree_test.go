// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"fmt"
	"slices"
	"strings"
)

// tree shows a value as testdata/tree.py does: a line each, containers
// numbered, so that it shows which are shared.
func tree(v Value) string {
	t := treePrinter{seen: make(map[Value]int)}
	t.show(v, "", "")
	return t.b.String()
}

type treePrinter struct {
	b    strings.Builder
	seen map[Value]int
}

func (t *treePrinter) show(v Value, before, indent string) {
	head := ""
	switch v := v.(type) {
	case Global:
		head = "class " + v.String()
	case *Instance:
		head = map[bool]string{true: "classic ", false: "object "}[v.OldStyle] + v.Class.String()
	case *List, *Tuple, *Dict, *Set:
		head = typeName(v)
	default:
		head = Repr(v)
	}
	deeper := indent + "  "
	if n, ok := t.seen[v]; ok {
		fmt.Fprintf(&t.b, "%s%s= #%d\n", indent, before, n)
		return
	}
	t.b.WriteString(indent + before + head)
	switch v := v.(type) {
	case *List:
		t.number(v)
		t.showAll(v.Items, deeper)
	case *Tuple:
		if len(v.Items) == 0 {
			t.b.WriteByte('\n')
			return
		}
		t.number(v)
		t.showAll(v.Items, deeper)
	case *Set:
		t.number(v)
		var lines []string
		for _, item := range v.Items {
			lines = append(lines, deeper+Repr(item)+"\n")
		}
		slices.Sort(lines)
		t.b.WriteString(strings.Join(lines, ""))
	case *Dict:
		t.number(v)
		t.showPairs(v, deeper)
	case *Instance:
		t.number(v)
		if state, ok := v.State.(*Dict); ok {
			t.showPairs(state, deeper)
		}
	default:
		t.b.WriteByte('\n')
	}
}

func (t *treePrinter) number(v Value) {
	t.seen[v] = len(t.seen) + 1
	fmt.Fprintf(&t.b, " #%d\n", t.seen[v])
}

func (t *treePrinter) showAll(items []Value, indent string) {
	for _, item := range items {
		t.show(item, "", indent)
	}
}

func (t *treePrinter) showPairs(d *Dict, indent string) {
	entries := slices.Clone(d.Entries())
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(Repr(a.Key), Repr(b.Key)) })
	for _, e := range entries {
		t.show(e.Value, Repr(e.Key)+": ", indent)
	}
}
