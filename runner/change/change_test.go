// SPDX-License-Identifier: GPL-2.0-or-later

package change

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
	"mmgen/runner/safeio/faultfs"
)

// site is a directory with a list, a queue with two entries in hand, a queue to fill
// and a mailbox.
type site struct {
	t   *testing.T
	dir string
}

const (
	before = "box: one\nin/1.bak: a\nin/2.bak: b\nlist: old\nmbox: first\n"
	after  = "box: one two\nlist.last: old\nlist: new\nmbox: first, second, third\nnew/\nnew/deep/\nnew/deep/held: text\n" +
		"new/deep/latest: text\nnew/deep/mbox: other\nout/1.pck: A\nout/2.pck: B\n"
)

func newSite(t *testing.T) site {
	s := site{t, t.TempDir()}
	for _, dir := range []string{"in", "out"} {
		s.must(os.Mkdir(s.path(dir), 0o770))
	}
	for name, text := range map[string]string{"list": "old", "box": "one", "mbox": "first", "in/1.bak": "a", "in/2.bak": "b"} {
		s.must(os.WriteFile(s.path(name), []byte(text), 0o660))
	}
	return s
}

func (s site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s site) path(name string) string { return filepath.Join(s.dir, name) }

func (s site) record() string { return s.path("record") }

// files are all files with their contents.
func (s site) files() string {
	var lines []string
	s.must(filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(s.dir, path)
		if d != nil && d.IsDir() && strings.HasPrefix(name, "new") {
			lines = append(lines, name+"/\n")
		}
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		lines = append(lines, name+": "+string(text)+"\n")
		return err
	}))
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// folder makes a directory for files of a change.
func (s site) folder(c *Change, fsys safeio.FS, name string) error {
	if err := c.Folder(s.path(name)); err != nil {
		return err
	}
	return safeio.Mkdir(fsys, s.path(name), 0o770)
}

// run makes the change.
func (s site) run(fsys safeio.FS) error {
	c := New(fsys, s.record())
	err := errors.Join(
		c.Create(s.path("out/1.pck"), []byte("A"), 0o660),
		c.Create(s.path("out/2.pck"), []byte("B"), 0o660),
		s.folder(c, fsys, "new"),
		s.folder(c, fsys, "new/deep"),
		c.Create(s.path("new/deep/held"), []byte("text"), 0o660),
		c.Replace(s.path("list.tmp"), s.path("list"), s.path("list.last"), []byte("new"), 0o660),
		c.Append(s.path("mbox.tmp"), s.path("mbox"), []byte(", second"), 0o660),
		c.Append(s.path("new/deep/mbox.tmp"), s.path("new/deep/mbox"), []byte("other"), 0o640),
		c.Append(s.path("mbox.tmp"), s.path("mbox"), []byte(", third"), 0o660),
		c.Draft(s.path("box.tmp")))
	c.Symlink("held", s.path("new/deep/latest"))
	if err == nil {
		var drafts safeio.Batch
		err = errors.Join(drafts.WriteTemp(fsys, s.path("box.tmp"), safeio.Pieces([][]byte{[]byte("one two")}), 0o660), drafts.Sync())
	}
	if err == nil {
		err = c.Use(s.path("box.tmp"), s.path("box"), "")
	}
	if err != nil {
		c.Drop()
		return err
	}
	c.Remove(s.path("in/1.bak"))
	c.Remove(s.path("in/2.bak"))
	return c.Commit()
}

func TestCommit(t *testing.T) {
	s := newSite(t)
	s.must(s.run(safeio.OS))
	if got := s.files(); got != after {
		t.Errorf("files are\n%s", got)
	}
	info, err := os.Stat(s.path("new/deep/held"))
	if err != nil || info.Mode().Perm() != 0o660 {
		t.Errorf("mode of a new file: %v, %v", info.Mode(), err)
	}
}

func TestDrop(t *testing.T) {
	s := newSite(t)
	c := New(safeio.OS, s.record())
	s.must(c.Create(s.path("out/1.pck"), []byte("A"), 0o660))
	s.must(c.Replace(s.path("list.tmp"), s.path("list"), "", []byte("new"), 0o660))
	c.Remove(s.path("in/1.bak"))
	c.Drop()
	if got := s.files(); got != before {
		t.Errorf("files are\n%s", got)
	}
}

// TestKilled: before each step the process is killed: for it the disk is gone from
// then on. Who comes next finds all or nothing done, finishes it, and nothing else
// lies there.
func TestKilled(t *testing.T) {
	outcomes := map[string]int{}
	for step := 1; ; step++ {
		s := newSite(t)
		left := step
		err := s.run(&faultfs.FS{Fail: func(string, string) error {
			if left--; left <= 0 {
				return unix.EIO
			}
			return nil
		}})
		if left > 0 {
			s.must(err)
			break
		}
		removes, err := Removes(safeio.OS, s.record())
		s.must(err)
		s.must(Finish(safeio.OS, s.record()))
		got := s.files()
		outcomes[got]++
		if got != before && got != after {
			t.Fatalf("killed at step %d, files are\n%s", step, got)
		}
		if len(removes) > 0 && got != after {
			t.Fatalf("killed at step %d, it was to remove %q and did not", step, removes)
		}
	}
	if outcomes[before] < 10 || outcomes[after] < 10 {
		t.Errorf("kills before and behind the decision: %d, %d", outcomes[before], outcomes[after])
	}
}

// TestFinishKilled: the same for who finishes it, and two at once.
func TestFinishKilled(t *testing.T) {
	for step := 1; ; step++ {
		s := newSite(t)
		if err := s.run(failing("rename", "list.tmp")); !errors.Is(err, ErrUnfinished) {
			t.Fatalf("error is %v, want ErrUnfinished", err)
		}
		left := step
		err := Finish(&faultfs.FS{Fail: func(string, string) error {
			if left--; left == 0 {
				s.must(Finish(safeio.OS, s.record())) // the other one
			}
			return nil
		}}, s.record())
		s.must(err)
		// The state before may be lost, as a backup of the list, and nothing else.
		if got := strings.Replace(s.files(), "list.last: new", "list.last: old", 1); got != after {
			t.Fatalf("the other one came at step %d, files are\n%s", step, got)
		}
		if left > 0 {
			return
		}
	}
}

func failing(op, name string) *faultfs.FS {
	return &faultfs.FS{Fail: func(o, path string) error {
		if o == op && strings.HasSuffix(path, name) {
			return unix.EIO
		}
		return nil
	}}
}

// TestFaults: one step fails. Then the change is undone, or unfinished.
func TestFaults(t *testing.T) {
	for step := 1; ; step++ {
		s := newSite(t)
		left, failed := step, ""
		err := s.run(&faultfs.FS{Fail: func(op, path string) error {
			if left--; left == 0 {
				failed = op + " " + path
				return unix.ENOSPC
			}
			return nil
		}})
		if left > 0 {
			return
		}
		want := after
		switch {
		case errors.Is(err, ErrUnfinished):
			s.must(Finish(safeio.OS, s.record()))
		case err != nil:
			want = before
		}
		if got := s.files(); got != want {
			t.Fatalf("%s failed (%v), files are\n%s", failed, err, got)
		}
	}
}

// TestSomebodyElseSaved: after the lock's time was over somebody replaced the list.
// His state stays; the rest of the change is finished.
func TestSomebodyElseSaved(t *testing.T) {
	s := newSite(t)
	if err := s.run(failing("rename", "list.tmp")); !errors.Is(err, ErrUnfinished) {
		t.Fatal(err)
	}
	s.must(os.WriteFile(s.path("list.x"), []byte("his"), 0o660))
	s.must(os.Rename(s.path("list.x"), s.path("list")))
	s.must(Finish(safeio.OS, s.record()))
	want := strings.Replace(after, "list: new", "list: his", 1)
	if got := s.files(); got != want {
		t.Errorf("files are\n%s", got)
	}
}

// TestNameIsTaken: a new file never replaces another.
func TestNameIsTaken(t *testing.T) {
	s := newSite(t)
	s.must(os.WriteFile(s.path("out/1.pck"), []byte("other"), 0o660))
	s.must(s.run(safeio.OS))
	want := strings.Replace(after, "out/1.pck: A\n", "out/1.pck: other\nout/10.pck: A\n", 1)
	if got := s.files(); got != want {
		t.Errorf("files are\n%s", got)
	}
}

func TestTogetherAndWithdraw(t *testing.T) {
	s := newSite(t)
	c := New(safeio.OS, s.record())
	s.must(c.Create(s.path("held"), []byte("text"), 0o660))
	failed := errors.New("failed")
	err := c.Together(func() error {
		s.must(c.Create(s.path("out/1.pck"), []byte("A"), 0o660))
		return failed
	})
	if !errors.Is(err, failed) {
		t.Errorf("error is %v", err)
	}
	s.must(c.Create(s.path("out/2.pck"), []byte("B"), 0o660))
	c.Withdraw(s.path("held"))
	s.must(c.Commit())
	if got, want := s.files(), before+"out/2.pck: B\n"; got != want {
		t.Errorf("files are\n%s", got)
	}
}

// TestOddRecords: what is no record is no change, and names keep whatever is in them.
func TestOddRecords(t *testing.T) {
	s := newSite(t)
	odd := s.path("out/\"a b\"\n\xff.pck")
	c := New(failing("rename", ".tmp"), s.record())
	s.must(c.Create(odd, []byte("A"), 0o660))
	if err := c.Commit(); !errors.Is(err, ErrUnfinished) {
		t.Fatal(err)
	}
	s.must(Finish(safeio.OS, s.record()))
	if _, err := os.Stat(odd); err != nil {
		t.Error(err)
	}
	for i, text := range []string{"", "garbage\ncommit\n", "remove \"" + s.path("list") + "\"\ncommit", "remove list\ncommit\n\x00", "remove\ncommit\n"} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			s := newSite(t)
			s.must(os.WriteFile(s.record(), []byte(text), 0o660))
			s.must(Finish(safeio.OS, s.record()))
			if got := s.files(); got != before {
				t.Errorf("files are\n%s", got)
			}
		})
	}
}
