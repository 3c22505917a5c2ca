// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"testing"
	"time"

	"mmgen/runner/safeio"
)

const (
	now   = 1795000000
	name1 = "1794999000.25+1212121212121212121212121212121212121212"
	name2 = "1794999500.5+3434343434343434343434343434343434343434"
)

type logLines struct{ lines []string }

func (l *logLines) Logf(log, format string, args ...any) {
	l.lines = append(l.lines, log+": "+fmt.Sprintf(format, args...))
}

// site is a directory with the queues in and bad below it.
type site struct {
	dir string
	log *logLines
}

func newSite(t *testing.T) *site { return &site{t.TempDir(), &logLines{}} }

func (s *site) options() Options {
	return Options{
		Now:    func() time.Time { return time.Unix(now, 0) },
		Log:    s.log,
		BadDir: filepath.Join(s.dir, "bad"),
	}
}

func (s *site) open(t *testing.T, queue string, change ...func(*Options)) *Queue {
	t.Helper()
	o := s.options()
	for _, c := range change {
		c(&o)
	}
	q, err := Open(filepath.Join(s.dir, queue), o)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func withFS(fsys safeio.FS) func(*Options) { return func(o *Options) { o.FS = fsys } }

// add copies an entry from testdata into a queue's directory.
func (s *site) add(t *testing.T, sample, file string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", sample))
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, file, data)
}

func (s *site) write(t *testing.T, file string, data []byte) {
	t.Helper()
	path := filepath.Join(s.dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o770); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o660); err != nil {
		t.Fatal(err)
	}
}

func (s *site) read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// wantFiles compares the files of all queues.
func (s *site) wantFiles(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	err := filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(s.dir, path)
			got = append(got, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(got)
	sort.Strings(want)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("files are\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func (s *site) wantLog(t *testing.T, want ...string) {
	t.Helper()
	if len(s.log.lines) != len(want) {
		t.Errorf("log is %q, want %q", s.log.lines, want)
		return
	}
	for i, line := range s.log.lines {
		if !strings.HasPrefix(line, want[i]) {
			t.Errorf("log line %d is %q, want %q", i, line, want[i])
		}
	}
}

func (s *site) wantMode(t *testing.T, file string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(filepath.Join(s.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != want {
		t.Errorf("%s has mode %v, want %v", file, info.Mode(), want)
	}
}

func TestOpenMakesTheDirectory(t *testing.T) {
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	s := newSite(t)
	if err := os.Chmod(s.dir, 0o770|os.ModeSetgid); err != nil {
		t.Fatal(err)
	}
	s.open(t, "in")
	s.open(t, "in")
	s.wantMode(t, "in", os.ModeDir|os.ModeSetgid|0o770)

	_, err := Open(filepath.Join(s.dir, "none", "in"), s.options())
	if err == nil || !strings.Contains(err.Error(), s.dir+"/none/in") || !strings.Contains(err.Error(), "create the directory") {
		t.Errorf("missing parent: %v", err)
	}
}
