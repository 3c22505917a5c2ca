// SPDX-License-Identifier: GPL-2.0-or-later

package pending_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/change"
	"mmgen/runner/pending"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

func TestPending(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	cookie, err := pending.New(w.Change(t, "test"), pending.ReEnable, pyvalue.Str("test"), pyvalue.Str("anne@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	if len(cookie) != 40 || strings.Trim(cookie, "0123456789abcdef") != "" {
		t.Errorf("cookie %q", cookie)
	}
	w.Commit(t)
	// As Mailman's Pending.py has it: what waits, when it is forgotten (three
	// days from now), the schema.
	path := w.Path("lists/test/pending.pck")
	v, _, err := pickle.Load(sitetest.ReadFile(t, path))
	if err != nil {
		t.Fatal(err)
	}
	want := "{'" + cookie + "': ('E', 'test', 'anne@example.com'), 'evictions': {'" + cookie + "': TIME}, 'version': 2}"
	if got := sitetest.Repr(v); got != want {
		t.Errorf("pending.pck holds\n%s\nwant\n%s", got, want)
	}
	if until := v.(*pyvalue.Dict).GetStr("evictions").(*pyvalue.Dict).GetStr(cookie); until != 1795000000.0+3*24*60*60 {
		t.Errorf("forgotten at %v", until)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o660 {
		t.Errorf("mode %v, %v; want 0660", info.Mode(), err)
	}
}

func TestConfirm(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	cookie, err := pending.New(w.Change(t, "test"), pending.ReEnable, pyvalue.Str("test"), pyvalue.Str("anne@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	c := w.Change(t, "test")
	for range 2 {
		if entry, err := pending.Peek(c, cookie); err != nil || len(entry) != 3 || entry[2] != pyvalue.Str("anne@example.com") {
			t.Errorf("a look finds %v, %v", entry, err)
		}
	}
	entry, err := pending.Confirm(c, cookie)
	if err != nil || len(entry) != 3 || entry[0] != pyvalue.Str(pending.ReEnable) {
		t.Errorf("confirming finds %v, %v", entry, err)
	}
	if again, err := pending.Confirm(c, cookie); again != nil || err != nil {
		t.Errorf("confirming again finds %v, %v", again, err)
	}
	if err := pending.Again(c, cookie, entry); err != nil {
		t.Fatal(err)
	}
	if again, err := pending.Confirm(c, cookie); len(again) != 3 || err != nil {
		t.Errorf("what was put back is %v, %v", again, err)
	}
	w.Commit(t)
	if entry := sitetest.Pending(t, c.List(), cookie); entry != nil {
		t.Errorf("what was confirmed still waits: %v", entry)
	}
	if _, err := pending.New(c, pending.ReEnable); !errors.Is(err, change.ErrOver) {
		t.Errorf("after the change: %v, want ErrOver", err)
	}
	files, _ := filepath.Glob(w.Path("lists/test/pending*"))
	if len(files) != 1 {
		t.Errorf("files left: %v", files)
	}
}

func TestPendingIsForgotten(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	old, err := pending.New(w.Change(t, "test"), pending.Unsubscription, pyvalue.Str("anne@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	l := w.Open(t, "test")
	w.Clock = w.Clock.Add(3*24*time.Hour + time.Second)
	if entry := sitetest.Pending(t, l, old); entry == nil {
		t.Error("forgotten by a look: Mailman forgets when it writes the file")
	}
	young, err := pending.New(w.Change(t, "test"), pending.Unsubscription, pyvalue.Str("bart@example.org"))
	if err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	if entry := sitetest.Pending(t, l, old); entry != nil {
		t.Error("not forgotten")
	}
	if entry := sitetest.Pending(t, l, young); entry == nil {
		t.Error("the new one is forgotten")
	}
	c := w.Change(t, "test")
	for _, key := range []string{"evictions", "version", "nothing"} {
		if entry, err := pending.Confirm(c, key); entry != nil || err != nil {
			t.Errorf("%s is taken for a cookie: %v, %v", key, entry, err)
		}
	}
}

// A pending.pck that can't be read is not overwritten.
func TestBrokenPending(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	for _, broken := range []string{"", "garbage", "(lp0\n."} {
		w.Write(t, "lists/test/pending.pck", []byte(broken))
		if _, err := pending.New(w.Change(t, "test"), pending.Unsubscription, pyvalue.Str("anne@example.com")); err == nil || !strings.Contains(err.Error(), "pending.pck") {
			t.Errorf("%q: error is %v, want one that names the file", broken, err)
		}
		w.Commit(t)
		if got := sitetest.ReadFile(t, w.Path("lists/test/pending.pck")); string(got) != broken {
			t.Errorf("%q became %q", broken, got)
		}
	}
}
