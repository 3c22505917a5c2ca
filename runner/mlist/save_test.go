// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site/sitetest"
)

// What this program does not know of comes through a load and a save.
func TestSaveKeepsWhatItDoesNotKnow(t *testing.T) {
	shared := pyvalue.Strings("in two places")
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{
		"site_extension": &pickle.Instance{Class: pickle.Global{Module: "Mailman.UserDesc", Name: "UserDesc"}, OldStyle: true, State: new(pyvalue.Dict)},
		"a_unicode":      pyvalue.Unicode("é"), "a_str": pyvalue.Str("\xe9"), "a_long": pyvalue.NewLong(5), "an_int": int64(5), "a_true": true,
		"one": shared, "other": shared,
	})
	l := w.Lock(t, "test")
	before := sitetest.Show(l.Attrs)
	l.Attrs.SetStr("_volatile", int64(1))
	if err := l.Save(); err != nil {
		t.Fatal(err)
	}
	after := w.Open(t, "test")
	if diff := cmp.Diff(before, sitetest.Show(after.Attrs)); diff != "" {
		t.Errorf("a save changed the list (-before +after):\n%s", diff)
	}
	if after.Attrs.GetStr("one") != after.Attrs.GetStr("other") {
		t.Error("a value that two attributes share was saved twice")
	}
	if l.Attrs.GetStr("_volatile") == nil {
		t.Error("saving took a volatile attribute from the list in memory")
	}
}

func TestSaveRotates(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"info": pyvalue.Str("state 0")})
	config := w.Path("lists/test/config.pck")
	l := w.Lock(t, "test")
	for _, state := range []string{"state 1", "state 2"} {
		before := sitetest.ReadFile(t, config)
		l.Attrs.SetStr("info", pyvalue.Str(state))
		if err := l.Save(); err != nil {
			t.Fatal(err)
		}
		if string(sitetest.ReadFile(t, config+".last")) != string(before) {
			t.Errorf("%s: config.pck.last is not what config.pck was", state)
		}
	}
	for _, name := range []string{config, config + ".last"} {
		if info, err := os.Stat(name); err != nil || info.Mode() != 0o660 {
			t.Errorf("%s: mode %v, %v; want 0660", name, info.Mode(), err)
		}
	}
	entries, _ := os.ReadDir(w.Path("lists/test"))
	if len(entries) != 2 {
		t.Errorf("files in the list's directory: %v", entries)
	}
	if got := w.Open(t, "test").Str("info"); got != "state 2" {
		t.Errorf("info is %q", got)
	}
}

// Whatever step fails, config.pck is a whole list.
func TestSaveOnFailingDisk(t *testing.T) {
	for _, op := range []string{"create", "write", "sync", "chmod", "link", "rename", "remove"} {
		t.Run(op, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", nil)
			config := w.Path("lists/test/config.pck")
			before := sitetest.ReadFile(t, config)
			w.FS = &faultfs.FS{Fail: func(step, path string) error {
				if step == op && strings.Contains(path, "config.pck") {
					return syscall.ENOSPC
				}
				return nil
			}}
			l := w.Lock(t, "test")
			l.Attrs.SetStr("info", pyvalue.Str("new"))
			if err := l.Save(); !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("error is %v, want ENOSPC", err)
			}
			if string(sitetest.ReadFile(t, config)) != string(before) {
				t.Error("config.pck is not what it was")
			}
			if strings.Contains("create write sync chmod", op) && !strings.HasPrefix(w.Log.String(), "error: Failed config.pck write, retaining old state.\n") {
				t.Errorf("log is %q", w.Log)
			}
		})
	}
}

func TestSaveWithoutLock(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Lock(t, "test")
	before := sitetest.ReadFile(t, w.Path("lists/test/config.pck"))
	l.Attrs.SetStr("info", pyvalue.Str("new"))
	if err := os.Remove(w.Path("locks/test.lock")); err != nil { // somebody broke it
		t.Fatal(err)
	}
	if err := l.Save(); !errors.Is(err, mlist.ErrNotLocked) {
		t.Errorf("error is %v, want ErrNotLocked", err)
	}
	if string(sitetest.ReadFile(t, w.Path("lists/test/config.pck"))) != string(before) {
		t.Error("the list was saved without its lock")
	}
}

func TestLock(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	a, b := w.Open(t, "test"), w.Open(t, "test")
	unlock, err := a.Lock(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Locked() || b.Locked() {
		t.Error("the wrong list says it is locked")
	}
	if _, err := b.Lock(t.Context(), -1); !errors.Is(err, mlist.ErrLocked) {
		t.Errorf("second lock: %v, want ErrLocked", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Lock(ctx, time.Minute); !errors.Is(err, context.Canceled) || errors.Is(err, mlist.ErrLocked) {
		t.Errorf("lock of who was stopped: %v, want context.Canceled", err)
	}
	a.Attrs.SetStr("info", pyvalue.Str("new"))
	if err := errors.Join(a.Save(), unlock(), unlock()); err != nil {
		t.Fatal(err)
	}
	if a.Locked() {
		t.Error("locked after unlock")
	}
	unlock, err = b.Lock(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if got := b.Str("info"); got != "new" {
		t.Errorf("a locked list has the state of before: info %q", got)
	}
}

// A lock reads the list only if somebody saved it since.
func TestLockReadsOnce(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Open(t, "test")
	before := l.Attrs
	for range 2 {
		unlock, err := l.Lock(t.Context(), -1)
		if err != nil {
			t.Fatal(err)
		}
		if l.Attrs != before {
			t.Error("the list was read again for nothing")
		}
		if err := errors.Join(l.Save(), unlock()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLockOfVanishedList(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Open(t, "test")
	if err := os.RemoveAll(w.Path("lists/test")); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Lock(t.Context(), -1); !errors.Is(err, mlist.ErrUnknown) {
		t.Errorf("error is %v, want ErrUnknown", err)
	}
	if locks, _ := os.ReadDir(w.Path("locks")); len(locks) != 0 || l.Locked() {
		t.Errorf("locks left: %v", locks)
	}
}

func TestArchiveLinks(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"archive_private": int64(0)})
	public, private := w.Path("archives/public/test"), w.Path("archives/private/test")
	l := w.Lock(t, "test")
	save := func() {
		t.Helper()
		if err := l.Save(); err != nil {
			t.Fatal(err)
		}
	}
	save()
	if got, _ := os.Readlink(public); got != private {
		t.Errorf("the public archive links to %q, want %q", got, private)
	}
	if _, err := os.Lstat(public + ".mbox"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the mbox is public without PUBLIC_MBOX")
	}
	w.Set("PUBLIC_MBOX", true)
	l = relock(t, w, l)
	save()
	if got, _ := os.Readlink(public + ".mbox"); got != private+".mbox" {
		t.Errorf("the public mbox links to %q", got)
	}
	l.Attrs.SetStr("archive_private", int64(1))
	save()
	if entries, _ := os.ReadDir(w.Path("archives/public")); len(entries) != 0 {
		t.Errorf("a private archive has public links: %v", entries)
	}
	// A directory in the place of a link is no link to remove.
	if err := os.Mkdir(public, 0o770); err != nil {
		t.Fatal(err)
	}
	save()
	if _, err := os.Stat(public); err != nil {
		t.Error(err)
	}
	if !strings.Contains(w.Log.String(), "the public archive is not as archive_private says") {
		t.Errorf("log is %q", w.Log)
	}
}

// relock opens a locked list anew, with the site's new settings.
func relock(t *testing.T, w *sitetest.World, l *mlist.List) *mlist.List {
	t.Helper()
	if err := os.Remove(w.Path("locks/" + l.InternalName() + ".lock")); err != nil {
		t.Fatal(err)
	}
	return w.Lock(t, l.InternalName())
}
