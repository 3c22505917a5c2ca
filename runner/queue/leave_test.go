// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"mmgen/runner/safeio/faultfs"
)

func TestPreserveKeepsWhatIsThere(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	for _, sample := range []string{"text", "object", "bad-garbage"} {
		s.add(t, sample, "in/"+name1+".bak")
		if err := q.Preserve(name1); err != nil {
			t.Fatal(err)
		}
	}
	s.wantFiles(t, "bad/"+name1+".psv", "bad/"+name1+".2.psv", "bad/"+name1+".3.psv")
	if got := s.read(t, "bad/"+name1+".3.psv"); got != "this is no pickle at all\n" {
		t.Errorf("the last one is %q", got)
	}
}

func TestMoveTo(t *testing.T) {
	s := newSite(t)
	out, retry := s.open(t, "out"), s.open(t, "retry")
	s.add(t, "object", "out/"+name1+".bak")
	content := s.read(t, "out/"+name1+".bak")
	if name, err := out.MoveTo(name1, retry); err != nil || name != name1 {
		t.Fatalf("moved as %q, %v", name, err)
	}
	s.wantFiles(t, "retry/"+name1+".pck")
	if got := s.read(t, "retry/"+name1+".pck"); got != content {
		t.Errorf("entry is %q, was %q", got, content)
	}

	s.add(t, "text", "out/"+name1+".bak")
	name, err := out.MoveTo(name1, retry)
	if err != nil || name == name1 || !strings.HasPrefix(name, "1794999000.25+") {
		t.Fatalf("moved as %q, %v", name, err)
	}
	s.wantFiles(t, "retry/"+name1+".pck", "retry/"+name+".pck")
	s.wantLog(t, "error: There is an entry ")
}

// Queues may lie on different file systems.
func TestMoveToOtherFileSystem(t *testing.T) {
	s := newSite(t)
	crossing := &faultfs.FS{Fail: func(op, path string) error {
		if op == "rename" && strings.HasSuffix(path, ".bak") {
			return syscall.EXDEV
		}
		return nil
	}}
	q, retry := s.open(t, "out", withFS(crossing)), s.open(t, "retry")
	s.add(t, "object", "out/"+name1+".bak")
	content := s.read(t, "out/"+name1+".bak")
	if _, err := q.MoveTo(name1, retry); err != nil {
		t.Fatal(err)
	}
	s.wantFiles(t, "retry/"+name1+".pck")
	s.wantMode(t, "retry/"+name1+".pck", 0o660)
	if got := s.read(t, "retry/"+name1+".pck"); got != content {
		t.Errorf("entry is %q, was %q", got, content)
	}
	s.add(t, "bad-garbage", "out/"+name2+".bak")
	if err := q.Preserve(name2); err != nil {
		t.Fatal(err)
	}
	s.wantFiles(t, "retry/"+name1+".pck", "bad/"+name2+".psv")
}

// Whatever the file system refuses, the entry stays, and the log says so as
// Mailman does. What can't be preserved is an entry again, if it can be renamed.
func TestLeaveFaults(t *testing.T) {
	leave := map[string]func(*Queue) error{
		"finish":   func(q *Queue) error { return q.Finish(name1) },
		"restore":  func(q *Queue) error { return q.Restore(name1) },
		"preserve": func(q *Queue) error { return q.Preserve(name1) },
		"move":     func(q *Queue) error { _, err := q.MoveTo(name1, q); return err },
	}
	faults := []struct {
		op    string
		errno error
		hit   string
	}{
		{"rename", syscall.EROFS, "restore preserve move"},
		{"remove", syscall.EACCES, "finish"},
		{"mkdir", syscall.ENOSPC, "preserve"},
	}
	for _, fault := range faults {
		for how := range strings.SplitSeq(fault.hit, " ") {
			t.Run(fault.op+" "+how, func(t *testing.T) {
				s := newSite(t)
				s.open(t, "in")
				q := s.open(t, "in")
				q.opt.FS = faultfs.Always(fault.op, fault.errno)
				s.add(t, "text", "in/"+name1+".bak")
				err := leave[how](q)
				var ioErr *IOError
				if !errors.As(err, &ioErr) || !errors.Is(err, fault.errno) {
					t.Errorf("error is %v, want an IOError with %v", err, fault.errno)
				}
				s.wantFiles(t, "in/"+name1+map[bool]string{true: ".pck", false: ".bak"}[fault.op == "mkdir"])
				s.wantLog(t, "error: Failed to unlink/preserve backup file: "+s.dir+"/in/"+name1+".bak\n")
			})
		}
	}
	for how, do := range leave {
		t.Run("gone "+how, func(t *testing.T) {
			s := newSite(t)
			if err := do(s.open(t, "in")); !errors.Is(err, ErrGone) {
				t.Errorf("error is %v, want ErrGone", err)
			}
		})
	}
}
