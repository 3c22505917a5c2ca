// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
	"mmgen/runner/site/sitetest"
)

func TestAutorespond(t *testing.T) {
	w := sitetest.New(t)
	w.Set("MAX_AUTORESPONSES_PER_DAY", int64(2))
	w.AddList(t, "test", map[string]pyvalue.Value{
		"hold_and_cmd_autoresponses": dictOf("garbled", pyvalue.Str("no tuple")),
	})
	l := w.Lock(t, "test")
	for i, step := range []struct {
		sender string
		want   mlist.Autoresponse
		count  int64  // before
		kept   string // then
	}{
		{"anne@example.com", mlist.Respond, 0, "((2026, 11, 18), 1)"},
		{"anne@example.com", mlist.Respond, 1, "((2026, 11, 18), 2)"},
		{"Anne@example.com", mlist.Respond, 0, "((2026, 11, 18), 1)"},
		{"anne@example.com", mlist.LastToday, 2, "((2026, 11, 18), -1)"},
		{"anne@example.com", mlist.Silent, -1, "((2026, 11, 18), -1)"},
		{"garbled", mlist.Respond, 0, "((2026, 11, 18), 1)"},
		{"", mlist.Respond, 0, "((2026, 11, 18), 1)"},
		{"tomorrow", mlist.Respond, 0, "((2026, 11, 19), 1)"},
		{"anne@example.com", mlist.Respond, 0, "((2026, 11, 19), 1)"},
	} {
		if step.sender == "tomorrow" {
			w.Clock = w.Clock.Add(24 * time.Hour)
		}
		got, count := l.Autorespond(step.sender)
		if got != step.want || count != step.count {
			t.Errorf("step %d, %s: %v after %d, want %v after %d", i+1, step.sender, got, count, step.want, step.count)
		}
		seen := l.Attrs.GetStr("hold_and_cmd_autoresponses").(*pyvalue.Dict)
		if kept := sitetest.Repr(seen.GetStr(step.sender)); kept != step.kept {
			t.Errorf("step %d, %s: kept is %s, want %s", i+1, step.sender, kept, step.kept)
		}
	}
	wantLog := "vette: -request/hold autoresponse limit hit for: anne@example.com\n" +
		"vette: -request/hold autoresponse discarded for: anne@example.com\n"
	if got := w.Log.String(); got != wantLog {
		t.Errorf("logged\n%s\nwant\n%s", got, wantLog)
	}
}

// Without a limit nothing is counted.
func TestAutorespondWithoutLimit(t *testing.T) {
	w := sitetest.New(t)
	w.Set("MAX_AUTORESPONSES_PER_DAY", int64(0))
	w.AddList(t, "test", map[string]pyvalue.Value{
		"hold_and_cmd_autoresponses": dictOf("anne@example.com", pyvalue.NewTuple(mlist.DayOf(w.Clock).Tuple(), int64(-1))),
	})
	l := w.Lock(t, "test")
	if got, _ := l.Autorespond("anne@example.com"); got != mlist.Respond {
		t.Errorf("got %v", got)
	}
	if kept := sitetest.Show(l.Attrs, "hold_and_cmd_autoresponses"); kept != "hold_and_cmd_autoresponses {'anne@example.com': ((2026, 11, 18), -1)}\n" {
		t.Errorf("kept is %s", kept)
	}
}

// No mail server takes an address that long, and the list would keep it for a day.
func TestAutorespondToLongAddress(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"hold_and_cmd_autoresponses": new(pyvalue.Dict)})
	l := w.Lock(t, "test")
	longest := strings.Repeat("a", mlist.MaxAddress-len("@b.example")) + "@b.example"
	if got, _ := l.Autorespond(longest); got != mlist.Respond {
		t.Errorf("got %v for an address of %d bytes, want an answer", got, len(longest))
	}
	if got, _ := l.Autorespond("a" + longest); got != mlist.Silent {
		t.Errorf("got %v for a longer one, want silence", got)
	}
	if seen := l.Attrs.GetStr("hold_and_cmd_autoresponses").(*pyvalue.Dict); seen.Len() != 1 || seen.GetStr(longest) == nil {
		t.Errorf("%d addresses are kept, want the first alone", seen.Len())
	}
	if !mlist.ValidAddress(longest) || mlist.ValidAddress("a"+longest) {
		t.Error("want the first address to be valid alone")
	}
}

func dictOf(key string, v pyvalue.Value) *pyvalue.Dict {
	d := new(pyvalue.Dict)
	d.SetStr(key, v)
	return d
}
