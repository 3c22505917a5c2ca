// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/test/demosite"
)

// Numbers of the posts that the tests queue; burst and away count upwards.
const (
	bootOut    = 1
	bootRetry  = 2
	burst      = 1000
	away       = 5000
	awayPosted = 6000 // into in
	toggled    = 7000
	posted     = 10000 // into in
	held       = 15000
)

// How many are posted: one by one, and at once.
const (
	postedSingly = 5
	awayRounds   = 6
	postedAtOnce = 50
)

// TestInside runs in the booted system, in this order.
func TestInside(t *testing.T) {
	if os.Getenv(insideEnv) == "" {
		t.Skip("runs in the booted system only; see TestBoot")
	}
	steps := []struct {
		name string
		run  func(*testing.T)
	}{
		{"units are generated", unitsAreGenerated},
		{"out waits for the mail server", outWaitsForTheMailServer},
		{"what waited at boot is delivered", waitingIsDelivered},
		{"a burst of 1000 is delivered", burstIsDelivered},
		{"daemon-reload is harmless", reloadIsHarmless},
		{"the SMTP server is away for a minute", serverIsAway},
		{"the target stops and starts", targetToggles},
		{"posts go the whole way", postsGoTheWholeWay},
		{"a held post has its letters sent", heldPostIsAnnounced},
		{"the day's jobs are done", jobsAreDone},
		{"stray files start no service", strayFilesStartNothing},
		{"a fault in the settings", faultySettings},
		{"systemctl and journalctl tell what was done", statusIsShown},
		{"mmgen switch, both ways under load", switchesThereAndBack},
		{"nothing stays resident", nothingIsResident},
		{"Python is not needed", pythonIsNotNeeded},
	}
	for _, step := range steps {
		t.Run(step.name, step.run)
	}
}

func unitsAreGenerated(t *testing.T) {
	for _, unit := range []string{"mmrun.target", "mmrun-out.path", "mmrun-out.service", "mmrun-retry.service", "mmrun-sweep.timer"} {
		if got := show(t, unit, "FragmentPath"); got != "/run/systemd/generator/"+unit {
			t.Errorf("%s comes from %q", unit, got)
		}
	}
	for _, unit := range []string{"mmrun.target", "mmrun-out.path", "mmrun-sweep.timer"} {
		if got := show(t, unit, "ActiveState"); got != "active" {
			t.Errorf("%s is %s", unit, got)
		}
	}
	if got := show(t, "mmrun-retry.path", "LoadState"); got != "not-found" {
		t.Errorf("mmrun-retry.path is %s; retry must not be watched", got)
	}
}

// waitingIsDelivered: out at once, retry with the first sweep, a minute in.
func waitingIsDelivered(t *testing.T) {
	expect(t, 20*time.Second, bootOut)
	expect(t, 2*time.Minute, bootRetry)
	pathsAreAlive(t)
}

func burstIsDelivered(t *testing.T) {
	queuePosts(t, burst, 1000)
	expect(t, time.Minute, numbers(burst, 1000)...)
	pathsAreAlive(t)
}

func reloadIsHarmless(t *testing.T) {
	const first, count = 3000, 60
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 6 {
			exec.Command("systemctl", "daemon-reload").Run()
		}
	}()
	for i := range count {
		queuePosts(t, first+i, 1)
		time.Sleep(20 * time.Millisecond)
	}
	<-done
	expect(t, time.Minute, numbers(first, count)...)
	pathsAreAlive(t)
}

// serverIsAway: nothing is lost and nothing doubled while nobody listens. Posts
// go on to out, whose service they find waiting for its restart.
func serverIsAway(t *testing.T) {
	systemctl(t, "stop", "mmgen-boot-sink.service")
	for i := range awayRounds {
		queuePosts(t, away+10*i, 10)
		post(t, awayPosted+i, 1)
		time.Sleep(10 * time.Second)
		pathsAreAlive(t)
	}
	systemctl(t, "start", "mmgen-boot-sink.service")
	var all []int
	for i := range awayRounds {
		all = append(all, numbers(away+10*i, 10)...)
	}
	expect(t, 90*time.Second, all...)
	expectSubjects(t, 10*time.Second, prefixed(awayPosted, awayRounds)...)
	pathsAreAlive(t)
}

func targetToggles(t *testing.T) {
	systemctl(t, "stop", "mmrun.target")
	for _, unit := range []string{"mmrun-out.path", "mmrun-out.service", "mmrun-sweep.timer"} {
		become(t, unit, "inactive")
	}
	queuePosts(t, toggled, 5)
	time.Sleep(3 * time.Second)
	if seen := delivered(t); seen[subject(toggled)] != nil {
		t.Error("mail was delivered while the target was stopped")
	}
	systemctl(t, "start", "mmrun.target")
	expect(t, 30*time.Second, numbers(toggled, 5)...)
	pathsAreAlive(t)
}

// postsGoTheWholeWay: from in through out to each member, once.
func postsGoTheWholeWay(t *testing.T) {
	for i := range postedSingly {
		post(t, posted+i, 1)
		expectSubjects(t, 20*time.Second, prefixed(posted+i, 1)...)
	}
	post(t, posted+postedSingly, postedAtOnce)
	expectSubjects(t, time.Minute, prefixed(posted, postedSingly+postedAtOnce)...)
	pathsAreAlive(t)
}

// heldPostIsAnnounced: what in puts into virgin goes on to out, to the poster and
// to the owner.
func heldPostIsAnnounced(t *testing.T) {
	site := demosite.Open(varPrefix, time.Now)
	in, err := site.Queue("in")
	if err != nil {
		t.Fatal(err)
	}
	if err := site.PutIn(in, site.StrangersPost(held)); err != nil {
		t.Fatal(err)
	}
	expectMails(t, 20*time.Second, map[string][]string{
		"Your message to Demo awaits moderator approval":             {demosite.Stranger},
		"Demo post from " + demosite.Stranger + " requires approval": {demosite.List + "-owner@" + demosite.Host},
	})
	pathsAreAlive(t)
}

// jobsAreDone: a timer starts a job when it is due, and what a job puts into virgin goes
// on to out.
func jobsAreDone(t *testing.T) {
	old := filepath.Join(varPrefix, "qfiles/shunt/old.pck")
	if err := os.WriteFile(old, nil, 0o660); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(old, time.Unix(1e9, 0), time.Unix(1e9, 0)); err != nil {
		t.Fatal(err)
	}
	systemctl(t, "start", "mmrun-job-checkdbs.service")
	expectMails(t, 20*time.Second, map[string][]string{
		"1 Demo moderator request(s) waiting": {demosite.List + "-owner@" + demosite.Host},
	})
	const due = 150 * time.Second // a minute, and systemd's AccuracySec=
	for deadline := time.Now().Add(due); ; time.Sleep(time.Second) {
		if _, err := os.Stat(old); errors.Is(err, fs.ErrNotExist) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %v mmrun-job-cull_bad_shunt has not removed an old file", due)
		}
	}
	pathsAreAlive(t)
}

// nothingIsResident: no process and no entry is left, and all posts are in the archive.
func nothingIsResident(t *testing.T) {
	deadline := time.Now().Add(15 * time.Second)
	for left := processes(t); left != ""; left = processes(t) {
		if time.Now().After(deadline) {
			t.Fatalf("these still run: %s", left)
		}
		time.Sleep(200 * time.Millisecond)
	}
	left, err := filepath.Glob(varPrefix + "/qfiles/*/*")
	if err != nil || len(left) > 0 {
		t.Errorf("left are %q, %v", left, err)
	}
	mbox, err := os.ReadFile(varPrefix + "/archives/private/" + demosite.List + ".mbox/" + demosite.List + ".mbox")
	if err != nil {
		t.Fatal(err)
	}
	archived := strings.Count(string(mbox), "\nX-List-Received-Date: ")
	if posts := awayRounds + postedSingly + postedAtOnce + postedInTrouble + postedWhileSwitching; archived != posts {
		t.Errorf("%d of %d posts are in the mailbox", archived, posts)
	}
	pathsAreAlive(t)
}

// pythonIsNotNeeded: with all queues drained and the day's jobs done nobody has called it.
func pythonIsNotNeeded(t *testing.T) {
	called, err := os.ReadFile(pythonCalled)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Python was called (%v):\n%s", err, called)
	}
	if out, err := exec.Command("/usr/bin/python2", "-c", "pass").CombinedOutput(); err == nil {
		t.Fatalf("the stand-in for Python ended well: %s", out)
	}
	if _, err := os.Stat(pythonCalled); err != nil {
		t.Errorf("the stand-in for Python does not note its calls: %v", err)
	}
}

// processes says what of mmgen and mmrun runs, or still is in a service.
func processes(t *testing.T) string {
	t.Helper()
	var all []string
	names, err := filepath.Glob("/proc/[0-9]*/comm")
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no processes in /proc: %v", err)
	}
	for _, name := range names {
		comm, _ := os.ReadFile(name) // the process may have ended meanwhile
		if text := strings.TrimSpace(string(comm)); text == "mmrun" || text == "mmgen" {
			all = append(all, text+" ("+filepath.Dir(name)+")")
		}
	}
	for _, queue := range []string{"in", "out", "retry", "virgin", "archive"} {
		unit := "mmrun-" + queue + ".service"
		if got := show(t, unit, "TasksCurrent"); got != "[not set]" && got != "0" {
			all = append(all, fmt.Sprintf("%s has %s tasks", unit, got))
		}
	}
	return strings.Join(all, " ")
}

// become waits until a unit has come to a state: systemctl stop waits for the
// target, and not for the units that are part of it.
func become(t *testing.T, unit, state string) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for show(t, unit, "ActiveState") != state {
		if time.Now().After(deadline) {
			t.Fatalf("%s is %s, not %s", unit, show(t, unit, "ActiveState"), state)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// pathsAreAlive fails where a path unit, or a service, has failed.
func pathsAreAlive(t *testing.T) {
	t.Helper()
	out, err := exec.Command("systemctl", "list-units", "--all", "--state=failed", "--plain", "--no-legend", "mmrun*").Output()
	if err != nil {
		t.Fatal(err)
	}
	if len(out) > 0 {
		t.Errorf("failed units:\n%s", out)
	}
	for _, unit := range []string{"mmrun-in.path", "mmrun-out.path", "mmrun-archive.path"} {
		if got := show(t, unit, "ActiveState"); got != "active" {
			t.Errorf("%s is %s", unit, got)
		}
	}
}

// queuePosts puts posts into the outgoing queue, as the site's user owns it.
func queuePosts(t *testing.T, first, count int) {
	t.Helper()
	site := demosite.Open(varPrefix, time.Now)
	out, err := site.Queue("out")
	if err != nil {
		t.Fatal(err)
	}
	for i := range count {
		if err := site.PutOut(out, first+i, demosite.Members); err != nil {
			t.Fatal(err)
		}
	}
}

// post puts posts into the incoming queue, as Mailman's mail script does.
func post(t *testing.T, first, count int) {
	t.Helper()
	site := demosite.Open(varPrefix, time.Now)
	in, err := site.Queue("in")
	if err != nil {
		t.Fatal(err)
	}
	for i := range count {
		if err := site.PutIn(in, site.Post(first+i)); err != nil {
			t.Fatal(err)
		}
	}
}

func numbers(first, count int) []int {
	list := make([]int, count)
	for i := range list {
		list[i] = first + i
	}
	return list
}

func show(t *testing.T, unit, property string) string {
	t.Helper()
	out, err := exec.Command("systemctl", "show", "--value", "--property="+property, unit).Output()
	if err != nil {
		t.Fatalf("systemctl show %s: %v", unit, err)
	}
	return strings.TrimSpace(string(out))
}

func systemctl(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("systemctl", args...).CombinedOutput(); err != nil {
		t.Fatalf("systemctl %v: %v\n%s", args, err, out)
	}
}
