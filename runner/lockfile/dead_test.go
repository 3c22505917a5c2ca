// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio/faultfs"
)

// TestGiveBack: what a dead process of this program held goes, whatever that
// was; what others hold stays.
func TestGiveBack(t *testing.T) {
	w, dir := newWorld(), t.TempDir()
	until := w.now.Add(5 * time.Hour)
	for lock, holder := range map[string]string{
		"mmrun-out":      "box.example.com.7.0", // dead, one of this program
		"one.lock":       "box.example.com.7.1",
		"two.9.lock":     "box.example.com.7.12",
		"mmrun-in":       "box.example.com.8.0", // lives
		"three.lock":     "box.example.com.8.1",
		"four.lock":      "box.example.com.9.0", // dead, one of another program
		"five.lock":      "elsewhere.example.com.7.3",
		"mmrun-retry":    "elsewhere.example.com.7.3",
		"master-qrunner": "box.example.com.10",
	} {
		elsewhere(t, filepath.Join(dir, lock), holder, until)
	}
	for _, waiting := range []string{"three.lock.box.example.com.7.2", "mmrun-in.box.example.com.6.0", "five.lock.box.example.com.6.1", "four.lock.box.example.com.9.5"} {
		if err := os.WriteFile(filepath.Join(dir, waiting), []byte(filepath.Join(dir, waiting)), 0o664); err != nil {
			t.Fatal(err)
		}
	}
	o := w.options("box.example.com", 4242)
	o.Alive = func(h Holder) bool { return h.PID == 8 }
	o.Mark = "mmrun-"
	if err := GiveBack(dir, o); err != nil {
		t.Fatal(err)
	}
	want := "five.lock five.lock.elsewhere.example.com.7.3 four.lock four.lock.box.example.com.9.0 four.lock.box.example.com.9.5" +
		" master-qrunner master-qrunner.box.example.com.10 mmrun-in mmrun-in.box.example.com.8.0" +
		" mmrun-retry mmrun-retry.elsewhere.example.com.7.3 three.lock three.lock.box.example.com.8.1"
	if got := names(t, dir); got != want {
		t.Errorf("left are\n%s\nwant\n%s", strings.ReplaceAll(got, " ", "\n"), strings.ReplaceAll(want, " ", "\n"))
	}
}

// TestGiveBackOfOurNumber: a container starts the same program with the same
// number again.
func TestGiveBackOfOurNumber(t *testing.T) {
	w, dir := newWorld(), t.TempDir()
	elsewhere(t, filepath.Join(dir, "mmrun-out"), "box.7.0", w.now.Add(time.Hour))
	elsewhere(t, filepath.Join(dir, "test.lock"), "box.7.1", w.now.Add(time.Hour))
	o := w.options("box", 7)
	release := mustAcquire(t, mustNew(t, filepath.Join(dir, "mmrun-in"), o))
	ours := names(t, dir)
	o.Alive = func(Holder) bool { return true }
	o.Mark = "mmrun-"
	if err := GiveBack(dir, o); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !strings.HasPrefix(got, "mmrun-in mmrun-in.box.7.") || strings.Count(got, " ") != 1 {
		t.Errorf("left are %s, of %s", got, ours)
	}
	if err := release(); err != nil || names(t, dir) != "" {
		t.Errorf("then left are %s; %v", names(t, dir), err)
	}
}

// TestMark: whatever a process has locked, or waits for, it is known as one of this
// program's as long.
func TestMark(t *testing.T) {
	const until = " mmrun-process.box.7."
	w, dir := newWorld(), t.TempDir()
	o := w.options("box", 7)
	o.Mark = "mmrun-"
	one, two := mustNew(t, filepath.Join(dir, "one.lock"), o), mustNew(t, filepath.Join(dir, "two.lock"), o)
	releaseOne := mustAcquire(t, one)
	releaseTwo := mustAcquire(t, two)
	if err := releaseOne(); err != nil || !strings.Contains(" "+names(t, dir), until) {
		t.Errorf("with one of two locks left there are %s; %v", names(t, dir), err)
	}
	if err := releaseTwo(); err != nil || names(t, dir) != "" {
		t.Errorf("left are %s; %v", names(t, dir), err)
	}
	elsewhere(t, filepath.Join(dir, "one.lock"), "elsewhere.1.0", w.now.Add(time.Hour))
	known := false
	o.Sleep = func(ctx context.Context, d time.Duration) error {
		known = known || strings.Contains(" "+names(t, dir), until)
		return w.sleep(ctx, d)
	}
	if _, err := mustNew(t, filepath.Join(dir, "one.lock"), o).Acquire(t.Context(), time.Second); !errors.Is(err, ErrTimeout) || !known {
		t.Errorf("error is %v; it was known while it waited: %v", err, known)
	}
	if got := names(t, dir); got != "one.lock one.lock.elsewhere.1.0" {
		t.Errorf("left are %s", got)
	}
}

// TestOneMarkIsEnough: a process that has one of this program's own locks needs no other
// mark.
func TestOneMarkIsEnough(t *testing.T) {
	w, dir := newWorld(), t.TempDir()
	o := w.options("box", 7)
	o.Mark = "mmrun-"
	mustAcquire(t, mustNew(t, filepath.Join(dir, "mmrun-out"), o))
	mustAcquire(t, mustNew(t, filepath.Join(dir, "test.lock"), o))
	if got := names(t, dir); strings.Count(got, " ") != 3 || strings.Contains(got, markName) {
		t.Errorf("there are %s", got)
	}
}

// TestBreakingTakesTheRest: a process that breaks a dead process's lock gives back what
// else that process held, before.
func TestBreakingTakesTheRest(t *testing.T) {
	w, dir := newWorld(), t.TempDir()
	path := filepath.Join(dir, "mmrun-out")
	elsewhere(t, path, "box.7.0", w.now.Add(time.Hour))
	elsewhere(t, filepath.Join(dir, "test.lock"), "box.7.1", w.now.Add(5*time.Hour))
	o := w.options("box", 8)
	o.Alive = func(Holder) bool { return false }
	if err := mustAcquire(t, mustNew(t, path, o))(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); got != "" {
		t.Errorf("left are %s", got)
	}
}

// TestReleaseOnABadDisk: one I/O error while a lock is given back does not keep
// it, whichever step it hits.
func TestReleaseOnABadDisk(t *testing.T) {
	for _, op := range []string{"chtimes", "open", "read", "stat", "remove", "close"} {
		t.Run(op, func(t *testing.T) {
			w, dir := newWorld(), t.TempDir()
			failing := false
			o := w.options("box", 7)
			o.FS = &faultfs.FS{Fail: func(o, _ string) error {
				if failing && o == op {
					failing = op != "remove" && op != "chtimes" // these once, the others for good
					return unix.EIO
				}
				return nil
			}}
			release := mustAcquire(t, mustNew(t, filepath.Join(dir, "test.lock"), o))
			failing = true
			if err := release(); err != nil {
				t.Error(err)
			}
			if got := names(t, dir); got != "" {
				t.Errorf("left are %s", got)
			}
		})
	}
}

// TestReleaseImpossible: a lock that can't be removed is over at once.
func TestReleaseImpossible(t *testing.T) {
	w, dir := newWorld(), t.TempDir()
	path := filepath.Join(dir, "test.lock")
	o := w.options("box", 7)
	o.FS = faultfs.Always("remove", unix.EROFS)
	if err := mustAcquire(t, mustNew(t, path, o))(); !errors.Is(err, unix.EROFS) || !strings.Contains(err.Error(), "mount it read-write") {
		t.Errorf("error is %v", err)
	}
	if err := mustAcquire(t, mustNew(t, path, w.options("other", 8)))(); err != nil {
		t.Errorf("another one did not get it: %v", err)
	}
}

// TestNoFile: something else has the lock's name. Nothing waits for it.
func TestNoFile(t *testing.T) {
	for name, make := range map[string]func(path string) error{
		"a pipe":           func(path string) error { return unix.Mkfifo(path, 0o660) },
		"a directory":      func(path string) error { return os.Mkdir(path, 0o770) },
		"a link to a pipe": func(path string) error { return errors.Join(unix.Mkfifo(path+"x", 0o660), os.Symlink(path+"x", path)) },
		"a socket": func(path string) error {
			fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
			return errors.Join(err, unix.Bind(fd, &unix.SockaddrUnix{Name: path}), unix.Close(fd))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "l")
			if err := make(path); err != nil {
				t.Skip(err)
			}
			if _, err := Read(path, "box"); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("reading it: %v", err)
			}
			_, err := mustNew(t, path, newWorld().options("box", 7)).Acquire(t.Context(), time.Minute)
			if err == nil || errors.Is(err, ErrTimeout) || !strings.Contains(err.Error(), path) {
				t.Errorf("taking it: %v", err)
			}
		})
	}
}
