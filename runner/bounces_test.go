// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/pending"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site/sitetest"
	"mmgen/test/fakesmtp"
)

// putBounce queues a message that came to the bounces address of a list.
func (w *world) putBounce(list, text string) {
	w.t.Helper()
	q, err := queue.Open(w.Path("qfiles/bounces"), queue.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str(list))
	if _, err := q.Put(message.Parse(text), data); err != nil {
		w.t.Fatal(err)
	}
}

// report is a bounce of an address, as Exim sends it.
func report(addr string) string {
	return fmt.Sprintf("From: mailer-daemon@mx.example.net\nTo: test-bounces@lists.example.com\nX-Failed-Recipients: %s\n\nsorry\n", addr)
}

// TestBouncesInOneChange: a batch of bounces loads and saves the list once, and each of
// them counts.
func TestBouncesInOneChange(t *testing.T) {
	w := newWorld(t)
	for _, addr := range []string{anne, bart, anne, "stranger@example.net"} {
		w.putBounce("test", report(addr))
	}
	saves := 0
	w.FS = &faultfs.FS{Fail: func(op, path string) error {
		if op == "rename" && strings.HasPrefix(path, w.Path("lists/test/config.pck.tmp")) {
			saves++
		}
		return nil
	}}
	w.check(w.drain("Bounce"), 0, "", "")
	if w.score(anne) != 1 || w.score(bart) != 1 {
		t.Errorf("the scores are %v and %v, want 1", w.score(anne), w.score(bart))
	}
	if saves != 1 {
		t.Errorf("the list was saved %d times", saves)
	}
}

// TestBouncesOfLockedList: they stay as they are until the list can be had.
func TestBouncesOfLockedList(t *testing.T) {
	w := newWorld(t)
	w.Set("LIST_LOCK_TIMEOUT", 0.01)
	w.putBounce("test", report(anne))
	before := w.bytes("bounces")
	unlock, err := w.Open(t, "test").Lock(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	if status := w.drain("Bounce"); status != 75 || w.bytes("bounces") != before {
		t.Errorf("exit status %d (%v), and in the queue is\n%s", status, w.err, w.bytes("bounces"))
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	w.check(w.drain("Bounce"), 0, "", "")
	if w.score(anne) != 1 {
		t.Errorf("the score is %v, want 1", w.score(anne))
	}
}

// TestCookieOfSomethingElse: a bounce to the address of a probe, with a cookie that
// confirms something else, is no probe. Mailman uses the cookie up.
func TestCookieOfSomethingElse(t *testing.T) {
	w := newWorld(t)
	c, err := w.Open(t, "test").Change(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	cookie, err := pending.New(c, pending.ReEnable, pyvalue.Str("test"), pyvalue.Str(bart))
	if err := errors.Join(err, c.Commit()); err != nil {
		t.Fatal(err)
	}
	w.putBounce("test", "From: mailer-daemon@mx.example.net\nTo: test-bounces+"+cookie+"@lists.example.com\nX-Failed-Recipients: "+anne+"\n\nsorry\n")
	w.check(w.drain("Bounce"), 0, "", "")
	if entry := sitetest.Pending(t, w.Open(t, "test"), cookie); len(entry) == 0 {
		t.Error("nothing waits under the cookie")
	}
	if w.score(anne) != 1 || w.score(bart) != 0 {
		t.Errorf("the scores are %v and %v, want 1 and 0", w.score(anne), w.score(bart))
	}
}

// TestBeyondMailman: what Mailman does not recognise, and we do, counts for a member; else
// the message is one that was not recognised.
func TestBeyondMailman(t *testing.T) {
	for name, text := range map[string]string{
		"Sina, whose recogniser Mailman has and never asks": "From: mailer-daemon@sina.com\nMessage-ID: <1@example.net>\n" +
			"Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\n<%s>\n--B--\n",
		"OpenSMTPD": "From: Mailer Daemon <MAILER-DAEMON@mx.example.net>\nMessage-ID: <1@example.net>\n" +
			"Subject: Delivery status notification: error\n\nthe following list of recipients:\n\n%s: 550 5.1.1 no such user\n",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.putBounce("test", fmt.Sprintf(text, anne))
			w.putBounce("test", fmt.Sprintf(text, "stranger@example.net"))
			if status := w.drain("Bounce"); status != 0 || w.score(anne) != 1 {
				t.Errorf("exit status %d (%v), and the score is %v, want 1", status, w.err, w.score(anne))
			}
			w.logged("bounce: test: forwarding unrecognized, message-id: <1@example.net>")
			if letters := w.entries("virgin"); len(letters) != 1 {
				t.Errorf("%d letters, want one to the owners", len(letters))
			}
		})
	}
}

// TestBounceOfSibling: the list's posts go to the members of another list as well. The
// bounce of one of those counts there.
func TestBounceOfSibling(t *testing.T) {
	const dora = "dora@example.net"
	w := newWorld(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"regular_include_lists": pyvalue.Strings("other@lists.example.com")})
	members := new(pyvalue.Dict)
	members.SetStr(dora, int64(0))
	w.AddList(t, "other", map[string]pyvalue.Value{"members": members})
	w.putBounce("test", report(dora))
	w.check(w.drain("Bounce"), 0, "", "")
	w.logged("bounce: other: " + dora + " bounce score: 1.0")
}

// TestBouncesLeftByMailman: a runner of Mailman's own that was killed had noted a bounce.
// It is registered though the queue is empty.
func TestBouncesLeftByMailman(t *testing.T) {
	w := newWorld(t)
	day := pyvalue.NewTuple(int64(2026), int64(11), int64(18))
	event, err := pickle.Dump(pyvalue.NewTuple(pyvalue.Str("test"), pyvalue.Str(anne), day, post("x").Pickle()), 1)
	if err != nil {
		t.Fatal(err)
	}
	file := "data/bounce-events-999999999.pck"
	w.Write(t, file, event)
	w.check(w.drain("Bounce"), 0, "", "")
	if _, err := os.Stat(w.Path(file)); w.score(anne) != 1 || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the score is %v, and the file: %v", w.score(anne), err)
	}
}

// TestOwnersBounce: what comes back to the site's own list goes to its owners, and is
// nobody's bounce.
func TestOwnersBounce(t *testing.T) {
	w := newWorld(t, fakesmtp.Rule{})
	w.AddList(t, "mailman", map[string]pyvalue.Value{"owner": pyvalue.Strings("root@example.com")})
	w.putBounce("mailman", strings.ReplaceAll(report(anne), "test-bounces", "mailman-bounces"))
	if status := w.drain("Bounce"); status != 0 || w.score(anne) != 0 {
		t.Errorf("exit status %d (%v), and the score is %v", status, w.err, w.score(anne))
	}
	out := w.entries("out")
	if len(out) != 1 || strings.Join(out[0].Data.Strs("recips"), " ") != "root@example.com" ||
		out[0].Data.Str("envsender") != "mailman-loop@lists.example.com" {
		t.Errorf("%d entries in out: %v", len(out), out)
	}
}
