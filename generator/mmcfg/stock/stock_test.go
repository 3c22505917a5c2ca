// SPDX-License-Identifier: GPL-2.0-or-later

package stock

import (
	"slices"
	"strings"
	"testing"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pyvaluetest"
)

// TestStockFits: every stock value is what its own kind wants, in every
// layout, and the table is in the order that it is searched in.
func TestStockFits(t *testing.T) {
	if !slices.IsSortedFunc(Table(), func(a, b Entry) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the stock table is not sorted")
	}
	for _, l := range append(Layouts[:], Plain) {
		s := New(l, nil)
		for _, e := range Table() {
			if v := s.Value(e.Name); !e.Kind.Fits(pyvaluetest.Of(v)) {
				t.Errorf("%s: %s must be %s, not %s", l.Name, e.Name, e.Kind, pyvalue.Repr(pyvaluetest.Of(v)))
			}
		}
	}
}

// TestSettingsFile: each line has a name, a kind and a value that can be read.
func TestSettingsFile(t *testing.T) {
	for _, e := range Table() {
		if kinds[e.Kind].name == "anything" && !strings.Contains(settingsFile, "\n"+e.Name+"\tanything\t") {
			t.Errorf("%s is of an unknown kind", e.Name)
		}
		if base, _ := e.Base(); base != "" || e.text == ownHost {
			continue
		}
		if _, _, n, err := syntax.ParseExprLine(e.text, 1); err != nil || n != 1 {
			t.Errorf("%s: %s: %v", e.Name, e.text, err)
		}
	}
}

// TestKinds: what Mailman's code can work with is accepted, and what it can't
// is not.
func TestKinds(t *testing.T) {
	for _, c := range []struct {
		name string
		ok   List
		bad  List
	}{
		{"SMTPPORT", List{int64(25), "587", "", nil, false, pyvalue.NewLong(3)}, List{"smtp", List{}, Tuple{int64(1)}}},
		{"SMTP_AUTH", List{true, int64(0), nil, "No", List{}}, nil},
		{"LIST_LOCK_TIMEOUT", List{int64(1), 0.5, true}, List{"10", nil}},
		{"REMOVE_DKIM_HEADERS", List{int64(3), true}, List{"Yes"}},
		{"SMTP_LOG_EVERY_MESSAGE", List{nil, int64(0), Tuple{"a", "b"}, List{"a", "b"}, Tuple{}}, List{"smtp", Tuple{"a"}, true, Tuple{"a", int64(1)}}},
		{"NNTP_USERNAME", List{nil, "x", "", false}, List{true, int64(3)}},
		{"PUBLIC_EXTERNAL_ARCHIVER", List{false, int64(0), "cat"}, List{true, int64(1)}},
		{"SMTPHOST", List{"a", pyvalue.Unicode("b"), ""}, List{nil, int64(0)}},
		{"QUEUE_DIR", List{"/q"}, List{"q", "", nil, "/a\x00b"}},
		{"ARCHIVE_HTML_SANITIZER", List{int64(3), "cmd"}, List{nil, List{}}},
		{"GLOBAL_PIPELINE", List{List{}, Tuple{"A"}, List{pyvalue.Unicode("A")}}, List{"A", nil, List{int64(1)}}},
		{"SENDER_HEADERS", List{Tuple{"from", nil}, List{}}, List{"from", Tuple{int64(1)}}},
		{"KNOWN_SPAMMERS", List{List{}, List{Tuple{"a", "b"}}, Tuple{List{"a", "b"}}}, List{List{"ab"}, List{Tuple{"a"}}}},
		{"VIRTUAL_HOSTS", List{&pyvalue.Dict{}}, List{List{}, nil}},
		{"QRUNNERS", List{List{}, List{Tuple{"X", int64(0)}, List{"Y", true}}}, List{nil, List{"X"}, List{Tuple{"X", int64(-1)}}, List{Tuple{"X", "1"}}, List{Tuple{"X", int64(5000)}}}},
		{"MTA", List{nil, "Postfix", int64(3)}, nil},
	} {
		e := For(c.name)
		for _, v := range c.ok {
			if !e.Kind.Fits(pyvaluetest.Of(v)) {
				t.Errorf("%s = %s is refused", c.name, pyvalue.Repr(pyvaluetest.Of(v)))
			}
		}
		for _, v := range c.bad {
			if e.Kind.Fits(pyvaluetest.Of(v)) {
				t.Errorf("%s = %s is accepted", c.name, pyvalue.Repr(pyvaluetest.Of(v)))
			}
		}
	}
}

type (
	List  = pyvaluetest.List
	Tuple = pyvaluetest.Tuple
)
