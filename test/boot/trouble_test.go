// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Numbers of the posts that the steps of this file queue; see inside_test.go.
const (
	besideStray = 30000
	whileFaulty = 31000
	afterFault  = 32000

	postedInTrouble = 3 + 2 + 1 // all of them
)

// strayFilesStartNothing: a file that can't be an entry starts no service, and
// no post waits for it. The queue directory in is a symbolic link here.
func strayFilesStartNothing(t *testing.T) {
	in := filepath.Join(varPrefix, "qfiles/in")
	if _, err := os.Readlink(in); err != nil {
		t.Fatal(err)
	}
	strays := []string{"foo.pck", "1.pck", "x+93f37d2531ac3b3c9632a0d146844c53a5857a20.pck", "1794999940.012036+93f37d2531ac3b3c9632a0d146844c53a5857a20.pck.tmp"}
	become(t, "mmrun-in.service", "inactive")
	before := show(t, "mmrun-in.service", "InvocationID")
	for _, name := range strays {
		write(t, filepath.Join(in, name), "x")
	}
	time.Sleep(2 * time.Second)
	if after := show(t, "mmrun-in.service", "InvocationID"); after != before {
		t.Errorf("a stray file started mmrun-in.service: invocation %s, before %s", after, before)
	}
	post(t, besideStray, 3)
	expectSubjects(t, 10*time.Second, prefixed(besideStray, 3)...)
	become(t, "mmrun-in.service", "inactive")
	if again := show(t, "mmrun-in.service", "NRestarts"); again != "0" {
		t.Errorf("mmrun-in.service was restarted %s times for the sake of a stray file", again)
	}
	for _, name := range strays {
		os.Remove(filepath.Join(in, name))
	}
	pathsAreAlive(t)
}

// faultySettings: with a fault in mm_cfg.py the units stay, and one of them fails
// with the reason. When the fault is mended, all goes on by itself.
func faultySettings(t *testing.T) {
	good, err := os.ReadFile(mmCfg)
	if err != nil {
		t.Fatal(err)
	}
	write(t, mmCfg, string(good)+"SMTPPORT = = 25\n")
	become(t, "mmrun-settings.service", "failed")
	systemctl(t, "daemon-reload")
	for _, unit := range []string{"mmrun-in.path", "mmrun-out.path", "mmrun-sweep.timer", "mmrun-settings.path"} {
		if state := show(t, unit, "LoadState") + " " + show(t, unit, "ActiveState"); state != "loaded active" {
			t.Errorf("with a fault in the settings %s is %s", unit, state)
		}
	}
	post(t, whileFaulty, 2)
	become(t, "mmrun-in.service", "activating") // auto-restart
	statusSays(t, "mmrun-settings.service", "mmgen: "+mmCfg+":", "SyntaxError")
	write(t, mmCfg, string(good))
	become(t, "mmrun-settings.service", "inactive")
	expectSubjects(t, time.Minute, prefixed(whileFaulty, 2)...)
	systemctl(t, "daemon-reload")
	faultAtBoot(t, good)
	linkToNowhere(t, good)
	post(t, afterFault, 1)
	expectSubjects(t, 10*time.Second, prefixed(afterFault, 1)...)
	pathsAreAlive(t)
}

// faultAtBoot: as after a reboot with a fault there are no earlier units. Those of the
// site come by themselves when the fault is mended.
func faultAtBoot(t *testing.T, good []byte) {
	t.Helper()
	systemctl(t, "stop", "mmrun.target")
	if err := os.RemoveAll("/run/mmgen"); err != nil {
		t.Fatal(err)
	}
	write(t, mmCfg, string(good)+"SMTPPORT = = 25\n")
	systemctl(t, "daemon-reload")
	systemctl(t, "start", "mmrun.target")
	become(t, "mmrun-settings.service", "failed")
	if state := show(t, "mmrun-in.path", "LoadState"); state != "not-found" {
		t.Errorf("with a fault at boot mmrun-in.path is %s", state)
	}
	write(t, mmCfg, string(good))
	become(t, "mmrun-in.path", "active")
	become(t, "mmrun-settings.service", "inactive")
	if again := show(t, "mmrun-settings.service", "ExecStartPost"); again != "" {
		t.Errorf("mmrun-settings.service of a mended site still reads the units anew: %s", again)
	}
}

// linkToNowhere: mm_cfg.py is a link whose target comes after the boot, as on a disk that is
// mounted late. The units come with it.
func linkToNowhere(t *testing.T, good []byte) {
	t.Helper()
	const target = "/srv/mailman/mm_cfg.py"
	systemctl(t, "stop", "mmrun.target")
	if err := errors.Join(os.RemoveAll("/run/mmgen"), os.Remove(mmCfg), os.Symlink(target, mmCfg)); err != nil {
		t.Fatal(err)
	}
	systemctl(t, "daemon-reload")
	systemctl(t, "start", "mmrun.target")
	become(t, "mmrun-settings.service", "failed")
	write(t, target, string(good))
	become(t, "mmrun-in.path", "active")
	become(t, "mmrun-settings.service", "inactive")
	if err := os.Remove(mmCfg); err != nil {
		t.Fatal(err)
	}
	write(t, mmCfg, string(good))
	systemctl(t, "daemon-reload")
}

// statusSays waits until the status of a unit has all of these words: the
// services of the queues start the one of the settings again meanwhile.
func statusSays(t *testing.T, unit string, words ...string) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		out, _ := exec.Command("systemctl", "status", unit).Output() // its exit status is that of the unit
		missing := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.Contains(string(out), w) })
		if len(missing) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("systemctl status does not say %q:\n%s", missing, out)
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// outWaitsForTheMailServer: by its order, and at this boot too.
func outWaitsForTheMailServer(t *testing.T) {
	expect(t, 20*time.Second, bootOut)
	server, err := time.ParseDuration(show(t, "postfix.service", "ActiveEnterTimestampMonotonic") + "us")
	if err != nil || server == 0 {
		t.Fatalf("the test's mail server was not started: %v", err)
	}
	first, err := exec.Command("journalctl", "-b", "-u", "mmrun-out.service", "-o", "short-monotonic", "--no-pager").Output()
	if err != nil {
		t.Fatal(err)
	}
	if again := show(t, "mmrun-out.service", "NRestarts"); again != "0" {
		t.Errorf("at boot mmrun-out.service was restarted %s times:\n%s", again, first)
	}
	started, err := time.ParseDuration(show(t, "mmrun-out.service", "ExecMainStartTimestampMonotonic") + "us")
	if err != nil || started < server {
		t.Errorf("mmrun-out.service was started at %v, the mail server at %v (%v)", started, server, err)
	}
}

// statusIsShown: systemctl shows the counts that mmrun sends, and the journal
// has all its lines under one name.
func statusIsShown(t *testing.T) {
	if text := show(t, "mmrun-out.service", "StatusText"); text == "" {
		t.Error("systemctl status shows no counts of mmrun-out.service")
	}
	for _, unit := range []string{"mmrun-in.service", "mmrun-out.service"} {
		out, err := exec.Command("journalctl", "-b", "-t", "mmrun", "-u", unit, "--no-pager", "-q", "-n", "1").CombinedOutput()
		if err != nil || len(out) == 0 {
			t.Errorf("journalctl -t mmrun has nothing of %s: %v %s", unit, err, out)
		}
	}
	out, err := exec.Command("journalctl", "-b", "MMRUN_OUTCOME=done", "MMRUN_QUEUE=in", "-o", "json", "--no-pager", "-q", "-n", "1").Output()
	if err != nil {
		t.Fatal(err)
	}
	var end struct{ MMRUN_LIST, MMRUN_MESSAGE_ID, MMRUN_ENTRY, SYSLOG_IDENTIFIER string }
	if err := json.Unmarshal(out, &end); err != nil || end.MMRUN_LIST == "" || end.MMRUN_MESSAGE_ID == "" || end.MMRUN_ENTRY == "" || end.SYSLOG_IDENTIFIER != "mmrun" {
		t.Errorf("the journal does not say how a post of a list ended: %v %s", err, out)
	}
}
