// SPDX-License-Identifier: GPL-2.0-or-later

package moderation_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/change"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/moderation"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site/sitetest"
)

// heldPost is a post that is held in these tests.
func heldPost(text string) moderation.Held {
	data := new(pyvalue.Dict)
	data.SetStr("listname", pyvalue.Str("test"))
	return moderation.Held{
		Msg: message.Parse(text), Reason: "Post to moderated list", Data: data,
		NoSender: "<missing>", NoSubject: "(no subject)",
	}
}

// hold holds a message of a list.
func hold(c *mlist.Change, h moderation.Held) (id int64, err error) {
	requests, err := moderation.Of(c)
	if err != nil {
		return 0, err
	}
	return requests.Hold(h)
}

func unhold(c *mlist.Change, id int64) error {
	requests, err := moderation.Of(c)
	if err != nil {
		return err
	}
	requests.Unhold(id)
	return nil
}

const post = "From: Anne <Anne@Example.com>\nSubject: one\nSubject: two\n\nFrom here\n"

// A request is as Mailman's HoldMessage writes it.
func TestHoldMessage(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	c := w.Change(t, "test")
	held := heldPost(post)
	id, err := hold(c, held)
	if err != nil || id != 1 {
		t.Fatalf("number %d, %v", id, err)
	}
	held.Data.SetStr("late", true) // what happens later is not kept
	if id, err = hold(c, heldPost("To: test@lists.example.com\n\n")); err != nil || id != 2 {
		t.Fatalf("number %d, %v", id, err)
	}
	path := w.Path("lists/test/request.pck")
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("request.pck is there before the list is saved: %v", err)
	}
	w.Commit(t)
	want := "{'version': (0, 1), " +
		"1: (1, (TIME, 'anne@example.com', 'one', 'Post to moderated list', 'heldmsg-test-1.pck', {'listname': 'test'})), " +
		"2: (1, (TIME, '<missing>', '(no subject)', 'Post to moderated list', 'heldmsg-test-2.pck', {'listname': 'test'}))}"
	if got := sitetest.Repr(load(t, path)); got != want {
		t.Errorf("request.pck holds\n%s\nwant\n%s", got, want)
	}
	msg, err := message.FromPickle(load(t, w.Path("data/heldmsg-test-1.pck")))
	if err != nil || msg.Flatten(false, false) != post {
		t.Errorf("the held message is %v, %v", msg, err)
	}
	for _, name := range []string{"lists/test/request.pck", "data/heldmsg-test-1.pck"} {
		if info, err := os.Stat(w.Path(name)); err != nil || info.Mode() != 0o660 {
			t.Errorf("%s: mode %v, %v; want 0660", name, info.Mode(), err)
		}
	}
	if next := w.Open(t, "test").Int("next_request_id"); next != 3 {
		t.Errorf("the next request is number %d, want 3", next)
	}
	if files, _ := os.ReadDir(w.Path("data")); len(files) != 2 {
		t.Errorf("files in DATA_DIR: %v", files)
	}
}

func load(t *testing.T, path string) pyvalue.Value {
	t.Helper()
	v, _, err := pickle.Load(sitetest.ReadFile(t, path))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return v
}

// With HOLD_MESSAGES_AS_PICKLES = No the file is text, with an envelope line.
// TestLongSubject: request.pck, which each request reads and writes, has the beginning of a
// subject of many megabytes; the message keeps all of it.
func TestLongSubject(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	if _, err := hold(w.Change(t, "test"), heldPost("From: a@example.com\nSubject: "+strings.Repeat("long ", 1<<20)+"\n\nx\n")); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	for name, isShort := range map[string]bool{"lists/test/request.pck": true, "data/heldmsg-test-1.pck": false} {
		if size := len(sitetest.ReadFile(t, w.Path(name))); size < 2*moderation.MaxSubject != isShort {
			t.Errorf("%s has %d bytes", name, size)
		}
	}
}

func TestHoldMessageAsText(t *testing.T) {
	w := sitetest.New(t)
	w.Set("HOLD_MESSAGES_AS_PICKLES", false)
	w.AddList(t, "test", nil)
	c := w.Change(t, "test")
	id, err := hold(c, heldPost(post))
	if err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	path := w.Path("data/heldmsg-test-1.txt")
	want := "From nobody Wed Nov 18 11:06:40 2026\n" +
		"From: Anne <Anne@Example.com>\nSubject: one\nSubject: two\n\n>From here\n"
	if got := string(sitetest.ReadFile(t, path)); got != want {
		t.Errorf("the file is\n%s\nwant\n%s", got, want)
	}
	if id != 1 {
		t.Errorf("number %d", id)
	}
}

// Requests that are there stay, and so do their numbers.
func TestHoldMessageBesideOthers(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"next_request_id": int64(1)})
	old := new(pyvalue.Dict)
	old.SetStr("version", pyvalue.NewTuple(int64(0), int64(1)))
	old.Set(int64(1), pyvalue.NewTuple(int64(2), pyvalue.NewTuple(1.5, pyvalue.Str("zed@example.org"))))
	old.Set(int64(2), pyvalue.NewTuple(int64(3), pyvalue.Str("anne@example.com")))
	data, err := pickle.Dump(old, 1)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(t, "lists/test/request.pck", data)
	c := w.Change(t, "test")
	for _, want := range []int64{3, 4} {
		if id, err := hold(c, heldPost(post)); err != nil || id != want {
			t.Errorf("number %d, %v; want %d", id, err, want)
		}
	}
	if err := unhold(c, 3); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	if id, err := hold(w.Change(t, "test"), heldPost(post)); err != nil || id != 5 {
		t.Errorf("after a commit number %d, %v; want 5", id, err)
	}
	if files, _ := os.ReadDir(w.Path("data")); len(files) != 3 { // the record and the temporary file of number 5
		t.Errorf("files in DATA_DIR: %v", files)
	}
	got := sitetest.Repr(load(t, w.Path("lists/test/request.pck")))
	want := "{'version': (0, 1), 1: (2, (1.5, 'zed@example.org')), 2: (3, 'anne@example.com'), 4: (1, (TIME,"
	if !strings.HasPrefix(got, want) || strings.Contains(got, "test-5") {
		t.Errorf("request.pck holds %s", got)
	}
}

// Requests of a change that is aborted never were.
func TestHoldMessageAborted(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	for range 2 {
		c := w.Change(t, "test")
		c.List().Attrs.SetStr("next_request_id", int64(1))
		if id, err := hold(c, heldPost(post)); err != nil || id != 1 {
			t.Errorf("number %d, %v; want 1", id, err)
		}
		if err := c.Abort(); err != nil {
			t.Fatal(err)
		}
		if _, err := hold(c, heldPost(post)); !errors.Is(err, change.ErrOver) {
			t.Errorf("after the change: %v, want ErrOver", err)
		}
	}
	for _, glob := range []string{"lists/test/request*", "data/*"} {
		if left, _ := filepath.Glob(w.Path(glob)); len(left) > 0 {
			t.Errorf("left are %q", left)
		}
	}
}

// A request.pck that can't be read is not overwritten.
func TestBrokenRequests(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	for _, broken := range []string{"", "garbage", "(lp0\n."} {
		w.Write(t, "lists/test/request.pck", []byte(broken))
		if _, err := hold(w.Change(t, "test"), heldPost(post)); err == nil || !strings.Contains(err.Error(), "request.pck") {
			t.Errorf("%q: error is %v, want one that names the file", broken, err)
		}
		w.Commit(t)
		if got := sitetest.ReadFile(t, w.Path("lists/test/request.pck")); string(got) != broken {
			t.Errorf("%q became %q", broken, got)
		}
	}
	if files, _ := os.ReadDir(w.Path("data")); len(files) != 0 {
		t.Errorf("files in DATA_DIR: %v", files)
	}
}

// On a full disk nothing is held, and no half a file is left.
func TestHoldMessageOnFullDisk(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	full := ""
	w.FS = &faultfs.FS{Fail: func(op, path string) error {
		if full != "" && op == "write" && strings.Contains(path, full) {
			return syscall.ENOSPC
		}
		return nil
	}}
	c := w.Change(t, "test")
	full = "heldmsg"
	if _, err := hold(c, heldPost(post)); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "make room") {
		t.Errorf("holding: %v", err)
	}
	full = "request.pck"
	if _, err := hold(c, heldPost(post)); err != nil {
		t.Fatal(err)
	}
	if err := c.Commit(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("committing: %v", err)
	}
	if files, _ := os.ReadDir(w.Path("data")); len(files) != 0 {
		t.Errorf("files in DATA_DIR: %v", files)
	}
	full = ""
	if _, err := hold(w.Change(t, "test"), heldPost(post)); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	if got := sitetest.Repr(load(t, w.Path("lists/test/request.pck"))); strings.Count(got, "heldmsg") != 1 {
		t.Errorf("request.pck holds %s", got)
	}
}
