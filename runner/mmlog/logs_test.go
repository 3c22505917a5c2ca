// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mmgen/runner/mmlog"
	"mmgen/runner/safeio/faultfs"
)

var paris = time.FixedZone("CET", 3600)

func at(unix int64, loc *time.Location) func() time.Time {
	return func() time.Time { return time.Unix(unix, 0).In(loc) }
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// What Mailman 2.1.39 wrote for these calls of its syslog() at that time.
func TestLines(t *testing.T) {
	tests := []struct {
		name   string
		now    func() time.Time
		format string
		args   []any
		want   string
	}{
		{"one line", at(1795000000, time.UTC), ".bak file max count, preserving file: %s", []any{"1+2"},
			"Nov 18 11:06:40 2026 (4242) .bak file max count, preserving file: 1+2\n"},
		{"local time", at(1795000000, paris), "hello", nil,
			"Nov 18 12:06:40 2026 (4242) hello\n"},
		{"day below ten", at(1793497599, time.UTC), "hello", nil,
			"Nov 01 01:46:39 2026 (4242) hello\n"},
		{"further lines as they are", at(1795000000, time.UTC), "error opening list: %s\n%s", []any{"nolist", ""},
			"Nov 18 11:06:40 2026 (4242) error opening list: nolist\n\n"},
		{"percent without arguments", at(1795000000, time.UTC), "100% %s", nil,
			"Nov 18 11:06:40 2026 (4242) 100% %s\n"},
		{"bytes of no charset", at(1795000000, time.UTC), "%s", []any{"gr\xfc\xdfe \xe2\x82\xac"},
			"Nov 18 11:06:40 2026 (4242) gr\xfc\xdfe \xe2\x82\xac\n"},
		{"empty", at(1795000000, time.UTC), "", nil,
			"Nov 18 11:06:40 2026 (4242) \n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			logs := mmlog.New(mmlog.Options{Dir: dir, PID: 4242, Now: tt.now})
			defer logs.Close()
			logs.Logf("error", tt.format, tt.args...)
			if got := read(t, filepath.Join(dir, "error")); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// A mail's Message-ID may be as long as the mail.
func TestLongTexts(t *testing.T) {
	text := func(kB int) string { return strings.Repeat("x", kB<<10) }
	for _, tt := range []struct {
		name string
		arg  any
		want string
	}{
		{"as long as may be", text(64), "msgid: " + text(64)},
		{"longer", text(65), "msgid: " + text(64) + ".. (66560 bytes)"},
		{"an error", errors.New(text(65)), "msgid: " + text(65)},
		{"a longer one", errors.New(text(256)), ("msgid: " + text(256))[:256<<10] + ".. (262151 bytes)"},
	} {
		dir := t.TempDir()
		logs := mmlog.New(mmlog.Options{Dir: dir, PID: 4242, Now: at(1795000000, time.UTC)})
		logs.Logf("vette", "msgid: %s", tt.arg)
		logs.Close()
		_, got, _ := strings.Cut(strings.TrimSuffix(read(t, filepath.Join(dir, "vette")), "\n"), ") ")
		if got != tt.want {
			t.Errorf("%s: %d bytes, end %q; want %d, %q", tt.name, len(got), got[len(got)-30:], len(tt.want), tt.want[len(tt.want)-30:])
		}
	}
}

func TestFilesAreMadeWhenFirstWrittenTo(t *testing.T) {
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "smtp"), []byte("before\n"), 0o604); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "smtp"), 0o604); err != nil {
		t.Fatal(err)
	}
	logs := mmlog.New(mmlog.Options{Dir: dir, PID: 1, Now: at(1795000000, time.UTC)})
	defer logs.Close()
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%d files before the first message", len(entries))
	}
	logs.Logf("smtp-failure", "x")
	logs.Logf("smtp", "y")
	for name, want := range map[string]os.FileMode{"smtp-failure": 0o660, "smtp": 0o604} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", name, info.Mode(), want)
		}
	}
	if got, want := read(t, filepath.Join(dir, "smtp")), "before\nNov 18 11:06:40 2026 (1) y\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLinkToAFileThatIsNotThereYet(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(dir, "post")); err != nil {
		t.Fatal(err)
	}
	logs := mmlog.New(mmlog.Options{Dir: dir, Now: at(1795000000, time.UTC)})
	defer logs.Close()
	logs.Logf("post", "x")
	if got := read(t, filepath.Join(dir, "elsewhere")); !strings.HasSuffix(got, " x\n") {
		t.Errorf("got %q", got)
	}
}

// After log rotation moved a file away and the logs were closed, lines go to
// a new one.
func TestCloseOpensAgain(t *testing.T) {
	dir := t.TempDir()
	logs := mmlog.New(mmlog.Options{Dir: dir, PID: 1, Now: at(1795000000, time.UTC)})
	logs.Logf("post", "one")
	if err := os.Rename(filepath.Join(dir, "post"), filepath.Join(dir, "post.1")); err != nil {
		t.Fatal(err)
	}
	if err := logs.Close(); err != nil {
		t.Fatal(err)
	}
	logs.Logf("post", "two")
	logs.Close()
	if got := read(t, filepath.Join(dir, "post")); !strings.HasSuffix(got, " two\n") || strings.Contains(got, "one") {
		t.Errorf("got %q", got)
	}
}

func TestUnwritableGoesToStderr(t *testing.T) {
	const line = "Nov 18 11:06:40 2026 (7) "
	tests := []struct {
		name string
		opt  func(dir string) mmlog.Options
		want string // DIR stands for LOG_DIR
	}{
		{"no directory", func(dir string) mmlog.Options {
			return mmlog.Options{Dir: filepath.Join(dir, "none")}
		}, "log lines go here, since they can't be written: open DIR/none/error: no such file or directory" +
			" (create the directory, owned by the site's user and group, mode 2770)\n" +
			"error: " + line + "one\npost: " + line + "two\nerror: " + line + "three\n"},
		{"read-only file system", func(dir string) mmlog.Options {
			return mmlog.Options{Dir: dir, FS: faultfs.Always("create", syscall.EROFS)}
		}, "log lines go here, since they can't be written: create DIR/error: read-only file system" +
			" (mount it read-write, or, in a unit of your own, name it in ReadWritePaths=)\n" +
			"error: " + line + "one\npost: " + line + "two\nerror: " + line + "three\n"},
		{"full disk", func(dir string) mmlog.Options {
			return mmlog.Options{Dir: dir, FS: faultfs.Always("write", syscall.ENOSPC)}
		}, "log lines go here, since they can't be written: write DIR/error: no space left on device" +
			" (make room on that file system)\n" +
			"error: " + line + "one\npost: " + line + "two\nerror: " + line + "three\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			var stderr bytes.Buffer
			opt := tt.opt(dir)
			opt.PID, opt.Now, opt.Stderr = 7, at(1795000000, time.UTC), &stderr
			logs := mmlog.New(opt)
			defer logs.Close()
			logs.Logf("error", "one")
			logs.Logf("post", "two")
			logs.Logf("error", "three")
			if got := strings.ReplaceAll(stderr.String(), dir, "DIR"); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

// A pipe, a socket or a device can't hold a log, and must not make the work wait:
// the pipe may have no reader. The other logs are written all the same.
func TestNoFileInPlaceOfALog(t *testing.T) {
	kinds := map[string]func(t *testing.T, name string){
		"pipe without a reader": func(t *testing.T, name string) { check(t, syscall.Mkfifo(name, 0o660)) },
		"pipe with a reader": func(t *testing.T, name string) {
			check(t, syscall.Mkfifo(name, 0o660))
			reader, err := os.OpenFile(name, os.O_RDWR, 0)
			check(t, err)
			t.Cleanup(func() { reader.Close() })
		},
		"socket": func(t *testing.T, name string) {
			socket, err := net.Listen("unix", name)
			check(t, err)
			t.Cleanup(func() { socket.Close() })
		},
		"device": func(t *testing.T, name string) { check(t, os.Symlink("/dev/full", name)) },
		"link to a pipe": func(t *testing.T, name string) {
			check(t, syscall.Mkfifo(name+".fifo", 0o660))
			check(t, os.Symlink(name+".fifo", name))
		},
	}
	for kind, put := range kinds {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			put(t, filepath.Join(dir, "post"))
			var stderr bytes.Buffer
			logs := mmlog.New(mmlog.Options{Dir: dir, PID: 7, Now: at(1795000000, time.UTC), Stderr: &stderr})
			defer logs.Close()
			logs.Logf("post", "one")
			logs.Logf("smtp", "two")
			want := "log lines go here, since they can't be written: open DIR/post: not a regular file (move it away)\n" +
				"post: Nov 18 11:06:40 2026 (7) one\n"
			if got := strings.ReplaceAll(stderr.String(), dir, "DIR"); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			if got := read(t, filepath.Join(dir, "smtp")); !strings.HasSuffix(got, " two\n") {
				t.Errorf("smtp has %q", got)
			}
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// An administrator who links a log to /dev/null wants none of its lines.
func TestLinkToDevNull(t *testing.T) {
	dir := t.TempDir()
	check(t, os.Symlink("/dev/null", filepath.Join(dir, "post")))
	var stderr bytes.Buffer
	logs := mmlog.New(mmlog.Options{Dir: dir, Stderr: &stderr})
	defer logs.Close()
	logs.Logf("post", "one")
	if stderr.Len() > 0 {
		t.Errorf("stderr got %q", stderr.String())
	}
}

// A disk that was full and has room again: the torn line must not run into
// the next one.
func TestTornLine(t *testing.T) {
	dir := t.TempDir()
	full := false
	fsys := &faultfs.FS{Fail: func(op, _ string) error {
		if op == "write" && full {
			return syscall.ENOSPC
		}
		return nil
	}}
	var stderr bytes.Buffer
	logs := mmlog.New(mmlog.Options{Dir: dir, PID: 1, Now: at(1795000000, time.UTC), Stderr: &stderr, FS: fsys})
	defer logs.Close()
	logs.Logf("post", "one")
	full = true
	logs.Logf("post", "lost half way")
	full = false
	logs.Logf("post", "three")
	logs.Logf("post", "four")
	lines := strings.Split(strings.TrimSuffix(read(t, filepath.Join(dir, "post")), "\n"), "\n")
	if len(lines) != 4 || !strings.HasSuffix(lines[2], "(1) three") || !strings.HasSuffix(lines[3], "(1) four") {
		t.Errorf("lines are %q", lines)
	}
	if !strings.Contains(stderr.String(), "(1) lost half way\n") {
		t.Errorf("stderr has %q", stderr.String())
	}
}

type fakeJournal struct {
	sent []string
	err  error
}

func (j *fakeJournal) Send(r mmlog.Record) error {
	if j.err == nil {
		j.sent = append(j.sent, strings.TrimSpace(fmt.Sprintf("%d %s: %s %s", r.Priority, r.Log, r.Text, r.Subject.List+r.Outcome)))
	}
	return j.err
}

func TestJournal(t *testing.T) {
	dir := t.TempDir()
	var stderr bytes.Buffer
	j := &fakeJournal{}
	logs := mmlog.New(mmlog.Options{Dir: dir, Now: at(1795000000, time.UTC), Journal: j, Stderr: &stderr})
	defer logs.Close()
	logs.Logf("error", "first\nsecond\n")
	if want := "3 error: first\nsecond"; len(j.sent) != 1 || j.sent[0] != want {
		t.Errorf("journal got %q, want %q", j.sent, want)
	}
	if got := read(t, filepath.Join(dir, "error")); !strings.HasSuffix(got, " first\nsecond\n\n") {
		t.Errorf("file got %q", got)
	}
	if stderr.Len() > 0 {
		t.Errorf("stderr got %q", stderr.String())
	}
	mmlog.Noticef(logs, "error", "%s is back", "it")
	if want := "5 error: it is back"; len(j.sent) != 2 || j.sent[1] != want {
		t.Errorf("journal got %q, want %q", j.sent, want)
	}
}

// The journal alone hears what messages are about, and how entries ended.
func TestAbout(t *testing.T) {
	dir := t.TempDir()
	j := &fakeJournal{}
	logs := mmlog.New(mmlog.Options{Dir: dir, Journal: j})
	defer logs.Close()
	post := mmlog.Subject{Queue: "in", Entry: "1.0+ab", List: "demo", MessageID: "<1@example.com>"}
	logs.Logf("post", "first")
	mmlog.About(logs, post)
	logs.Logf("post", "second")
	mmlog.Ended(logs, post, mmlog.Done)
	mmlog.About(logs, mmlog.Subject{})
	logs.Logf("post", "third")
	mmlog.Ended(logs, mmlog.Subject{Queue: "in", Entry: "2.0+cd"}, mmlog.Bad)
	want := []string{"6 post: first", "6 post: second demo", "6 : in: <1@example.com> of demo: done demodone", "6 post: third",
		"5 : in: entry 2.0+cd: bad bad"}
	if !slices.Equal(j.sent, want) {
		t.Errorf("journal got %q, want %q", j.sent, want)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("the logs are %v, want post alone: %v", files, err)
	}
}

// Standard error leads to the journal as well: what the journal has need not
// go there once more.
func TestJournalStandsInForStderr(t *testing.T) {
	var stderr bytes.Buffer
	j := &fakeJournal{}
	logs := mmlog.New(mmlog.Options{Dir: "/nonexistent", Now: at(1795000000, time.UTC), Journal: j, Stderr: &stderr})
	logs.Logf("error", "hello")
	if strings.Contains(stderr.String(), "hello") || len(j.sent) != 1 {
		t.Errorf("stderr %q, journal %q", stderr.String(), j.sent)
	}
	j.err = errors.New("no socket")
	logs.Logf("error", "once more")
	if !strings.Contains(stderr.String(), "once more") {
		t.Errorf("stderr %q", stderr.String())
	}
}

// Several processes and goroutines write at once: every line stays whole.
func TestConcurrentWriters(t *testing.T) {
	dir := t.TempDir()
	const writers, lines = 8, 200
	var wg sync.WaitGroup
	shared := mmlog.New(mmlog.Options{Dir: dir, PID: 0})
	defer shared.Close()
	for w := range writers {
		wg.Go(func() {
			logs := shared
			if w%2 == 1 { // as another process would
				logs = mmlog.New(mmlog.Options{Dir: dir, PID: w})
				defer logs.Close()
			}
			for i := range lines {
				logs.Logf("post", "writer %d line %d %s", w, i, strings.Repeat("x", 500))
			}
		})
	}
	wg.Wait()
	got := strings.Split(strings.TrimSuffix(read(t, filepath.Join(dir, "post")), "\n"), "\n")
	if len(got) != writers*lines {
		t.Fatalf("%d lines, want %d", len(got), writers*lines)
	}
	seen := map[string]bool{}
	for _, line := range got {
		var w, i int
		var xs string
		_, rest, _ := strings.Cut(line, ") ")
		if _, err := fmt.Sscanf(rest, "writer %d line %d %s", &w, &i, &xs); err != nil || len(xs) != 500 {
			t.Fatalf("torn line %q", line)
		}
		seen[rest] = true
	}
	if len(seen) != writers*lines {
		t.Errorf("%d different lines, want %d", len(seen), writers*lines)
	}
}
