// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// post is a post of about 300 bytes.
func testPost(n int) *message.Message {
	return message.Parse(fmt.Sprintf("From anne@example.com Wed Nov 18 11:05:40 2026\nSubject: %d\nMessage-ID: <m%d@example.com>\n\n%s\n",
		n, n, strings.Repeat("words ", 40)))
}

// subjects are the subjects of the posts in digest.mbox, and in the digests.
func subjects(t testing.TB, w *sitetest.World) (waiting string, sent []string) {
	t.Helper()
	text, err := os.ReadFile(w.Path("lists/test/digest.mbox"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, m := range messagesOf(string(text)) {
		waiting += m.Get("subject")
	}
	for _, e := range w.Entries(t, site.Virgin) {
		if !e.Msg.IsMultipart() {
			continue
		}
		digest := ""
		for _, part := range e.Msg.Parts()[len(e.Msg.Parts())-1].Parts() {
			digest += part.Parts()[0].Get("subject")
		}
		sent = append(sent, digest)
	}
	slices.Sort(sent)
	return waiting, sent
}

// TestBatch: posts are handled in batches that take effect as a whole, or not
// at all. Three posts make a digest.
func TestBatch(t *testing.T) {
	type batch struct {
		posts  int
		commit bool
	}
	for _, test := range []struct {
		name    string
		batches []batch
		waiting string
		sent    string
	}{
		{"waiting", []batch{{1, true}, {1, true}}, "12", "[]"},
		{"sent", []batch{{1, true}, {2, true}}, "", "[123]"},
		{"sent at once", []batch{{3, true}}, "", "[123]"},
		{"more than sent", []batch{{2, true}, {2, true}}, "4", "[123]"},
		{"sent twice", []batch{{7, true}}, "7", "[123 456]"},
		{"dropped", []batch{{1, true}, {1, false}}, "1", "[]"},
		{"dropped digest", []batch{{2, true}, {2, false}}, "12", "[]"},
		{"dropped, done again", []batch{{2, true}, {2, false}, {1, true}}, "", "[125]"},
		{"first dropped", []batch{{3, false}}, "", "[]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", map[string]pyvalue.Value{"digest_size_threshhold": 0.9, "digest_footer": pyvalue.Str("")})
			n := 0
			for _, b := range test.batches {
				d := digester(t, w) // the list as it was saved last
				for range b.posts {
					n++
					if err := d.Add(t.Context(), testPost(n)); err != nil {
						t.Fatal(err)
					}
				}
				if b.commit {
					if err := d.Change.CommitUnsaved(); err != nil {
						t.Fatal(err)
					}
				} else if err := d.Change.Abort(); err != nil {
					t.Fatal(err)
				}
			}
			waiting, sent := subjects(t, w)
			if waiting != test.waiting || fmt.Sprint(sent) != test.sent {
				t.Errorf("%q wait, %v were sent; want %q, %v", waiting, sent, test.waiting, test.sent)
			}
			if _, err := os.Stat(w.Path("lists/test/digest.mbox.tmp")); err == nil {
				t.Error("digest.mbox.tmp stays")
			}
		})
	}
}

// add adds a post in a change of its own.
func add(t *testing.T, w *sitetest.World, n int) {
	t.Helper()
	if err := digester(t, w).Add(t.Context(), testPost(n)); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
}

// TestCrash: a process that dies in the middle of a batch leaves the old file, and what
// is of no account the next one removes.
func TestCrash(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"digest_size_threshhold": 0.9})
	add(t, w, 1)
	c, err := w.Open(t, "test").Change(t.Context(), -1) // which is never committed
	if err != nil {
		t.Fatal(err)
	}
	d := Digester{w.Site, c}
	for _, n := range []int{2, 3, 4} {
		if err := d.Add(t.Context(), testPost(n)); err != nil {
			t.Fatal(err)
		}
	}
	if waiting, sent := subjects(t, w); waiting != "1" || sent != nil {
		t.Fatalf("after the crash %q wait, %v were sent", waiting, sent)
	}
	locks, _ := filepath.Glob(w.Path("locks/*"))
	for _, lock := range locks {
		if err := os.Remove(lock); err != nil {
			t.Fatal(err)
		}
	}
	add(t, w, 2)
	if waiting, sent := subjects(t, w); waiting != "12" || sent != nil {
		t.Errorf("then %q wait, %v were sent", waiting, sent)
	}
	if temps, _ := filepath.Glob(w.Path("*/*/*.tmp")); len(temps) > 0 {
		t.Errorf("left are %q", temps)
	}
}

// TestFaults: a disk that fails costs no post that waits, and doubles none.
func TestFaults(t *testing.T) {
	for _, test := range []struct {
		op, file string // what fails
		added    bool   // of the second post
		commits  bool
		waiting  string
	}{
		{"create", "digest.mbox.tmp", false, true, "1"},
		{"open", "digest.mbox", false, true, "1"},
		{"read", "digest.mbox", false, true, "1"},
		{"chmod", "digest.mbox.tmp", false, true, "1"},
		{"sync", "digest.mbox.tmp", true, false, "1"},
		{"rename", "digest.mbox.tmp", true, false, "1"},
		{"close", "digest.mbox.tmp", true, false, "1"},
	} {
		t.Run(test.op+" "+test.file, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", nil)
			add(t, w, 1)
			w.FS = &faultfs.FS{Fail: func(op, path string) error {
				if op == test.op && strings.HasSuffix(path, "/"+test.file) {
					return syscall.EIO
				}
				return nil
			}}
			d := digester(t, w)
			if err := d.Add(t.Context(), testPost(2)); (err == nil) != test.added || err != nil && !errors.Is(err, syscall.EIO) {
				t.Errorf("adding: %v", err)
			}
			if err := d.Change.CommitUnsaved(); (err == nil) != test.commits {
				t.Errorf("committing: %v", err)
			}
			if waiting, _ := subjects(t, w); waiting != test.waiting {
				t.Errorf("%q wait, want %q", waiting, test.waiting)
			}
		})
	}
}

// TestFullDisk: a post that finds no room leaves no part of it behind; those
// before and behind it stay.
func TestFullDisk(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	full := false
	w.FS = &faultfs.FS{Fail: func(op, _ string) error {
		if op == "write" && full {
			return syscall.ENOSPC
		}
		return nil
	}}
	d := digester(t, w)
	for n := 1; n <= 3; n++ {
		full = n == 2
		err := d.Add(t.Context(), testPost(n))
		if n == 2 && (!errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "digest of list test")) || n != 2 && err != nil {
			t.Errorf("post %d: %v", n, err)
		}
	}
	if err := d.Change.CommitUnsaved(); err != nil {
		t.Fatal(err)
	}
	if waiting, _ := subjects(t, w); waiting != "13" {
		t.Errorf("%q wait", waiting)
	}
}

// TestFaultInSending: posts go on, the digest is sent another time, and the
// list knows nothing of it.
func TestFaultInSending(t *testing.T) {
	for _, op := range []string{"write the digests", "empty the mailbox", "no masthead"} {
		t.Run(op, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", map[string]pyvalue.Value{"digest_size_threshhold": 0.3, "digest_footer": pyvalue.Str("")})
			n := 0
			w.FS = &faultfs.FS{Fail: func(o, path string) error {
				switch {
				case op == "write the digests" && o == "create" && strings.Contains(path, "/virgin/"):
					if n++; n == 2 { // the first is there then
						return syscall.ENOSPC
					}
				case op == "empty the mailbox" && o == "truncate":
					return syscall.EIO
				}
				return nil
			}}
			d := digester(t, w)
			before := listText(d.list())
			letter := w.Path("lists/test/en/masthead.txt")
			if op == "no masthead" {
				if err := errors.Join(os.Remove(letter), os.Mkdir(letter, 0o700)); err != nil {
					t.Fatal(err)
				}
			}
			if err := d.Add(t.Context(), testPost(1)); err != nil {
				t.Fatal(err)
			}
			w.Commit(t)
			if waiting, sent := subjects(t, w); waiting != "1" || sent != nil {
				t.Errorf("%q wait, %v were sent", waiting, sent)
			}
			if got := listText(d.list()); got != before {
				t.Errorf("the list: %s, want %s", got, before)
			}
			if log := w.Log.String(); !strings.HasPrefix(log, "error: send_digests() failed: ") {
				t.Errorf("logged: %s", log)
			}
			w.FS = nil
			if err := os.Remove(letter); err != nil {
				t.Fatal(err)
			}
			add(t, w, 2)
			if waiting, sent := subjects(t, w); waiting != "" || fmt.Sprint(sent) != "[12]" {
				t.Errorf("then %q wait, %v were sent", waiting, sent)
			}
		})
	}
}

// TestMode: Mailman's other programs write the file too.
func TestMode(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	box := w.Path("lists/test/digest.mbox")
	for _, want := range []fs.FileMode{0o660, 0o640} {
		add(t, w, 1)
		info, err := os.Stat(box)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("mode %v, want %v", info.Mode(), want)
		}
		if err := os.Chmod(box, 0o640); err != nil { // is kept
			t.Fatal(err)
		}
	}
}

// TestMissingLineEnd: what somebody left without a line end is not joined to
// the next post.
func TestMissingLineEnd(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	w.Write(t, "lists/test/digest.mbox", []byte("From x\nSubject: 1\n\nno end"))
	add(t, w, 2)
	if waiting, _ := subjects(t, w); waiting != "12" {
		t.Errorf("%q wait", waiting)
	}
}
