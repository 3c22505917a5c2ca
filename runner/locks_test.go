// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// lock makes a lock that somebody holds until then, as LockFile.py does: a
// file whose content is its own path, with a second name, its time in the
// future.
func (w *world) lock(name, host string, pid int, until time.Time) {
	w.t.Helper()
	lock := w.Path("locks/" + name)
	claim := fmt.Sprintf("%s.%s.%d.0", lock, host, pid)
	w.Write(w.t, strings.TrimPrefix(claim, w.Var+"/"), []byte(claim))
	if err := os.Chtimes(claim, until, until); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Link(claim, lock); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) unlock(name string) {
	w.t.Helper()
	if err := os.Remove(w.Path("locks/" + name)); err != nil {
		w.t.Fatal(err)
	}
}

// deadProcess is the id of a process that is no more.
func deadProcess(t *testing.T) int {
	t.Helper()
	cmd := exec.Command("true")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

// hurry lets the site's clock go on by seconds at each look.
func (w *world) hurry() {
	clock := w.Clock
	w.Now = func() time.Time {
		clock = clock.Add(2 * time.Second)
		return clock
	}
}

// TestQueueLock: one drain of a queue at a time. Another queue is not
// concerned.
func TestQueueLock(t *testing.T) {
	for name, tt := range map[string]struct {
		host   string
		pid    int
		hours  time.Duration // until when it is locked
		status int
	}{
		"a living process":                {"mx", os.Getpid(), 1, 75},
		"a dead process":                  {"mx", deadProcess(t), 1, 0},
		"another host":                    {"elsewhere.example.com", 99, 1, 75},
		"another host, some time ago":     {"elsewhere.example.com", 99, -1, 0},
		"a living process, some time ago": {"mx", os.Getpid(), -1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.hurry()
			w.lock("mmrun-out", tt.host, tt.pid, w.Clock.Add(tt.hours*time.Hour))
			w.put(entry{subject: "a", recips: []string{anne}}, entry{queue: "retry", subject: "b", extra: deliverAfter(2e9), recips: []string{anne}})
			left, sent := "retry b: "+anne, "a: "+anne
			if tt.status != 0 {
				left, sent = "out a: "+anne+"\n"+left, ""
			}
			w.check(w.drain("Outgoing", "Retry"), tt.status, left, sent)
			if tt.status != 0 {
				w.logged("queue out is being drained by another mmrun", fmt.Sprint(tt.pid))
			}
		})
	}
}

// TestSlicesHaveLocksOfTheirOwn: two hosts share a queue.
func TestSlicesHaveLocksOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	w.hurry()
	w.lock("mmrun-out-1-2", "elsewhere.example.com", 99, w.Clock.Add(time.Hour))
	for i := range 16 {
		w.put(entry{subject: fmt.Sprint("post-", i), recips: []string{anne}})
	}
	if status := w.drain("Outgoing:0:2"); status != 0 {
		t.Errorf("the free slice: %d, %v", status, w.err)
	}
	sent := strings.Count(w.sent(), "\n")
	if sent == 0 || sent == 16 {
		t.Errorf("of 16 entries one slice has %d", sent)
	}
	if status := w.drain("Outgoing:1:2"); status != 75 {
		t.Errorf("the slice in use: %d, %v", status, w.err)
	}
	w.unlock("mmrun-out-1-2")
	w.check(w.drain("Outgoing:1:2"), 0, "", w.sent())
	if sent = strings.Count(w.sent(), "\n"); sent != 16 {
		t.Errorf("sent were %d of 16", sent)
	}
}

// TestMasterLock: while mailmanctl runs nothing is touched, not even what a
// crash left.
func TestMasterLock(t *testing.T) {
	for name, tt := range map[string]struct {
		host   string
		pid    int
		hours  time.Duration
		status int
	}{
		"mailmanctl runs":           {"mx", mailmanctl(t), 24, 75},
		"something else runs":       {"mx", os.Getpid(), 24, 0},
		"mailmanctl runs elsewhere": {"elsewhere.example.com", 99, 24, 75},
		"mailmanctl died":           {"mx", deadProcess(t), 24, 0},
		"mailmanctl's time is over": {"elsewhere.example.com", 99, -24, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.lock("master-qrunner", tt.host, tt.pid, w.Clock.Add(tt.hours*time.Hour))
			w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", recips: []string{anne}, taken: true})
			left, sent := "", "a: "+anne+"\nb: "+anne
			if tt.status != 0 {
				left, sent = "out a: "+anne+"\nout b (.bak): "+anne, ""
			}
			w.check(w.drain("All"), tt.status, left, sent)
			if _, err := os.Stat(w.Path("locks/master-qrunner")); err != nil {
				t.Error("mailmanctl's lock was touched")
			}
			if tt.status != 0 && !strings.Contains(w.err.Error(), fmt.Sprintf("process %d on %s", tt.pid, tt.host)) {
				t.Errorf("the error does not name who has the lock: %v", w.err)
			}
		})
	}
}

// TestMasterLockComesUp: mailmanctl is started while a drain is under way. The
// entry in hand is finished, the rest is mailmanctl's.
func TestMasterLockComesUp(t *testing.T) {
	w := newWorld(t)
	w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", recips: []string{anne}})
	pid := mailmanctl(t)
	w.onDial(func() { w.lock("master-qrunner", "mx", pid, w.Clock.Add(24*time.Hour)) })
	w.check(w.drain("Outgoing"), 75, "out b: "+anne, "a: "+anne)
	w.logged("mailmanctl was started", fmt.Sprint("process ", pid))
}

// TestLockDirectory: what is wrong with the lock directory is told as that, and
// nothing waits for a pipe.
func TestLockDirectory(t *testing.T) {
	for name, tt := range map[string]struct {
		setUp  func(w *world)
		status int
		logged string
	}{
		"it can't be read": {func(w *world) { w.Set("LOCK_DIR", w.Path("locks/file/in/between")); w.Write(t, "locks/file", nil) }, 74, "not a directory"},
		"it is not there":  {func(w *world) { w.Set("LOCK_DIR", w.Path("nowhere")) }, 74, "create the directory"},
		"a pipe for the master lock": {func(w *world) {
			w.fifo("locks/master-qrunner")
		}, 74, "it is not a file"},
		"a pipe for the queue's lock": {func(w *world) { w.fifo("locks/mmrun-in") }, 74, "it is not a file"},
		"a pipe for the list's lock":  {func(w *world) { w.fifo("locks/test.lock") }, 74, "it is not a file"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newPostWorld(t)
			tt.setUp(w)
			w.put(posts("a")...)
			w.check(w.drain("Incoming"), tt.status, "in a", "")
			if !strings.Contains(w.err.Error(), tt.logged) || strings.Contains(w.err.Error(), "mailmanctl runs (") {
				t.Errorf("the error is %v", w.err)
			}
		})
	}
}

// fifo makes a named pipe in the tree.
func (w *world) fifo(name string) {
	w.t.Helper()
	if err := unix.Mkfifo(w.Path(name), 0o660); err != nil {
		w.t.Fatal(err)
	}
}

// TestLocksOfTheDead: a killed mmrun's list locks go with its queue lock, also
// when its queue is empty by then, whichever queue the next mmrun is for. Those of
// Mailman's Python and of other hosts stay.
func TestLocksOfTheDead(t *testing.T) {
	for _, next := range []string{"Outgoing", "Incoming", "Retry"} {
		t.Run(next, func(t *testing.T) {
			w := newPostWorld(t)
			dead, python, hours := deadProcess(t), deadProcess(t), w.Clock.Add(5*time.Hour)
			w.lock("mmrun-in", "mx", dead, hours)
			w.lock("test.lock", "mx", dead, hours)
			w.lock("other.lock", "mx", python, hours)
			w.lock("third.lock", elsewhere, dead, hours)
			w.check(w.drain(next), 0, "", "")
			for lock, stays := range map[string]bool{"mmrun-in": false, "test.lock": false, "other.lock": true, "third.lock": true} {
				if _, err := os.Stat(w.Path("locks/" + lock)); (err == nil) != stays {
					t.Errorf("%s: %v; it should stay: %v", lock, err, stays)
				}
			}
			if claims, _ := filepath.Glob(w.Path("locks/*." + fmt.Sprint(dead) + ".*")); len(claims) != 1 {
				t.Errorf("claims of the dead process: %q", claims)
			}
		})
	}
}

// mailmanctl runs something that looks like it, and returns its number.
func mailmanctl(t *testing.T) (pid int) {
	t.Helper()
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Skip(err)
	}
	cmd := &exec.Cmd{Path: sleep, Args: []string{"/usr/lib/mailman/bin/mailmanctl", "60"}}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	return cmd.Process.Pid
}

// onDial does something before the first connection to the SMTP server.
func (w *world) onDial(do func()) {
	dial := w.Dial
	w.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if first := do; first != nil {
			do = nil
			first()
		}
		return dial(ctx, network, address)
	}
}
