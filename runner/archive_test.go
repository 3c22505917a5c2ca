// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"os"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
)

// mbox is the mailbox of the list test.
func (w *world) mbox() string {
	text, err := os.ReadFile(w.Path("archives/private/test.mbox/test.mbox"))
	if err != nil && !os.IsNotExist(err) {
		w.t.Fatal(err)
	}
	return string(text)
}

// TestExternalArchiver: the archiver gets each post once, after the mailbox and while the list
// is free.
func TestExternalArchiver(t *testing.T) {
	w := newWorld(t)
	w.Set("PUBLIC_EXTERNAL_ARCHIVER", pyvalue.Str(
		"(ls HERE/locks; grep -c ^Subject: HERE/archives/private/%(listname)s.mbox/%(listname)s.mbox; cat) >>HERE/got"))
	w.Set("PUBLIC_EXTERNAL_ARCHIVER", pyvalue.Str(strings.ReplaceAll(w.Settings.Str("PUBLIC_EXTERNAL_ARCHIVER"), "HERE", w.Var)))
	w.put(entry{queue: "archive", subject: "a"}, entry{queue: "archive", subject: "b", taken: true})
	w.check(w.drain("Arch"), 0, "", "")
	got, _ := os.ReadFile(w.Path("got"))
	mbox := w.mbox()
	for _, subject := range []string{"a", "b"} {
		if n := strings.Count(string(got), "Subject: "+subject+"\n"); n != 1 {
			t.Errorf("the archiver got %s %d times:\n%s", subject, n, got)
		}
		if n := strings.Count(mbox, "Subject: "+subject+"\n"); n != 1 {
			t.Errorf("%s is in the mailbox %d times:\n%s", subject, n, mbox)
		}
	}
	if strings.Contains(string(got), "test.lock") || !strings.HasPrefix(string(got), "mmrun-archive\n") && !strings.Contains(string(got), "\n2\nFrom ") {
		t.Errorf("locks, posts in the mailbox, and post were\n%s", got)
	}
}

// TestExternalArchiverFails: what is in the mailbox is not lost, what is not is shunted.
func TestExternalArchiverFails(t *testing.T) {
	for toMbox, want := range map[int]string{2: "", 0: "shunt a"} {
		w := newWorld(t)
		w.Set("ARCHIVE_TO_MBOX", int64(toMbox))
		w.Set("PUBLIC_EXTERNAL_ARCHIVER", pyvalue.Str("exit 7"))
		w.put(entry{queue: "archive", subject: "a"})
		w.check(w.drain("Arch"), 0, want, "")
		w.logged("external archiver non-zero exit status: 7")
		if in := strings.Contains(w.mbox(), "Subject: a\n"); in != (toMbox == 2) {
			t.Errorf("ARCHIVE_TO_MBOX %d: it is in the mailbox: %v", toMbox, in)
		}
	}
}

// TestArchiveLinks: archiving makes the public archive's links, as the list is public or
// private.
func TestArchiveLinks(t *testing.T) {
	w := newWorld(t)
	w.Set("ARCHIVE_TO_MBOX", int64(1))
	w.Set("PUBLIC_MBOX", true)
	check(w, os.MkdirAll(w.Path("archives/public"), 0o775))
	w.put(entry{queue: "archive", subject: "a"})
	w.check(w.drain("Arch"), 0, "", "")
	for link, to := range map[string]string{"test": "test", "test.mbox": "test.mbox"} {
		if got, err := os.Readlink(w.Path("archives/public/" + link)); got != w.Path("archives/private/"+to) {
			t.Errorf("%s leads to %q, %v", link, got, err)
		}
	}
}
