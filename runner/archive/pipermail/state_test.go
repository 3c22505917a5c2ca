// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"os"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

func stateOf(t *testing.T, w *sitetest.World) *pyvalue.Dict {
	t.Helper()
	v, _, err := pickle.Load([]byte(read(t, w, "pipermail.pck")))
	if err != nil {
		t.Fatal(err)
	}
	return v.(*pyvalue.Dict)
}

// TestState: what an archive's pipermail.pck says; what it does not know of stays.
func TestState(t *testing.T) {
	w := newWorld(t)
	old := &pyvalue.Dict{}
	old.SetStr("sequence", int64(7))
	old.SetStr("archives", pyvalue.Strings("2025-May", "2026-May"))
	old.SetStr("other", pyvalue.NewLong(5))
	data, err := pickle.Dump(old, 0)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(t, "archives/private/test/pipermail.pck", data)
	archive(t, w, post("a", 1, "Subject: a"), post("b", 2, "In-Reply-To: <a>"))
	state := stateOf(t, w)
	for name, want := range map[string]string{
		"sequence": "9", "archives": "['2026-November', '2026-May', '2025-May']", "other": "5L", "archive": "'2026-November'",
		"size": "2", "firstdate": "'Wed Nov 18 01:00:00 2026'", "lastdate": "'Wed Nov 18 02:00:00 2026'",
		"archivedate": "'Wed Nov 18 11:06:40 2026'", "depth": "1", "type": "'Thread'", "lang": "'en'", "update_TOC": "0",
		"_dirty_archives": "[]", "version": "'0.09 (Mailman edition)'", "basedir": pyvalue.Repr(pyvalue.Str(w.Path("archives/private/test"))),
	} {
		if got := pyvalue.Repr(state.GetStr(name)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if n := len(pyvalue.Repr(state.GetStr("_volre"))); n < 300 {
		t.Errorf("_volre has %d bytes", n)
	}
	if got := threads(t, w); got != "0:7 1:8" {
		t.Errorf("articles are %s", got)
	}
}

// TestStateIsFound: without its pipermail.pck, or with a damaged one, no article is
// overwritten and no volume forgotten.
func TestStateIsFound(t *testing.T) {
	for name, spoil := range map[string]func(data string) string{
		"gone":         nil,
		"empty":        func(string) string { return "" },
		"cut":          func(data string) string { return data[:len(data)/2] },
		"something":    func(string) string { return "(lp1\n." },
		"no number":    func(data string) string { return strings.ReplaceAll(data, "sequence", "sequenze") },
		"below zero":   func(data string) string { return strings.ReplaceAll(data, "I2\n", "I-2\n") },
		"no volumes":   func(data string) string { return strings.ReplaceAll(data, "archives", "arkhives") },
		"other class":  func(string) string { return "cposix\nsystem\n." },
		"not a pickle": func(string) string { return "hello" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			old := w.Clock.AddDate(0, -2, 0)
			archive(t, w, dated("old", old, "Subject: old"), post("a", 1, "Subject: a"))
			path := w.Path("archives/private/test/pipermail.pck")
			if spoil == nil {
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			} else {
				w.Write(t, "archives/private/test/pipermail.pck", []byte(spoil(read(t, w, "pipermail.pck"))))
			}
			archive(t, w, post("b", 2, "Subject: b"))
			if got := threads(t, w); got != "0:1 0:2" {
				t.Errorf("articles are %s", got)
			}
			if state := stateOf(t, w); pyvalue.Repr(state.GetStr("archives")) != "['2026-November', '2026-September']" || state.GetStr("sequence") != int64(3) {
				t.Errorf("state is %s", pyvalue.Repr(state))
			}
			if logged := w.Log.String(); strings.Contains(logged, "pipermail.pck can't be read") != (name != "gone" && name != "empty") {
				t.Errorf("log:\n%s", logged)
			}
		})
	}
}
