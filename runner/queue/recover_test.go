// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio/faultfs"
)

// load reads an entry's file.
func (s *site) load(t *testing.T, file string) *Entry {
	t.Helper()
	e, _, err := load(file, []byte(s.read(t, file)), pickle.Load)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestRecover(t *testing.T) {
	tests := []struct {
		sample string
		count  int64
		key    string // how its protocol writes _bak_count
		badLog string // empty where the entry goes on
	}{
		{"text", 1, "S'_bak_count'\n", ""},
		{"text-recovered-once", 2, "S'_bak_count'\n", ""},
		{"text-recovered-twice", 3, "S'_bak_count'\n", "error: .bak file max count, preserving file: " + name1},
		{"object", 1, "U\n_bak_count", ""},
	}
	for _, tt := range tests {
		t.Run(tt.sample, func(t *testing.T) {
			s := newSite(t)
			q := s.open(t, "in")
			s.add(t, tt.sample, "in/"+name1+".bak")
			before := s.load(t, "in/"+name1+".bak")
			if err := q.Recover(); err != nil {
				t.Fatal(err)
			}
			file := "in/" + name1 + ".pck"
			if tt.badLog != "" {
				file = "bad/" + name1 + ".psv"
				s.wantLog(t, tt.badLog)
			} else {
				s.wantLog(t)
			}
			s.wantFiles(t, file)
			s.wantMode(t, file, 0o660)
			if raw := s.read(t, file); !strings.Contains(raw, tt.key) {
				t.Errorf("file is %q, without %q", raw, tt.key)
			}
			after := s.load(t, file)
			if got := after.Data.Int("_bak_count"); got != tt.count {
				t.Errorf("_bak_count is %d, want %d", got, tt.count)
			}
			after.Data.Delete(pyvalue.Str("_bak_count"))
			before.Data.Delete(pyvalue.Str("_bak_count"))
			if !pyvalue.Equal(after.Data.Dict, before.Data.Dict) || !pyvalue.Equal(after.Value, before.Value) {
				t.Errorf("more than the count has changed: %v", pyvalue.Repr(after.Data.Dict))
			}
		})
	}
}

// A message that its runner dies of each time is put away after three runs.
func TestRecoverEndsALoop(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	s.add(t, "object", "in/"+name1+".pck")
	for run := 1; ; run++ {
		if err := q.Recover(); err != nil {
			t.Fatal(err)
		}
		l, err := q.List()
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Names) == 0 {
			if run != 4 {
				t.Errorf("put away in run %d, want 4", run)
			}
			break
		}
		if _, err := q.Take(name1); err != nil {
			t.Fatal(err)
		}
	}
	s.wantFiles(t, "bad/"+name1+".psv")
}

func TestRecoverUnreadable(t *testing.T) {
	samples, err := filepath.Glob("testdata/bad-*")
	if err != nil || len(samples) < 8 {
		t.Fatalf("samples are missing: %v, %v", samples, err)
	}
	for _, path := range samples {
		sample := filepath.Base(path)
		t.Run(sample, func(t *testing.T) {
			s := newSite(t)
			q := s.open(t, "in")
			s.add(t, sample, "in/"+name1+".bak")
			s.add(t, "text", "in/"+name2+".bak")
			content := s.read(t, "in/"+name1+".bak")
			if err := q.Recover(); err != nil {
				t.Fatal(err)
			}
			s.wantFiles(t, "bad/"+name1+".psv", "in/"+name2+".pck")
			s.wantLog(t, "error: Unpickling .bak exception: ")
			if !strings.HasSuffix(s.log.lines[0], "\npreserving file: "+name1) {
				t.Errorf("log is %q", s.log.lines)
			}
			if got := s.read(t, "bad/"+name1+".psv"); got != content {
				t.Errorf("preserved %q, was %q", got, content)
			}
		})
	}
	t.Run("odd count", func(t *testing.T) {
		s := newSite(t)
		s.write(t, "in/"+name1+".bak", []byte("N.(dp1\nS'_bak_count'\np2\nS'many'\np3\ns."))
		if err := s.open(t, "in").Recover(); err != nil {
			t.Fatal(err)
		}
		s.wantFiles(t, "bad/"+name1+".psv")
	})
}

func TestRecoverOnlyOwnSlice(t *testing.T) {
	s := newSite(t)
	s.add(t, "text", "in/"+name1+".bak") // digest 12..
	s.write(t, "in/1794999000.25+ff.bak", nil)
	const high = "1794999000.25+f212121212121212121212121212121212121212"
	s.add(t, "text", "in/"+high+".bak")
	s.write(t, "in/odd.bak", nil)
	q := s.open(t, "in", func(o *Options) { o.Slice, o.Slices = 1, 2 })
	if err := q.Recover(); err != nil {
		t.Fatal(err)
	}
	s.wantFiles(t, "in/"+name1+".bak", "in/1794999000.25+ff.bak", "in/odd.bak", "in/"+high+".pck")
}

// Both names at once: of one message (an entry was restored from a backup, or
// a rename over NFS was cut in two), or of two.
func TestRecoverBesidePck(t *testing.T) {
	t.Run("same message", func(t *testing.T) {
		s := newSite(t)
		s.add(t, "text", "in/"+name1+".bak")
		s.add(t, "text", "in/"+name1+".pck")
		if err := s.open(t, "in").Recover(); err != nil {
			t.Fatal(err)
		}
		s.wantFiles(t, "in/"+name1+".pck")
		s.wantLog(t, "error: Removing .bak file, the entry is there as well: "+name1)
	})
	t.Run("other message", func(t *testing.T) {
		s := newSite(t)
		q := s.open(t, "in")
		s.add(t, "text", "in/"+name1+".bak")
		s.add(t, "object", "in/"+name1+".pck")
		if err := q.Recover(); err != nil {
			t.Fatal(err)
		}
		l, err := q.List()
		if err != nil || len(l.Names) != 2 {
			t.Fatalf("listing is %q, %v", l, err)
		}
		s.wantLog(t, "error: There is an entry ")
		for _, name := range l.Names {
			if _, err := q.Take(name); err != nil {
				t.Error(err)
			}
		}
	})
}

// A fault with one entry must not keep the others from being recovered, nor
// cost the entry.
func TestRecoverFaults(t *testing.T) {
	for op, errno := range map[string]error{
		"open": syscall.EIO, "read": syscall.EIO, "create": syscall.EROFS,
		"write": syscall.ENOSPC, "sync": syscall.EIO, "rename": syscall.EROFS,
	} {
		t.Run(op, func(t *testing.T) {
			s := newSite(t)
			q := s.open(t, "in", withFS(&faultfs.FS{Fail: func(o, path string) error {
				if o == op && strings.Contains(path, name1) {
					return errno
				}
				return nil
			}}))
			s.add(t, "text", "in/"+name1+".bak")
			s.add(t, "text", "in/"+name2+".bak")
			before := s.load(t, "in/"+name1+".bak")
			err := q.Recover()
			var fault *IOError
			if !errors.As(err, &fault) || !errors.Is(err, errno) {
				t.Errorf("error is %v, want an IOError with %v", err, errno)
			}
			s.wantFiles(t, "in/"+name1+".bak", "in/"+name2+".pck")
			if after := s.load(t, "in/"+name1+".bak"); !pyvalue.Equal(after.Value, before.Value) {
				t.Error("the message has changed")
			}
		})
	}
}
