// SPDX-License-Identifier: GPL-2.0-or-later

package change

import (
	"errors"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
	"mmgen/runner/safeio/faultfs"
)

// content of a file; "-" where there is none.
func (s site) content(name string) string {
	data, err := os.ReadFile(s.path(name))
	if errors.Is(err, os.ErrNotExist) {
		return "-"
	}
	s.must(err)
	return string(data)
}

func (s site) append(c *Change, text string) error {
	return c.Append(s.path("mbox.tmp"), s.path("mbox"), []byte(text), 0o640)
}

// TestAppendIsFinished: the change has happened, and its process was killed. Who finishes it
// finds some text in the file.
func TestAppendIsFinished(t *testing.T) {
	for name, tt := range map[string]struct{ found, want string }{
		"nothing added yet":              {"first", "first, second"},
		"a part of it":                   {"first, se", "first, second"},
		"all of it":                      {"first, second", "first, second"},
		"all, and somebody's text":       {"first, second, his", "first, second, his"},
		"somebody's text":                {"firsthis", "firsthis, second"},
		"somebody's text, begun alike":   {"first, his", "first, his, second"},
		"part of it and somebody's text": {"first, sehis", "first, sehis, second"},
		"another file, shorter":          {"fi", "fi, second"},
		"another file, as long":          {"other", "other, second"},
		"an empty file":                  {"", ", second"},
		"no file":                        {"-", ", second"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			broken := false
			c := New(&faultfs.FS{Fail: func(op, path string) error {
				if broken && op == "open" && strings.HasSuffix(path, "mbox") {
					return unix.EIO
				}
				return nil
			}}, s.record())
			s.must(s.append(c, ", second"))
			broken = true
			if err := c.Commit(); !errors.Is(err, ErrUnfinished) {
				t.Fatalf("error is %v", err)
			}
			if tt.found == "-" {
				s.must(os.Remove(s.path("mbox")))
			} else {
				s.must(os.WriteFile(s.path("mbox"), []byte(tt.found), 0o660))
			}
			for range 2 { // the second time there is nothing to do
				s.must(Finish(safeio.OS, s.record()))
				if got := s.content("mbox"); got != tt.want {
					t.Errorf("the file is %q, want %q", got, tt.want)
				}
			}
			if s.content("mbox.tmp") != "-" || s.content("record") != "-" {
				t.Error("temporary file or record is left")
			}
		})
	}
}

// TestAppendToLongFile: texts of many pieces are completed wherever they were cut off.
func TestAppendToLongFile(t *testing.T) {
	text := strings.Repeat("0123456789abcde\n", 1<<14) // 256 kB
	for _, there := range []int{0, 1, 1<<16 - 1, 1 << 16, 1<<16 + 1, len(text) - 1, len(text)} {
		s := newSite(t)
		s.must(os.WriteFile(s.path("mbox"), []byte("first"+text[:there]), 0o660))
		s.must(os.WriteFile(s.path("mbox.tmp"), []byte(text), 0o640))
		s.must(step{kind: grow, temp: s.path("mbox.tmp"), file: s.path("mbox"), state: "5"}.take(safeio.OS))
		if s.content("mbox") != "first"+text {
			t.Errorf("cut off at %d: the file is not what it should be", there)
		}
	}
}

// TestAppendToFullDisk: half a text never stays at the end of the file.
func TestAppendToFullDisk(t *testing.T) {
	s := newSite(t)
	c := New(&faultfs.FS{Fail: func(op, path string) error {
		if op == "write" && strings.HasSuffix(path, "mbox") {
			return unix.ENOSPC
		}
		return nil
	}}, s.record())
	s.must(s.append(c, ", second"))
	if err := c.Commit(); !errors.Is(err, ErrUnfinished) || !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("error is %v", err)
	}
	if got := s.content("mbox"); got != "first" {
		t.Errorf("the file is %q", got)
	}
	s.must(Finish(safeio.OS, s.record()))
	if got := s.content("mbox"); got != "first, second" {
		t.Errorf("with room again the file is %q", got)
	}
}

// TestAppendTakenBack: what a failing Together has added goes, and no more than that.
func TestAppendTakenBack(t *testing.T) {
	for _, earlier := range []string{"", ", second"} {
		s := newSite(t)
		c := New(safeio.OS, s.record())
		if earlier != "" {
			s.must(s.append(c, earlier))
		}
		failed := errors.New("failed")
		if err := c.Together(func() error {
			s.must(s.append(c, ", third"))
			return failed
		}); !errors.Is(err, failed) {
			t.Errorf("error is %v", err)
		}
		s.must(c.Commit())
		if got, want := s.files(), strings.Replace(before, "first", "first"+earlier, 1); got != want {
			t.Errorf("files are\n%s", got)
		}
	}
}

// TestAppendCutShort: what could be written only in part is taken back, and the next text
// comes in its place; where that is impossible too the change is not made.
func TestAppendCutShort(t *testing.T) {
	for name, tt := range map[string]struct {
		fails string
		want  string
	}{
		"and taken back": {"write", "first, third"},
		"and stuck":      {"write truncate", "first"},
	} {
		t.Run(name, func(t *testing.T) {
			s, full := newSite(t), true
			c := New(&faultfs.FS{Fail: func(op, path string) error {
				if full && strings.Contains(tt.fails, op) && strings.HasSuffix(path, "mbox.tmp") {
					return unix.ENOSPC
				}
				return nil
			}}, s.record())
			if err := s.append(c, ", second"); !errors.Is(err, unix.ENOSPC) || !strings.Contains(err.Error(), s.path("mbox")) {
				t.Errorf("error is %v", err)
			}
			full = false
			stuck := s.append(c, ", third")
			if err := c.Commit(); (err != nil) != (stuck != nil) {
				t.Errorf("Append: %v, Commit: %v", stuck, err)
			}
			if got := s.content("mbox"); got != tt.want {
				t.Errorf("the file is %q, want %q", got, tt.want)
			}
		})
	}
}

// TestAppendMode: a new file has the mode, one that is there keeps its own.
func TestAppendMode(t *testing.T) {
	s := newSite(t)
	s.must(os.Chmod(s.path("mbox"), 0o604))
	c := New(safeio.OS, s.record())
	s.must(s.append(c, "x"))
	s.must(c.Append(s.path("young.tmp"), s.path("young"), []byte("x"), 0o666))
	s.must(c.Commit())
	for name, want := range map[string]os.FileMode{"mbox": 0o604, "young": 0o666} {
		if info, err := os.Stat(s.path(name)); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

// TestSize: how long files will be.
func TestSize(t *testing.T) {
	s := newSite(t)
	c := New(safeio.OS, s.record())
	defer c.Drop()
	s.must(s.append(c, ", second"))
	s.must(c.Append(s.path("young.tmp"), s.path("young"), []byte("young"), 0o660))
	s.must(c.Create(s.path("out/1.pck"), []byte("entry"), 0o660))
	s.must(c.Replace(s.path("list.tmp"), s.path("list"), "", []byte("newer"), 0o660))
	s.must(c.Append(s.path("empty.tmp"), s.path("empty"), nil, 0o660))
	for name, want := range map[string]int64{"mbox": 13, "young": 5, "out/1.pck": 5, "list": 5, "box": 3, "none": -1, "empty": -1} {
		size, ok, err := c.Size(s.path(name))
		if !ok {
			size = -1
		}
		if err != nil || size != want {
			t.Errorf("%s: %d, %v; want %d", name, size, err, want)
		}
	}
}

// TestSymlink: a link takes the place of a link or file, and not of a full directory.
func TestSymlink(t *testing.T) {
	for found, want := range map[string]string{"nothing": "mbox", "a link": "mbox", "a file": "mbox", "a directory": ""} {
		t.Run(found, func(t *testing.T) {
			s := newSite(t)
			index := s.path("index")
			switch found {
			case "a link":
				s.must(os.Symlink("elsewhere", index))
			case "a file":
				s.must(os.WriteFile(index, []byte("x"), 0o660))
			case "a directory":
				s.must(os.MkdirAll(index+"/x", 0o770))
			}
			c := New(safeio.OS, s.record())
			c.Symlink("mbox", index)
			s.must(c.Commit())
			if got, _ := os.Readlink(index); got != want {
				t.Errorf("the link leads to %q, want %q", got, want)
			}
			if s.content("record") != "-" {
				t.Error("a record is left")
			}
		})
	}
}

// TestAppendIsRefused: what can't be written to is no part of a change, which could not be
// finished.
func TestAppendIsRefused(t *testing.T) {
	s := newSite(t)
	c := New(&faultfs.FS{Fail: func(op, path string) error {
		if op == "open" && strings.HasSuffix(path, "mbox") {
			return unix.EACCES
		}
		return nil
	}}, s.record())
	if err := s.append(c, "text"); !errors.Is(err, unix.EACCES) {
		t.Errorf("error is %v", err)
	}
	s.must(os.Mkdir(s.path("folder"), 0o770))
	if err := c.Replace(s.path("folder.tmp"), s.path("folder"), "", nil, 0o640); !errors.Is(err, safeio.ErrNotRegular) {
		t.Errorf("error is %v", err)
	}
	c.Drop()
	if s.content("folder.tmp") != "-" || s.content("mbox.tmp") != "-" || s.content("record") != "-" {
		t.Error("temporary files or record are left")
	}
}
