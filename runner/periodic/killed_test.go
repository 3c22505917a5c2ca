// SPDX-License-Identifier: GPL-2.0-or-later

package periodic_test

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/periodic"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// TestKilledRunDoublesNothing: a run is killed before every seventh of its steps in turn. The
// next one does the rest, and everybody has one letter.
func TestKilledRunDoublesNothing(t *testing.T) {
	for _, test := range []struct {
		job     string
		letters []string // "receiver: subject"
	}{
		{"checkdbs", []string{
			"one-owner@lists.example.com: 2 Test moderator request(s) waiting",
			"two-owner@lists.example.com: 2 Test moderator request(s) waiting",
		}},
		{"mailpasswds", []string{
			"anne@example.com: lists.example.com mailing list memberships reminder",
			"bart@example.org: lists.example.com mailing list memberships reminder",
			"cate@example.net: lists.example.com mailing list memberships reminder",
		}},
		{"senddigests", []string{
			": Test Digest, Vol 1, Issue 1", ": Test Digest, Vol 1, Issue 1",
			": Test Digest, Vol 1, Issue 1", ": Test Digest, Vol 1, Issue 1",
		}},
	} {
		t.Run(test.job, func(t *testing.T) {
			steps := 0
			for step := 1; ; step += 7 {
				w := busySite(t)
				if killAt(t, w, test.job, step) {
					break
				}
				runJob(t, w, test.job, periodic.Options{}, nil)
				steps++
				if got := letters(t, w); !slices.Equal(got, test.letters) {
					t.Errorf("killed before step %d: the letters are\n%s", step, strings.Join(got, "\n"))
				}
			}
			if steps < 10 {
				t.Errorf("only %d steps", steps)
			}
		})
	}
}

// What the process that is to be killed gets from the test.
const (
	killedVar  = "MMRUN_TEST_KILLED_VAR"  // the var tree
	killedJob  = "MMRUN_TEST_KILLED_JOB"  // its name
	killedStep = "MMRUN_TEST_KILLED_STEP" // of the disk, before which it is killed
)

// killAt runs a job in a process that is killed before one of its steps. It tells whether
// the run had ended before.
func killAt(t *testing.T, w *sitetest.World, name string, step int) (survived bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledProcess$")
	cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir(), killedVar+"="+w.Var, killedJob+"="+name, killedStep+"="+strconv.Itoa(step))
	out, err := cmd.CombinedOutput()
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if err != nil && (!ok || status.Signal() != syscall.SIGKILL) {
		t.Fatalf("%v\n%s", err, out)
	}
	return err == nil
}

// TestKilledProcess is the process that is killed.
func TestKilledProcess(t *testing.T) {
	tree, step := os.Getenv(killedVar), 0
	if tree == "" {
		t.Skip("it is a part of TestKilledRunDoublesNothing")
	}
	if _, err := fmt.Sscan(os.Getenv(killedStep), &step); err != nil {
		t.Fatal(err)
	}
	w := sitetest.New(t)
	// Its own tree gives way to the other's.
	if err := os.RemoveAll(w.Var); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(tree, w.Var); err != nil {
		t.Fatal(err)
	}
	w.PID = os.Getpid()
	w.FS = &faultfs.FS{Fail: func(string, string) error {
		if step--; step == 0 {
			_ = syscall.Kill(w.PID, syscall.SIGKILL)
			select {}
		}
		return nil
	}}
	runJob(t, w, os.Getenv(killedJob), periodic.Options{}, nil)
}

// busySite is a site with the lists one and two, which have something for each job to do.
func busySite(t *testing.T) *sitetest.World {
	t.Helper()
	w := sitetest.New(t)
	w.Set("LIST_LOCK_TIMEOUT", int64(5))
	w.AddList(t, "mailman", map[string]pyvalue.Value{"members": new(pyvalue.Dict)})
	for _, name := range []string{"one", "two"} {
		w.AddList(t, name, map[string]pyvalue.Value{"digest_send_periodic": true, "send_reminders": true})
		w.Write(t, "lists/"+name+"/digest.mbox", []byte(strings.ReplaceAll(digestBox, "%s", name)))
		holdRequests(t, w, name)
	}
	return w
}

// letters are the letters that are queued, sorted.
func letters(t *testing.T, w *sitetest.World) (all []string) {
	t.Helper()
	for _, e := range w.Entries(t, site.Virgin) {
		all = append(all, strings.Join(e.Data.Strs("recips"), " ")+": "+e.Msg.Get("subject"))
	}
	slices.Sort(all)
	return all
}
