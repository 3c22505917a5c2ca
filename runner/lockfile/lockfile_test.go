// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

// world is a clock that only sleeping moves.
type world struct {
	now   time.Time
	slept []time.Duration
	// during, if set, is called in each sleep: what others do meanwhile.
	during func()
}

func newWorld() *world { return &world{now: time.Unix(1795000000, 500e6)} }

func (w *world) options(host string, pid int) Options {
	return Options{Hostname: host, PID: pid, Now: func() time.Time { return w.now }, Sleep: w.sleep}
}

func (w *world) sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return fmt.Errorf("slept for %v", d)
	}
	w.now = w.now.Add(d)
	w.slept = append(w.slept, d)
	if w.during != nil {
		w.during()
	}
	return ctx.Err()
}

type logLines []string

func (l *logLines) Logf(log, format string, args ...any) {
	*l = append(*l, log+": "+fmt.Sprintf(format, args...))
}

func mustNew(t *testing.T, path string, o Options) *Lock {
	t.Helper()
	l, err := New(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func mustAcquire(t *testing.T, l *Lock) func() error {
	t.Helper()
	release, err := l.Acquire(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	return release
}

// elsewhere makes a lock as another program would: a claim and a link to it.
func elsewhere(t *testing.T, path, holder string, until time.Time) (claim string) {
	t.Helper()
	claim = path + "." + holder
	if err := os.WriteFile(claim, []byte(claim), 0o664); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(claim, path); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, until, until); err != nil {
		t.Fatal(err)
	}
	return claim
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func TestOnDisk(t *testing.T) {
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	w, dir := newWorld(), t.TempDir()
	path := filepath.Join(dir, "test.lock")
	o := w.options("box.example.com", 4242)
	o.Lifetime = time.Minute
	release := mustAcquire(t, mustNew(t, path, o))

	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	claim := string(content)
	if !strings.HasPrefix(claim, path+".box.example.com.4242.") {
		t.Errorf("the lock holds %q", claim)
	}
	a, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.Stat(claim)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(a, b) || a.Sys().(*syscall.Stat_t).Nlink != 2 {
		t.Errorf("lock and claim are not one file with two links: %v, %v", a, b)
	}
	if a.Mode() != 0o664 {
		t.Errorf("mode is %v", a.Mode())
	}
	if want := w.now.Add(time.Minute); !a.ModTime().Equal(want) {
		t.Errorf("time stamp is %v, want %v", a.ModTime(), want)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); got != "" {
		t.Errorf("left behind: %s", got)
	}
	if err := release(); err != nil {
		t.Errorf("second release: %v", err)
	}
}

func TestSecondWaitsUntilReleased(t *testing.T) {
	w, dir := newWorld(), t.TempDir()
	path := filepath.Join(dir, "test.lock")
	first := mustAcquire(t, mustNew(t, path, w.options("a", 1)))
	second := mustNew(t, path, w.options("b", 2))

	if _, err := second.Acquire(t.Context(), -1); !errors.Is(err, ErrTimeout) {
		t.Errorf("not waiting: %v, want ErrTimeout", err)
	}
	if len(w.slept) != 0 {
		t.Errorf("slept %v", w.slept)
	}
	start := w.now
	_, err := second.Acquire(t.Context(), 10*time.Second)
	if !errors.Is(err, ErrTimeout) || !strings.Contains(err.Error(), "process 1 on a until ") {
		t.Errorf("after 10 s: %v, want ErrTimeout that names the holder", err)
	}
	if waited := w.now.Sub(start); waited != 10*time.Second {
		t.Errorf("waited %v", waited)
	}
	if got := names(t, dir); strings.Contains(got, "test.lock.b.2.") {
		t.Errorf("the claim was left behind: %s", got)
	}
	w.during = func() {
		if len(w.slept) > 20 && first != nil {
			if err := first(); err != nil {
				t.Error(err)
			}
			first = nil
		}
	}
	w.slept = nil
	release, err := second.Acquire(t.Context(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

func TestNoTimeoutWaitsAsLongAsContext(t *testing.T) {
	w := newWorld()
	path := filepath.Join(t.TempDir(), "test.lock")
	elsewhere(t, path, "other.1.0", w.now.Add(time.Hour))
	ctx, cancel := context.WithCancel(t.Context())
	w.during = func() {
		if len(w.slept) == 50 {
			cancel()
		}
	}
	if _, err := mustNew(t, path, w.options("a", 1)).Acquire(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	if len(w.slept) != 50 {
		t.Errorf("slept %d times", len(w.slept))
	}
}

func TestRealSleepEndsWithContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.lock")
	elsewhere(t, path, "other.1.0", time.Now().Add(time.Hour))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := mustNew(t, path, Options{}).Acquire(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v", err)
	}
}

func TestBreaking(t *testing.T) {
	base := time.Unix(1795000000, 0)
	tests := []struct {
		name   string
		holder string
		until  time.Duration // from base
		now    time.Duration // from base
		alive  func(Holder) bool
		broken bool
	}{
		{name: "in use", holder: "other.9.0", until: time.Second},
		{name: "over, within the clock slop", holder: "other.9.0", now: 10 * time.Second},
		{name: "over, past the clock slop", holder: "other.9.0", now: 10*time.Second + 1, broken: true},
		{name: "fractions of a second do not count", holder: "other.9.0", until: 900 * time.Millisecond, now: 10*time.Second + 500*time.Millisecond, broken: true},
		{name: "dead, but nobody asks", holder: "here.9.0", until: time.Hour},
		{name: "dead here", holder: "here.9.0", until: time.Hour, alive: func(h Holder) bool { return h.PID != 9 }, broken: true},
		{name: "alive here", holder: "here.9.0", until: time.Hour, alive: func(h Holder) bool { return h.PID == 9 }},
		{name: "on another host", holder: "other.9.0", until: time.Hour, alive: func(Holder) bool { return false }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, dir := newWorld(), t.TempDir()
			w.now = base.Add(tt.now)
			path := filepath.Join(dir, "test.lock")
			claim := elsewhere(t, path, tt.holder, base.Add(tt.until))
			var log logLines
			o := w.options("here", 4242)
			o.Alive, o.Log = tt.alive, &log
			release, err := mustNew(t, path, o).Acquire(t.Context(), -1)
			if !tt.broken {
				if !errors.Is(err, ErrTimeout) {
					t.Errorf("error is %v, want ErrTimeout", err)
				}
				if got, want := names(t, dir), "test.lock "+filepath.Base(claim); got != want {
					t.Errorf("directory holds %s, want %s", got, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(claim); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the old claim is still there: %v", err)
			}
			if len(log) != 1 || !strings.HasPrefix(log[0], "locks: test.lock lifetime has expired, breaking") {
				t.Errorf("log is %q", log)
			}
			if err := release(); err != nil {
				t.Error(err)
			}
			if got := names(t, dir); got != "" {
				t.Errorf("left behind: %s", got)
			}
		})
	}
}

// Two find the lock stale; the first breaks it and takes it. The second must
// not break the lock of the first.
func TestBreakingOnlyWhatWasStale(t *testing.T) {
	w := newWorld()
	path := filepath.Join(t.TempDir(), "test.lock")
	elsewhere(t, path, "dead.1.0", w.now.Add(-time.Hour))
	slow := mustNew(t, path, w.options("slow", 2))
	stale, err := lookAt(safeio.OS, path)
	if err != nil {
		t.Fatal(err)
	}
	release := mustAcquire(t, mustNew(t, path, w.options("fast", 3)))
	if err := slow.breakStale(stale); err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Errorf("the lock was broken: %v", err)
	}
}

func TestBreakingRemovesNothingOutside(t *testing.T) {
	w, dir := newWorld(), t.TempDir()
	path := filepath.Join(dir, "locks", "test.lock")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(dir, "test.lock.here.1.0")
	otherLock := filepath.Join(dir, "locks", "other.lock")
	for _, victim := range []string{elsewhere, otherLock} {
		for name, content := range map[string]string{victim: "keep", path: victim} {
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(path, w.now, w.now.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		if err := mustAcquire(t, mustNew(t, path, w.options("here", 1)))(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(victim); err != nil {
			t.Error(err)
		}
	}
}

// The lock must be fresh from its first moment, however long we waited.
func TestFreshAfterALongWait(t *testing.T) {
	w := newWorld()
	path := filepath.Join(t.TempDir(), "test.lock")
	elsewhere(t, path, "other.1.0", w.now.Add(time.Minute))
	l := mustNew(t, path, w.options("here", 1))
	l.link = func(oldname, newname string) error {
		info, err := os.Stat(oldname)
		if err != nil {
			return err
		}
		if want := w.now.Add(DefaultLifetime); !info.ModTime().Equal(want) {
			t.Fatalf("the claim to become a lock is good until %v, want %v", info.ModTime(), want)
		}
		return os.Link(oldname, newname)
	}
	release, err := l.Acquire(t.Context(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

// Who cleared the claims away meant to break the lock.
func TestLockWithoutItsClaimIsLost(t *testing.T) {
	w := newWorld()
	l := mustNew(t, filepath.Join(t.TempDir(), "test.lock"), w.options("here", 1))
	release := mustAcquire(t, l)
	if err := os.Remove(l.claim); err != nil {
		t.Fatal(err)
	}
	if err := l.Refresh(0); !errors.Is(err, ErrNotLocked) {
		t.Errorf("Refresh: %v, want ErrNotLocked", err)
	}
	if err := release(); !errors.Is(err, ErrNotLocked) {
		t.Errorf("release: %v, want ErrNotLocked", err)
	}
	if got := names(t, filepath.Dir(l.path)); got != "" {
		t.Errorf("left behind: %s", got)
	}
}

func TestRefresh(t *testing.T) {
	w := newWorld()
	path := filepath.Join(t.TempDir(), "test.lock")
	l := mustNew(t, path, w.options("here", 1))
	if err := l.Refresh(0); !errors.Is(err, ErrNotLocked) {
		t.Errorf("not taken yet: %v, want ErrNotLocked", err)
	}
	release := mustAcquire(t, l)
	other := mustNew(t, path, w.options("other", 2))
	for range 5 {
		w.now = w.now.Add(20 * time.Second) // past the lifetime of 15 s, within the slop
		if err := l.Refresh(0); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Acquire(t.Context(), -1); !errors.Is(err, ErrTimeout) {
			t.Fatalf("refreshed lock: %v, want ErrTimeout", err)
		}
	}
	if err := l.Refresh(time.Hour); err != nil {
		t.Fatal(err)
	}
	if h, err := Read(path, "here"); err != nil || !h.Until.Equal(w.now.Add(time.Hour).Truncate(time.Second)) {
		t.Errorf("holder is %v, %v", h, err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	if err := l.Refresh(0); !errors.Is(err, ErrNotLocked) {
		t.Errorf("after release: %v, want ErrNotLocked", err)
	}
}

func TestLostLockIsNoticed(t *testing.T) {
	w, dir := newWorld(), t.TempDir()
	path := filepath.Join(dir, "test.lock")
	slow := mustNew(t, path, w.options("slow", 1))
	releaseSlow := mustAcquire(t, slow)
	w.now = w.now.Add(time.Minute)
	releaseOther := mustAcquire(t, mustNew(t, path, w.options("other", 2)))

	if err := slow.Refresh(0); !errors.Is(err, ErrNotLocked) || !strings.Contains(err.Error(), "process 2 on other") {
		t.Errorf("Refresh: %v, want ErrNotLocked that names the new holder", err)
	}
	if err := releaseSlow(); !errors.Is(err, ErrNotLocked) {
		t.Errorf("release: %v, want ErrNotLocked", err)
	}
	if err := releaseSlow(); err != nil {
		t.Errorf("second release: %v", err)
	}
	if err := releaseOther(); err != nil {
		t.Errorf("the other's lock was harmed: %v", err)
	}
	if got := names(t, dir); got != "" {
		t.Errorf("left behind: %s", got)
	}
}

func TestAlreadyLocked(t *testing.T) {
	w := newWorld()
	l := mustNew(t, filepath.Join(t.TempDir(), "test.lock"), w.options("here", 1))
	release := mustAcquire(t, l)
	if _, err := l.Acquire(t.Context(), -1); !errors.Is(err, ErrAlreadyLocked) {
		t.Errorf("error is %v, want ErrAlreadyLocked", err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	again := mustAcquire(t, l)
	if err := release(); err != nil {
		t.Error(err)
	}
	if err := l.Refresh(0); err != nil {
		t.Errorf("an old release gave the new lock back: %v", err)
	}
	if err := again(); err != nil {
		t.Error(err)
	}
}

// A process died with the lock; the next has the same pid, as in a container.
func TestClaimOfOurOwnNameFromBefore(t *testing.T) {
	w, dir := newWorld(), t.TempDir()
	path := filepath.Join(dir, "test.lock")
	next := counter.Load()
	claim := elsewhere(t, path, fmt.Sprintf("here.1.%d", next), w.now.Add(5*time.Second))
	l := mustNew(t, path, w.options("here", 1))
	if _, err := l.Acquire(t.Context(), -1); !errors.Is(err, ErrTimeout) {
		t.Errorf("error is %v, want ErrTimeout", err)
	}
	if got, want := names(t, dir), "test.lock "+filepath.Base(claim); got != want {
		t.Errorf("directory holds %s, want %s", got, want)
	}
	w.now = w.now.Add(time.Minute)
	if err := mustAcquire(t, l)(); err != nil {
		t.Error(err)
	}
}

func TestLinkErrors(t *testing.T) {
	setup := func(t *testing.T) (*Lock, *world, *logLines) {
		w, log := newWorld(), new(logLines)
		o := w.options("here", 1)
		o.Log = log
		return mustNew(t, filepath.Join(t.TempDir(), "test.lock"), o), w, log
	}
	t.Run("the NFS server made the link and its answer got lost", func(t *testing.T) {
		l, w, _ := setup(t)
		l.link = func(oldname, newname string) error {
			if err := os.Link(oldname, newname); err != nil {
				return err
			}
			return unix.EEXIST
		}
		if err := mustAcquire(t, l)(); err != nil {
			t.Error(err)
		}
		if len(w.slept) != 0 {
			t.Errorf("slept %v", w.slept)
		}
	})
	for _, errno := range []error{unix.ENOENT, unix.ESTALE} {
		t.Run("the claim was cleared away: "+errno.Error(), func(t *testing.T) {
			l, _, _ := setup(t)
			first := true
			l.link = func(oldname, newname string) error {
				if first {
					first = false
					if err := os.Remove(oldname); err != nil {
						return err
					}
					return errno
				}
				return os.Link(oldname, newname)
			}
			release, err := l.Acquire(t.Context(), time.Second)
			if err != nil {
				t.Fatal(err)
			}
			if err := release(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("anything else", func(t *testing.T) {
		l, _, log := setup(t)
		l.link = func(string, string) error { return unix.EMLINK }
		if _, err := l.Acquire(t.Context(), time.Second); !errors.Is(err, unix.EMLINK) {
			t.Errorf("error is %v", err)
		}
		if got := names(t, filepath.Dir(l.path)); got != "" {
			t.Errorf("left behind: %s", got)
		}
		if want := "locks: test.lock unexpected link error: too many links"; len(*log) != 1 || (*log)[0] != want {
			t.Errorf("log is %q", *log)
		}
	})
}

func TestUnexpectedLinkCount(t *testing.T) {
	w := newWorld()
	path := filepath.Join(t.TempDir(), "test.lock")
	claim := elsewhere(t, path, "other.1.0", w.now.Add(time.Hour))
	if err := os.Remove(claim); err != nil {
		t.Fatal(err)
	}
	var log logLines
	o := w.options("here", 1)
	o.Log = &log
	if _, err := mustNew(t, path, o).Acquire(t.Context(), -1); !errors.Is(err, ErrTimeout) {
		t.Errorf("error is %v", err)
	}
	if want := "locks: test.lock unexpected linkcount: 1"; len(log) != 1 || log[0] != want {
		t.Errorf("log is %q", log)
	}
}

func TestDirectoryMissing(t *testing.T) {
	w := newWorld()
	path := filepath.Join(t.TempDir(), "none", "test.lock")
	_, err := mustNew(t, path, w.options("here", 1)).Acquire(t.Context(), time.Second)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "(create the directory") {
		t.Errorf("error is %v", err)
	}
}
