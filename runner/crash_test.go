// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"mmgen/runner/safeio/faultfs"
	"mmgen/test/fakesmtp"
)

// What the process that is to crash gets from the test.
const (
	crashVar   = "MMRUN_TEST_CRASH_VAR"   // the var tree
	crashPort  = "MMRUN_TEST_CRASH_PORT"  // the SMTP server's
	crashStep  = "MMRUN_TEST_CRASH_STEP"  // of the disk or the network, before which it dies
	crashRun   = "MMRUN_TEST_CRASH_RUN"   // the runner, or a command of commandsToKill
	crashRcpts = "MMRUN_TEST_CRASH_RCPTS" // SMTP_MAX_RCPTS; all at once where it is not set
)

// everyStep has tests that kill a process, or fill a disk, at each few of its steps do so at
// each one.
const everyStep = "MMRUN_TEST_EVERY_STEP"

// stride is n, or 1 where everyStep is set.
func stride(n int) int {
	if os.Getenv(everyStep) != "" {
		return 1
	}
	return n
}

// TestCrash: a drain is killed before each second of its steps in turn, and another
// takes up what it left. Nothing is lost, and nobody gets anything twice unless the
// kill comes between the server's acceptance and our next write: of a message some of
// whose recipients failed that is the making of the record of the others and the first
// write to it, of any other the removal of the entry.
func TestCrash(t *testing.T) {
	const later, never = "later@example.com", bart
	twice := map[string]int{} // steps after which a message came twice
	for step := 1; ; step += stride(2) {
		w := newWorld(t,
			fakesmtp.Rule{On: fakesmtp.Rcpt, Match: later, Reply: "450 later"},
			fakesmtp.Rule{On: fakesmtp.Rcpt, Match: never, Reply: "550 no such user"})
		w.Set("SMTP_MAX_RCPTS", int64(0))
		w.Set("LIST_LOCK_TIMEOUT", 0.02)
		w.raw("out/"+badName+".pck", "garbage")
		w.put(entry{subject: "a", recips: []string{anne, later, never}}, entry{subject: "b", recips: []string{anne}})
		if w.crash("Outgoing", step) {
			break // it was done before
		}
		if inHand, _ := filepath.Glob(w.Path("qfiles/out/*.bak")); len(inHand) > 1 {
			t.Errorf("step %d: %d entries were in hand", step, len(inHand))
		}
		w.Clock = w.Clock.Add(time.Second)
		status := w.drain("Outgoing")
		w.noLocksAfter(step)
		if status != 0 {
			t.Errorf("step %d: exit status %d: %v", step, status, w.err)
		}
		count := w.deliveries()
		for _, subject := range []string{"a", "b"} {
			switch count[subject+" "+anne] {
			case 1:
			case 2:
				twice[subject]++
			default:
				t.Errorf("step %d: %s came %d times", step, subject, count[subject+" "+anne])
			}
		}
		if left := strings.Count(w.left(), "retry a: "+later); left != 1 {
			t.Errorf("step %d: a is %d times in retry", step, left)
		}
		if w.score(never) != 1 {
			t.Errorf("step %d: bounce score is %v", step, w.score(never))
		}
		if kept, _ := filepath.Glob(w.Path("qfiles/bad/*")); len(kept) != 1 {
			t.Errorf("step %d: in bad are %q", step, kept)
		}
		if out, _ := filepath.Glob(w.Path("qfiles/out/*")); len(out) > 0 {
			t.Errorf("step %d: in out are %q", step, out)
		}
		if t.Failed() {
			t.Fatalf("%s\n%s", w.left(), w.Log)
		}
	}
	if twice["a"] > 2 || twice["b"] > 1 {
		t.Errorf("steps after which a message came twice: %v, want two and one at most", twice)
	}
}

// TestCrashAmongPosts: the same with posts, of which those to one list are
// handled together: each is handled once, and nothing else is left.
func TestCrashAmongPosts(t *testing.T) {
	for step := 1; ; step += stride(2) {
		w := newPostWorld(t)
		w.put(posts("a", "b")...)
		w.put(entry{queue: "in", subject: "c", list: "other"})
		if w.crash("Incoming", step) {
			return
		}
		inHand := map[string]bool{}
		paths, _ := filepath.Glob(w.Path("qfiles/in/*.bak"))
		for _, path := range paths {
			if e, err := readEntry(path); err == nil {
				inHand[e.Msg.Get("subject")] = true
			}
		}
		w.Clock = w.Clock.Add(time.Second)
		status := w.drain("Incoming")
		w.noLocksAfter(step)
		left := w.left()
		for _, subject := range []string{"a", "b", "c"} {
			n := strings.Count(left, "out "+subject+": "+all)
			if n != 1 {
				t.Errorf("step %d, %v in hand: %s is %d times in out", step, inHand, subject, n)
			}
		}
		if rest := strings.Count(left, "\n") - strings.Count(left, "out "); status != 0 || rest != 0 {
			t.Errorf("step %d: exit status %d (%v) and in the queues are\n%s", step, status, w.err, left)
		}
		if t.Failed() {
			t.Fatalf("%s\n%s", left, w.Log)
		}
	}
}

// noLocksAfter: what a killed drain had locked, and waited for, the next one gave back.
func (w *world) noLocksAfter(step int) {
	w.t.Helper()
	if left, _ := filepath.Glob(w.Path("locks/*")); len(left) > 0 {
		w.t.Errorf("step %d: in the lock directory are %q", step, left)
	}
}

// crash drains a queue, or runs a command, in another process, which dies before that
// step. It tells whether the process came to its end before that.
func (w *world) crash(run string, step int) (survived bool) {
	w.t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashingProcess$")
	cmd.Env = append(os.Environ(), "TMPDIR="+w.t.TempDir(), crashVar+"="+w.Var,
		crashPort+"="+fmt.Sprint(w.smtp.Port()), crashStep+"="+fmt.Sprint(step), crashRun+"="+run)
	out, err := cmd.CombinedOutput()
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case err == nil:
		return true
	case !ok || status.Signal() != syscall.SIGKILL:
		w.t.Fatalf("%v\n%s", err, out)
	}
	return false
}

// TestCrashingProcess is the process that crashes.
func TestCrashingProcess(t *testing.T) {
	if os.Getenv(crashVar) == "" {
		t.Skip("it is a part of TestCrash")
	}
	w := newWorld(t)
	port, err1 := strconv.Atoi(os.Getenv(crashPort))
	step, err2 := strconv.Atoi(os.Getenv(crashStep))
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	// Its own tree gives way to the other's.
	if err := os.RemoveAll(w.Var); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(os.Getenv(crashVar), w.Var); err != nil {
		t.Fatal(err)
	}
	w.Set("SMTPPORT", int64(port))
	rcpts, _ := strconv.Atoi(os.Getenv(crashRcpts))
	w.Set("SMTP_MAX_RCPTS", int64(rcpts))
	w.PID = os.Getpid()
	die := func() {
		if step--; step == 0 {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	w.onSend("", die)
	w.FS = &faultfs.FS{Fail: func(string, string) error {
		die()
		return nil
	}}
	if c, ok := commandsToKill[os.Getenv(crashRun)]; ok {
		withPostfix(w)
		if err := c.do(t.Context(), w.Site); err != nil {
			t.Fatal(err)
		}
		return
	}
	if status := w.drain(os.Getenv(crashRun)); status != 0 {
		t.Fatal(w.err)
	}
}
