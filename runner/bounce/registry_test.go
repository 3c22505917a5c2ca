// SPDX-License-Identifier: GPL-2.0-or-later

package bounce_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/bounce"
	"mmgen/runner/change"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pending"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

const (
	anne = "anne@example.com"
	bart = "bart@example.org"
)

var post = message.Parse("From: x@example.com\nSubject: post\n\ntext\n")

// newSite is a site with the list "test", whose lock is not waited for long.
func newSite(t *testing.T) *sitetest.World {
	t.Helper()
	w := sitetest.New(t)
	w.Set("LIST_LOCK_TIMEOUT", 0.01)
	w.AddList(t, "test", nil)
	return w
}

func note(t *testing.T, w *sitetest.World, r *bounce.Registry, list string, addrs ...string) {
	t.Helper()
	if err := noteIn(w, r, list, addrs, post); err != nil {
		t.Fatal(err)
	}
}

// noteIn notes bounces in a change of their own.
func noteIn(w *sitetest.World, r *bounce.Registry, list string, addrs []string, msg *message.Message) error {
	c := change.New(w.FileSystem(), w.Path("qfiles/change"))
	if err := r.Note(c, list, addrs, msg); err != nil {
		c.Drop()
		return err
	}
	return c.Commit()
}

func eventFiles(t *testing.T, w *sitetest.World) []string {
	t.Helper()
	files, err := filepath.Glob(w.Path("data/*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// score is a member's score, nil for none.
func score(t *testing.T, w *sitetest.World, list, addr string) pyvalue.Value {
	t.Helper()
	info, err := member.Of(w.Open(t, list)).BounceInfo(addr)
	if err != nil {
		t.Fatal(err)
	}
	if info == nil {
		return nil
	}
	return info.Score()
}

func TestEventsFile(t *testing.T) {
	w := newSite(t)
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	note(t, w, r, "test")
	if files := eventFiles(t, w); len(files) != 0 {
		t.Errorf("no address, and yet there are %v", files)
	}
	note(t, w, r, "test", anne, bart)
	path := w.Path("data/bounce-events-test@1795000000.000000.04242.000000.pck")
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o660 {
		t.Fatalf("mode %v, %v; want 0660", info.Mode(), err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{anne, bart} {
		var v pyvalue.Value
		if v, data, err = pickle.Load(data); err != nil {
			t.Fatal(err)
		}
		if got, want := repr(v, numbered{}), "('test', '"+addr+"', (2026, 11, 18), <Message>)"; got != want {
			t.Errorf("event %s, want %s", got, want)
		}
	}
	if len(data) != 0 {
		t.Errorf("%d bytes behind the events", len(data))
	}
	if err := r.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files := eventFiles(t, w); len(files) != 0 {
		t.Errorf("left: %v", files)
	}
	before := w.Log.String()
	if err := r.Register(t.Context()); err != nil || w.Log.String() != before {
		t.Errorf("registering nothing: %v, log %s", err, w.Log.String()[len(before):])
	}
}

// The bounces of a locked list wait on the disk; the next run takes them up.
func TestLockedList(t *testing.T) {
	w := newSite(t)
	w.AddList(t, "free", nil)
	holder := w.Open(t, "test")
	unlock, err := holder.Lock(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	note(t, w, r, "test", anne)
	note(t, w, r, "free", bart)
	note(t, w, r, "test", bart)
	for range 2 {
		err = r.Register(t.Context())
		if !errors.Is(err, bounce.ErrWaiting) || !errors.Is(err, mlist.ErrLocked) {
			t.Fatalf("error is %v, want ErrWaiting for ErrLocked", err)
		}
	}
	if n := strings.Count(w.Log.String(), "processing"); n != 1 {
		t.Errorf("tried %d times at once", n)
	}
	if score(t, w, "free", bart) != 1.0 || score(t, w, "test", anne) != nil {
		t.Error("the wrong list was served")
	}
	if files := eventFiles(t, w); len(files) != 2 {
		t.Fatalf("events files: %v", files)
	}
	w.PID++ // another process
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if err := bounce.NewRegistry(w.Site, "BounceRunner").Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if score(t, w, "test", anne) != 1.0 || score(t, w, "test", bart) != 1.0 || score(t, w, "free", bart) != 1.0 {
		t.Error("bounces that waited are not registered, or those of before again")
	}
	if files := eventFiles(t, w); len(files) != 0 {
		t.Errorf("left: %v", files)
	}
}

// What waits is tried again when there is something new, or after a while.
func TestWaitingIsTriedAgain(t *testing.T) {
	for _, again := range []struct {
		name string
		do   func(w *sitetest.World, r *bounce.Registry)
	}{
		{"something new", func(w *sitetest.World, r *bounce.Registry) { note(t, w, r, "test", bart) }},
		{"later", func(w *sitetest.World, _ *bounce.Registry) { w.Clock = w.Clock.Add(time.Hour) }},
	} {
		t.Run(again.name, func(t *testing.T) {
			w := newSite(t)
			unlock, err := w.Open(t, "test").Lock(t.Context(), -1)
			if err != nil {
				t.Fatal(err)
			}
			r := bounce.NewRegistry(w.Site, "OutgoingRunner")
			note(t, w, r, "test", anne)
			if err := r.Register(t.Context()); !errors.Is(err, bounce.ErrWaiting) {
				t.Fatal(err)
			}
			if err := unlock(); err != nil {
				t.Fatal(err)
			}
			again.do(w, r)
			if err := r.Register(t.Context()); err != nil || score(t, w, "test", anne) != 1.0 {
				t.Errorf("%v, score %v", err, score(t, w, "test", anne))
			}
		})
	}
}

// A stranger whose bounce might be a sibling's waits for the sibling alone.
func TestLockedSibling(t *testing.T) {
	w := newSite(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"regular_include_lists": pyvalue.Strings("other@lists.example.com")})
	members := new(pyvalue.Dict)
	members.SetStr("dora@example.com", int64(0))
	w.AddList(t, "other", map[string]pyvalue.Value{"members": members})
	unlock, err := w.Open(t, "other").Lock(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	note(t, w, r, "test", "dora@example.com", anne)
	if err := r.Register(t.Context()); !errors.Is(err, bounce.ErrWaiting) {
		t.Fatalf("error is %v, want ErrWaiting", err)
	}
	if score(t, w, "test", anne) != 1.0 {
		t.Error("another member's bounce was kept back")
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if err := bounce.NewRegistry(w.Site, "OutgoingRunner").Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if score(t, w, "other", "dora@example.com") != 1.0 || score(t, w, "test", anne) != 1.0 {
		t.Error("the sibling's bounce is lost")
	}
}

// Bounces of a list that is gone are nobody's; those of one that can't be read
// wait until somebody mends it.
func TestListsThatCantBeOpened(t *testing.T) {
	w := newSite(t)
	w.Write(t, "lists/broken/config.pck", []byte("garbage"))
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	note(t, w, r, "gone", anne)
	note(t, w, r, "broken", anne)
	note(t, w, r, "test", anne)
	if err := r.Register(t.Context()); !errors.Is(err, bounce.ErrWaiting) || !errors.Is(err, mlist.ErrCorrupt) {
		t.Errorf("error is %v, want ErrWaiting for ErrCorrupt", err)
	}
	if score(t, w, "test", anne) != 1.0 {
		t.Error("the good list was not served")
	}
	for _, want := range []string{"error: error opening list: gone\n", "error: 1 bounces of list broken wait: "} {
		if !strings.Contains(w.Log.String(), want) {
			t.Errorf("log is\n%swithout\n%s", w.Log, want)
		}
	}
	if files := eventFiles(t, w); len(files) != 1 {
		t.Errorf("events files: %v", files)
	}
}

// A runner of Mailman's own that was killed left its file: its bounces are
// registered, and the file is gone.
func TestMailmansFile(t *testing.T) {
	w := newSite(t)
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	note(t, w, r, "test", anne)
	dead := exec.Command("true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	mailmans := w.Path(fmt.Sprintf("data/bounce-events-%05d.pck", dead.Process.Pid))
	if err := os.Rename(eventFiles(t, w)[0], mailmans); err != nil {
		t.Fatal(err)
	}
	if waiting, err := bounce.Waiting(w.Site); !waiting || err != nil {
		t.Errorf("Waiting is %v, %v", waiting, err)
	}
	if err := bounce.NewRegistry(w.Site, "BounceRunner").Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files := eventFiles(t, w); score(t, w, "test", anne) != 1.0 || len(files) != 0 {
		t.Errorf("anne's score is %v, and there are %v", score(t, w, "test", anne), files)
	}
}

// The file of a runner of Mailman's that is at work is its own.
func TestMailmansFileInUse(t *testing.T) {
	w := newSite(t)
	script := w.Path("qrunner")
	w.Write(t, "qrunner", []byte("#!/bin/sh\nread line\n"))
	cmd := exec.Command("/bin/sh", script)
	stop, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = stop.Close(), cmd.Wait() }()
	name := fmt.Sprintf("data/bounce-events-%05d.pck", cmd.Process.Pid)
	w.Write(t, name, []byte("x"))
	if waiting, err := bounce.Waiting(w.Site); waiting || err != nil {
		t.Errorf("Waiting is %v, %v", waiting, err)
	}
	if err := bounce.NewRegistry(w.Site, "BounceRunner").Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !exists(w.Path(name)) {
		t.Error("the file is gone")
	}
}

// Files in DATA_DIR that hold no bounces stay.
func TestForeignFiles(t *testing.T) {
	w := newSite(t)
	foreign := []string{"bounce-events-.pck", "bounce-events-x@1.pck.tmp", "bounce-events-@1.pck", "aliases", "sitelist.cfg"}
	for _, name := range foreign {
		w.Write(t, "data/"+name, []byte("x"))
	}
	if err := os.Mkdir(w.Path("data/bounce-events-x@7.pck"), 0o770); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(w.Path("data/aliases"), w.Path("data/bounce-events-x@8.pck")); err != nil {
		t.Fatal(err)
	}
	if err := bounce.NewRegistry(w.Site, "OutgoingRunner").Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files := eventFiles(t, w); len(files) != len(foreign)+2 {
		t.Errorf("left: %v", files)
	}
	if w.Log.String() != "" {
		t.Errorf("log is %q", w.Log)
	}
}

// A file that was torn by a crash: what is whole is registered, the file is
// kept under another name.
func TestTornFile(t *testing.T) {
	for name, tail := range map[string]string{"torn": "(U\x04test", "garbage": "zzz", "no event": "K\x01.", "no message": "(U\x04testU\x01xK\x01K\x02K\x03\x87Nt."} {
		t.Run(name, func(t *testing.T) {
			w := newSite(t)
			r := bounce.NewRegistry(w.Site, "OutgoingRunner")
			note(t, w, r, "test", anne)
			path := eventFiles(t, w)[0]
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			data = append(data, tail...)
			if err := os.WriteFile(path, data, 0o660); err != nil {
				t.Fatal(err)
			}
			if err := bounce.NewRegistry(w.Site, "OutgoingRunner").Register(t.Context()); err != nil {
				t.Fatal(err)
			}
			if score(t, w, "test", anne) != 1.0 {
				t.Error("the whole event is not registered")
			}
			files := eventFiles(t, w)
			if len(files) != 1 || !strings.HasSuffix(files[0], ".corrupt") {
				t.Fatalf("left: %v", files)
			}
			if kept, _ := os.ReadFile(files[0]); string(kept) != string(data) {
				t.Errorf("kept is %q", kept)
			}
			if !strings.Contains(w.Log.String(), "\nbounce: Error reading bounce events: ") {
				t.Errorf("log is %q", w.Log)
			}
		})
	}
}

// A dead registry of the same process id and runner left its file: neither takes the
// place of the other.
func TestSameName(t *testing.T) {
	w := newSite(t)
	dead := bounce.NewRegistry(w.Site, "OutgoingRunner")
	note(t, w, dead, "test", anne)
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	note(t, w, r, "test", bart)
	if err := r.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if score(t, w, "test", anne) != 1.0 || score(t, w, "test", bart) != 1.0 {
		t.Error("events are lost")
	}
	if !strings.HasPrefix(w.Log.String(), "bounce: <OutgoingRunner at 4242> processing 2 queued bounces\n") {
		t.Errorf("log is %s", w.Log)
	}
}

func TestNoDataDir(t *testing.T) {
	w := newSite(t)
	w.Set("DATA_DIR", w.Path("nowhere"))
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	if err := r.Register(t.Context()); err != nil {
		t.Errorf("nothing to register: %v", err)
	}
	if err := noteIn(w, r, "test", []string{anne}, post); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error is %v, want one of the file system", err)
	}
}

// A letter that can't be queued: the list is not saved, and the bounce waits.
func TestNoVirginQueue(t *testing.T) {
	w := newSite(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"bounce_score_threshold": 1.0})
	w.Set(site.Virgin, "")
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	note(t, w, r, "test", anne)
	if err := r.Register(t.Context()); !errors.Is(err, bounce.ErrWaiting) {
		t.Errorf("error is %v, want ErrWaiting", err)
	}
	if score(t, w, "test", anne) != nil {
		t.Error("the list was saved")
	}
	if files := eventFiles(t, w); len(files) != 1 {
		t.Errorf("events files: %v", files)
	}
}

// Letters go out with the list that they tell of, or not at all.
func TestListThatCantBeSaved(t *testing.T) {
	w := newSite(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"bounce_score_threshold": 1.0})
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	note(t, w, r, "test", anne)
	full := true
	w.FS = &faultfs.FS{Fail: func(op, path string) error {
		if full && op == "write" && strings.Contains(path, "config.pck") {
			return syscall.ENOSPC
		}
		return nil
	}}
	if err := r.Register(t.Context()); !errors.Is(err, bounce.ErrWaiting) || !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("error is %v, want ErrWaiting for ENOSPC", err)
	}
	if files, _ := os.ReadDir(w.Path("qfiles/virgin")); len(files) != 0 {
		t.Errorf("letters: %v", files)
	}
	full = false
	w.Clock = w.Clock.Add(time.Hour)
	if err := r.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status, _ := member.Of(w.Open(t, "test")).DeliveryStatus(anne); status != member.ByBounce {
		t.Errorf("status is %v", status)
	}
	if letters := w.Entries(t, site.Virgin); len(letters) != 2 {
		t.Errorf("%d letters, want one to the member and one to the owners", len(letters))
	}
}

func TestProbe(t *testing.T) {
	w := newSite(t)
	l := w.Open(t, "test")
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	if err := r.Probe(t.Context(), l, "0123", "en"); !errors.Is(err, bounce.ErrNoProbe) {
		t.Errorf("unknown token: %v, want ErrNoProbe", err)
	}
	token, err := pending.New(w.Change(t, "test"), pending.ProbeBounce, pyvalue.Str(anne), post.Pickle())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Probe(t.Context(), l, token, "en"); !errors.Is(err, mlist.ErrLocked) {
		t.Errorf("locked list: %v, want ErrLocked", err)
	}
	w.Commit(t)
	if entry := sitetest.Pending(t, l, token); entry == nil {
		t.Error("a probe that could not be registered is forgotten")
	}
	if err := r.Probe(t.Context(), l, token, "en"); err != nil {
		t.Fatal(err)
	}
	if status, _ := member.Of(w.Open(t, "test")).DeliveryStatus(anne); status != member.ByBounce {
		t.Errorf("status is %v", status)
	}
}

// The probe of who is no member any more: the token is used up, the list is as
// it was.
func TestProbeOfStranger(t *testing.T) {
	w := newSite(t)
	l := w.Open(t, "test")
	c := w.Change(t, "test")
	c.KeepList()
	token, err := pending.New(c, pending.ProbeBounce, pyvalue.Str("gone@example.com"), post.Pickle())
	if err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	if err := bounce.NewRegistry(w.Site, "OutgoingRunner").Probe(t.Context(), l, token, "en"); err != nil {
		t.Fatal(err)
	}
	if entry := sitetest.Pending(t, l, token); entry != nil {
		t.Error("the token is still there")
	}
	if exists(w.Path("lists/test/config.pck.last")) {
		t.Error("the list was saved")
	}
	if l.Locked() {
		t.Error("the list is still locked")
	}
}
