// SPDX-License-Identifier: GPL-2.0-or-later

package archive_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/archive"
	"mmgen/runner/mlist"
	"mmgen/runner/safeio"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site/sitetest"
)

const first, second = "From a@b Wed Nov 18 11:06:40 2026\n\nFirst.\n", "From c@d Wed Nov 18 11:06:41 2026\n\nSecond.\n"

func newWorld(t *testing.T) *sitetest.World {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	return w
}

// appendBoth has two posts come into the mailbox with one change.
func appendBoth(t *testing.T, w *sitetest.World) error {
	t.Helper()
	return w.Open(t, "test").Update(t.Context(), time.Second, func(c *mlist.Change) error {
		return errors.Join(archive.AppendToMbox(w.Site, c, first), archive.AppendToMbox(w.Site, c, second))
	})
}

// TestAppendToMbox: every post is followed by an empty line, and begins on a line of its own
// (Mailbox.py: AppendMessage).
func TestAppendToMbox(t *testing.T) {
	const both = first + "\n" + second + "\n"
	for name, tt := range map[string]struct{ found, want string }{
		"no mailbox":         {"", both},
		"an empty one":       {"empty", both},
		"a post":             {"From x\n\nOld.\n\n", "From x\n\nOld.\n\n" + both},
		"a line without end": {"From x\n\nOld.", "From x\n\nOld.\n" + both},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if tt.found != "" {
				w.Write(t, "archives/private/test.mbox/test.mbox", []byte(strings.TrimPrefix(tt.found, "empty")))
			}
			if err := appendBoth(t, w); err != nil {
				t.Fatal(err)
			}
			if got, _ := os.ReadFile(w.Path("archives/private/test.mbox/test.mbox")); string(got) != tt.want {
				t.Errorf("the mailbox is %q, want %q", got, tt.want)
			}
		})
	}
}

// TestMboxModes: a new mailbox and its folder are what Mailman's umask leaves; a mailbox that is
// there keeps its mode.
func TestMboxModes(t *testing.T) {
	w := newWorld(t)
	check := func(name string, want os.FileMode) {
		t.Helper()
		if info, err := os.Stat(w.Path(name)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if err := appendBoth(t, w); err != nil {
		t.Fatal(err)
	}
	check("archives/private/test.mbox", 0o775)
	check("archives/private/test.mbox/test.mbox", 0o664)
	if err := os.Chmod(w.Path("archives/private/test.mbox/test.mbox"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := appendBoth(t, w); err != nil {
		t.Fatal(err)
	}
	check("archives/private/test.mbox/test.mbox", 0o640)
}

// TestMboxIsNoFile: what is wrong with the mailbox is an error that names it, and a line in
// the log.
func TestMboxIsNoFile(t *testing.T) {
	w := newWorld(t)
	w.Write(t, "archives/private/test.mbox/test.mbox/file", nil)
	err := appendBoth(t, w)
	if !errors.Is(err, safeio.ErrNotRegular) || !strings.Contains(err.Error(), "test.mbox/test.mbox") {
		t.Errorf("error is %v", err)
	}
	if !strings.Contains(w.Log.String(), "Archive file access failure:") {
		t.Errorf("logged is %s", w.Log)
	}
}

// TestMboxOnFullDisk: nothing comes into the mailbox, and its folder is not left behind.
func TestMboxOnFullDisk(t *testing.T) {
	w := newWorld(t)
	w.FS = &faultfs.FS{Fail: func(op, path string) error {
		if op == "write" && strings.HasSuffix(path, "test.mbox.tmp") {
			return unix.ENOSPC
		}
		return nil
	}}
	err := w.Open(t, "test").Update(t.Context(), time.Second, func(c *mlist.Change) error { return archive.AppendToMbox(w.Site, c, first) })
	if !safeio.IsSiteFault(err) {
		t.Errorf("error is %v", err)
	}
	if _, err := os.Stat(w.Path("archives/private/test.mbox")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
}
