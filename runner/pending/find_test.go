// SPDX-License-Identifier: GPL-2.0-or-later

package pending_test

import (
	"slices"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pending"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// Find sees what waits, and forgets first what nobody confirmed in time.
func TestFind(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	c := w.Change(t, "test")
	if _, err := pending.New(c, pending.Unsubscription, pyvalue.Str("anne@example.com")); err != nil {
		t.Fatal(err)
	}
	waits := func() bool {
		found, err := pending.Find(c, func(entry []pyvalue.Value) bool {
			return slices.Equal(entry, []pyvalue.Value{pyvalue.Str(pending.Unsubscription), pyvalue.Str("anne@example.com")})
		})
		if err != nil {
			t.Error(err)
		}
		return found
	}
	if !waits() {
		t.Error("not found")
	}
	w.Clock = w.Clock.AddDate(0, 0, 4)
	if waits() {
		t.Error("found when it should be forgotten")
	}
	w.Commit(t)
	want := "{'evictions': {}, 'version': 2}"
	v, _, err := pickle.Load(sitetest.ReadFile(t, w.Path("lists/test/pending.pck")))
	if err != nil || sitetest.Repr(v) != want {
		t.Errorf("pending.pck holds %s, %v; want %s", sitetest.Repr(v), err, want)
	}
}

// Whatever lies in pending.pck, it is read or refused, and what is added to it can be
// confirmed once.
func FuzzPending(f *testing.F) {
	f.Add("(dp0\nS'da39a3ee5e6b4b0d3255bfef95601890afd80709'\n(S'U'\nS'anne@example.com'\ntsS'evictions'\n(dS'da39a3ee5e6b4b0d3255bfef95601890afd80709'\nF1795000001\nssS'version'\nI2\ns.")
	f.Add("(dp0\nS'evictions'\nI1\nsI5\n(S'S'\n(iMailman.UserDesc\nUserDesc\n(dbts.")
	f.Fuzz(func(t *testing.T, stored string) {
		w := sitetest.New(t)
		w.AddList(t, "test", nil)
		w.Write(t, "lists/test/pending.pck", []byte(stored))
		c := w.Change(t, "test")
		cookie, err := pending.New(c, pending.ReEnable, pyvalue.Str("test"), pyvalue.Str("anne@example.com"))
		if err != nil {
			return
		}
		if _, err := pending.Find(c, func([]pyvalue.Value) bool { return false }); err != nil {
			t.Error(err)
		}
		w.Commit(t)
		c = w.Change(t, "test")
		for again := range 2 {
			entry, err := pending.Confirm(c, cookie)
			if err != nil || (len(entry) == 3) != (again == 0) {
				t.Errorf("time %d: %v, %v", again, entry, err)
			}
		}
		w.Commit(t)
	})
}
