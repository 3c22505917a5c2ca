// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// countUnderLock adds one to the number in a file, n times, reading and
// writing it in two steps that only the lock holds together.
func countUnderLock(t *testing.T, lock, file string, n int, o Options) {
	l, err := New(lock, o)
	if err != nil {
		t.Error(err)
		return
	}
	for range n {
		release, err := l.Acquire(t.Context(), time.Minute)
		if err != nil {
			t.Error(err)
			return
		}
		if err := increment(file); err != nil {
			t.Error(err)
		}
		if err := release(); err != nil {
			t.Error(err)
		}
	}
}

func increment(file string) error {
	data, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	n := 0
	if len(data) > 0 {
		if n, err = strconv.Atoi(string(data)); err != nil {
			return err
		}
	}
	time.Sleep(time.Millisecond)
	return os.WriteFile(file, []byte(strconv.Itoa(n+1)), 0o600)
}

func wantCount(t *testing.T, file string, want int) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(data); got != strconv.Itoa(want) {
		t.Errorf("counted to %s, want %d", got, want)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*.lock*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

// TestRaceChild is a process of TestRaceOfProcesses.
func TestRaceChild(t *testing.T) {
	dir := os.Getenv("LOCKFILE_RACE_DIR")
	if dir == "" {
		t.Skip("only as a child of TestRaceOfProcesses")
	}
	countUnderLock(t, filepath.Join(dir, "test.lock"), filepath.Join(dir, "count"), 20, Options{})
}

func TestRaceOfProcesses(t *testing.T) {
	dir := t.TempDir()
	var children []*exec.Cmd
	for range 4 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestRaceChild$")
		cmd.Env = append(os.Environ(), "LOCKFILE_RACE_DIR="+dir)
		cmd.Stdout, cmd.Stderr = new(bytes.Buffer), os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, cmd)
	}
	for _, cmd := range children {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v\n%s", err, cmd.Stdout)
		}
	}
	wantCount(t, filepath.Join(dir, "count"), 80)
}

func TestRaceOfGoroutines(t *testing.T) {
	dir := t.TempDir()
	done := make(chan bool)
	const workers = 8
	for range workers {
		go func() {
			countUnderLock(t, filepath.Join(dir, "test.lock"), filepath.Join(dir, "count"), 20, Options{})
			done <- true
		}()
	}
	for range workers {
		<-done
	}
	wantCount(t, filepath.Join(dir, "count"), 20*workers)
}

// Whoever takes the lock dies with it, again and again; its lifetime is over
// at once. Two must never hold it at a time while they break it.
func TestRaceForStaleLocks(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "test.lock")
	done := make(chan bool)
	const workers, rounds = 6, 30
	for w := range workers {
		go func() {
			defer func() { done <- true }()
			for i := range rounds {
				// No such host: each taking is a holder of its own.
				o := Options{Hostname: fmt.Sprintf("h%d-%d", w, i), PID: 1, Now: func() time.Time { return time.Now() }}
				if i%2 == 1 {
					leaveStale(path, o.Hostname)
				}
				countUnderLock(t, path, filepath.Join(dir, "count"), 1, o)
			}
		}()
	}
	for range workers {
		<-done
	}
	wantCount(t, filepath.Join(dir, "count"), workers*rounds)
}

// leaveStale tries to leave a lock of a dead holder, as long as nobody else
// has it.
func leaveStale(path, host string) {
	claim := path + "." + host + ".9.0"
	old := time.Now().Add(-time.Hour)
	if os.WriteFile(claim, []byte(claim), 0o600) != nil || os.Chtimes(claim, old, old) != nil {
		return
	}
	if os.Link(claim, path) != nil {
		_ = os.Remove(claim)
	}
}

// TestAgainstPython lets Mailman's LockFile.py and this package compete. It
// needs a Python 2.7 and $MAILMAN_PYTHONPATH, such as
// /usr/lib/mailman:/usr/lib/mailman/pythonlib, where `import Mailman` works.
func TestAgainstPython(t *testing.T) {
	pythonpath := os.Getenv("MAILMAN_PYTHONPATH")
	if pythonpath == "" {
		t.Skip("MAILMAN_PYTHONPATH does not say where Mailman's Python code is")
	}
	python, err := exec.LookPath("python2.7")
	if err != nil {
		t.Skip("no python2.7")
	}
	script, err := filepath.Abs("testdata/lock.py")
	if err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) *exec.Cmd {
		cmd := exec.Command(python, append([]string{script}, args...)...)
		cmd.Env = append(os.Environ(), "PYTHONPATH="+pythonpath)
		cmd.Stderr = os.Stderr
		return cmd
	}
	output := func(args ...string) string {
		out, err := run(args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "test.lock")

	t.Run("it respects ours", func(t *testing.T) {
		l := mustNew(t, path, Options{})
		release := mustAcquire(t, l)
		if got := output("try", path); got != "timeout" {
			t.Errorf("Python says %q", got)
		}
		if err := release(); err != nil {
			t.Fatal(err)
		}
		if got := output("try", path); got != "locked" {
			t.Errorf("after release Python says %q", got)
		}
	})
	t.Run("we respect its", func(t *testing.T) {
		cmd := run("hold", path)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		l := mustNew(t, path, Options{})
		if _, err := l.Acquire(t.Context(), 50*time.Millisecond); !errors.Is(err, ErrTimeout) {
			t.Errorf("error is %v, want ErrTimeout", err)
		}
		h, err := Read(path, l.opt.Hostname)
		if err != nil || h.PID != cmd.Process.Pid || h.Host != l.opt.Hostname {
			t.Errorf("holder is %v, %v; want process %d on %s", h, err, cmd.Process.Pid, l.opt.Hostname)
		}
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
		if err := mustAcquire(t, l)(); err != nil {
			t.Error(err)
		}
	})
	t.Run("both break stale ones", func(t *testing.T) {
		l := mustNew(t, path, Options{Now: func() time.Time { return time.Now().Add(-time.Hour) }})
		release := mustAcquire(t, l)
		if got := output("try", path); got != "locked" {
			t.Errorf("Python says %q", got)
		}
		if err := release(); !errors.Is(err, ErrNotLocked) {
			t.Errorf("release: %v, want ErrNotLocked", err)
		}
		elsewhere(t, path, "other.1.0", time.Now().Add(-time.Hour))
		if err := mustAcquire(t, mustNew(t, path, Options{}))(); err != nil {
			t.Error(err)
		}
	})
	t.Run("both count", func(t *testing.T) {
		cmd := run("count", path, filepath.Join(dir, "count"), "20")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		countUnderLock(t, path, filepath.Join(dir, "count"), 200, Options{})
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
		wantCount(t, filepath.Join(dir, "count"), 220)
	})
}
