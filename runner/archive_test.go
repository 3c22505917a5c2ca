// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
)

// mbox is the mailbox of the list test.
func (w *world) mbox() string { return w.mboxOf("test") }

func (w *world) mboxOf(list string) string {
	text, err := os.ReadFile(w.Path("archives/private/" + list + ".mbox/" + list + ".mbox"))
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

// TestArchiveCanNotBeWritten: posts that can't be archived stay while that is the disk's
// fault, and are shunted otherwise, as by Mailman. Another list's are archived, unless it is
// the disk.
func TestArchiveCanNotBeWritten(t *testing.T) {
	const month = "archives/private/test/2026-November"
	for name, tt := range map[string]struct {
		fault  diskFault
		status int
		left   string
	}{
		"the disk is full":    {diskFault{op: "create", glob: month + "/date.html.tmp", errno: syscall.ENOSPC}, 74, "archive a\narchive b\narchive c"},
		"an index is denied":  {diskFault{op: "create", glob: month + "/date.html.tmp", errno: syscall.EACCES}, 0, "shunt a\nshunt b"},
		"a text is denied":    {diskFault{op: "open", glob: month + ".txt", errno: syscall.EACCES}, 0, "shunt a\nshunt b"},
		"the mbox is denied":  {diskFault{op: "open", glob: "archives/private/test.mbox/test.mbox", errno: syscall.EACCES}, 0, "shunt a\nshunt b"},
		"the state is denied": {diskFault{op: "open", glob: "archives/private/test/pipermail.pck", errno: syscall.EACCES}, 0, "shunt a\nshunt b"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.AddList(t, "other", nil)
			w.breakDisk(tt.fault)
			w.put(entry{queue: "archive", subject: "a"}, entry{queue: "archive", subject: "b"}, entry{queue: "archive", subject: "c", list: "other"})
			w.check(w.drain("Arch"), tt.status, tt.left, "")
			if _, err := os.Stat(w.Path("archives/private/other/index.html")); (err == nil) != (tt.status == 0) {
				t.Errorf("the other list's pages: %v", err)
			}
			if w.mbox() != "" {
				t.Errorf("the mailbox is not as it was:\n%s", w.mbox())
			}
			w.logged(": " + tt.fault.errno.Error())
		})
	}
}

// TestNoFileInArchive: a directory that stands where the archive has a file hinders posts of
// that list alone, until it is moved away.
func TestNoFileInArchive(t *testing.T) {
	for _, name := range []string{
		"2026-November/date.html", "2026-November/000000.html", "2026-November.txt", "index.html", "pipermail.pck",
		"database/2026-November-date", "database/2026-November-article",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.AddList(t, "other", nil)
			w.put(entry{queue: "archive", subject: "before"})
			w.check(w.drain("Arch"), 0, "", "")
			file, aside := w.Path("archives/private/test/"+name), w.Path("aside")
			check(w, errors.Join(os.Rename(file, aside), os.MkdirAll(file+"/folder", 0o775)))
			w.put(entry{queue: "archive", subject: "a"}, entry{queue: "archive", subject: "b"}, entry{queue: "archive", subject: "c", list: "other"})
			w.check(w.drain("Arch"), 74, "archive a\narchive b", "")
			w.logged("not a regular file (move it away)")
			if _, err := os.Stat(w.Path("archives/private/other/index.html")); err != nil {
				t.Errorf("the other list's pages: %v", err)
			}
			check(w, errors.Join(os.RemoveAll(file), os.Rename(aside, file)))
			w.check(w.drain("Arch"), 0, "", "")
			if !strings.Contains(w.file("archives/private/test/2026-November/thread.html"), "000002.html") {
				t.Error("not all three are archived")
			}
		})
	}
}
