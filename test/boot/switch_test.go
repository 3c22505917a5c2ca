// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// switched is the first number of the posts of this file; see inside_test.go.
const switched = 40000

// postedWhileSwitching is how many of them went into in.
var postedWhileSwitching int

// mailman stands in for Mailman's service: it has the master lock and moves no mail.
var mailman = map[string]string{
	"etc/systemd/system/mailman.service": `[Unit]
Description=Stand-in for Mailman's master queue runner
[Service]
User=list
Group=list
ExecStart=/bin/sh /usr/lib/mailman/bin/mailmanctl start
[Install]
WantedBy=multi-user.target
`,
	"usr/lib/mailman/bin/mailmanctl": `# Takes the master lock as LockFile.py does; told to stop it ends a second later.
read -r host </proc/sys/kernel/hostname
lock=` + varPrefix + `/locks/master-qrunner
claim=$lock.$host.$$
printf %s "$claim" >"$claim"
touch -d '1 hour' "$claim"
ln "$claim" "$lock" || exit 1
trap 'sleep 1; rm -f "$lock" "$claim"; exit 0' TERM
while :; do sleep 1; done
`,
}

// switchesThereAndBack: both directions, twice, while mail comes in. Mail of the time
// when mailman.service has the site waits, for the stand-in moves none.
func switchesThereAndBack(t *testing.T) {
	next := switched
	for range 2 {
		next += switchUnderLoad(t, "resident", next)
		has(t, "mailman.service", "loaded active enabled")
		has(t, "mmrun.target", "not-found inactive ")
		systemctl(t, "daemon-reload") // the units stay away
		if out, err := exec.Command("mmgen", "switch", "--dry-run", "oneshot").CombinedOutput(); err != nil {
			t.Fatalf("mmgen switch --dry-run: %v\n%s", err, out)
		}
		has(t, "mailman.service", "loaded active enabled")
		has(t, "mmrun.target", "not-found inactive ")
		refusedForAFault(t)
		next += switchUnderLoad(t, "oneshot", next)
		has(t, "mailman.service", "loaded inactive disabled")
		has(t, "mmrun.target", "loaded active generated")
	}
	count := next - switched
	postedWhileSwitching = count
	everyOnce := func() {
		expect(t, 30*time.Second, numbers(switched+bothQueues, count)...)
		expectSubjects(t, 30*time.Second, prefixed(switched, count)...)
	}
	everyOnce()
	become(t, "mmrun-in.service", "inactive")
	become(t, "mmrun-out.service", "inactive")
	everyOnce() // none came twice
	pathsAreAlive(t)
}

// refusedForAFault: settings of which mmgen can't make all units take the site from nobody.
func refusedForAFault(t *testing.T) {
	t.Helper()
	good, err := os.ReadFile(mmCfg)
	if err != nil {
		t.Fatal(err)
	}
	write(t, mmCfg, string(good)+"OUTQUEUE_DIR = 'out'\n")
	out, err := exec.Command("mmgen", "switch", "oneshot").CombinedOutput()
	write(t, mmCfg, string(good))
	if err == nil || !strings.Contains(string(out), "OUTQUEUE_DIR must be an absolute path") {
		t.Errorf("mmgen switch with a fault in the settings: %v\n%s", err, out)
	}
	has(t, "mailman.service", "loaded active enabled")
}

// bothQueues is between the number of a post in in and that of the one in out.
const bothQueues = 5000

// switchUnderLoad switches while posts come into in and out, then switches again, which
// must do nothing. It returns how many posts came into each.
func switchUnderLoad(t *testing.T, way string, first int) (count int) {
	t.Helper()
	const least = 5
	ended := make(chan error, 1)
	go func() {
		out, err := exec.Command("mmgen", "switch", way).CombinedOutput()
		if err != nil {
			err = fmt.Errorf("mmgen switch %s: %w\n%s", way, err, out)
		}
		ended <- err
	}()
	var err error
	for running := true; running || count < least; count++ {
		post(t, first+count, 1)
		queuePosts(t, first+count+bothQueues, 1)
		select {
		case err = <-ended:
			running = false
		case <-time.After(50 * time.Millisecond):
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("mmgen", "switch", way).CombinedOutput()
	if want := "nothing to do: the site is " + way + " already\n"; err != nil || string(out) != want {
		t.Fatalf("mmgen switch %s again: %v\n%s", way, err, out)
	}
	return count
}

// has compares a unit's states: loaded, active, enabled.
func has(t *testing.T, unit, want string) {
	t.Helper()
	got := show(t, unit, "LoadState") + " " + show(t, unit, "ActiveState") + " " + show(t, unit, "UnitFileState")
	if got != want {
		t.Errorf("%s is %q, want %q", unit, got, want)
	}
}
