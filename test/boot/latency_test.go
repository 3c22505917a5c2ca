// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mmgen/test/demosite"
)

// latencyPosts is how many posts are timed, from their rename into in to
// their acceptance by the SMTP server; it takes a second and a half for each:
//
//	go test ./test/boot -run TestBoot -v -timeout 20m -args -latency 200
var latencyPosts = flag.Int("latency", 0, "time this many posts through the units")

// latencyPause is longer than the runners linger, so that every post starts
// both its services anew.
const latencyPause = 1500 * time.Millisecond

// timed counts upwards, as the numbers of inside_test.go.
const timed = 20000

// TestInsideLatency runs in the booted system, behind TestInside.
func TestInsideLatency(t *testing.T) {
	if os.Getenv(insideEnv) == "" {
		t.Skip("runs in the booted system only; see TestBoot")
	}
	if *latencyPosts == 0 {
		t.Skip("no posts to be timed; see -latency")
	}
	started := make([]time.Time, *latencyPosts)
	for i := range started {
		started[i] = renameIntoIn(t, timed+i)
		time.Sleep(latencyPause)
	}
	expectSubjects(t, 30*time.Second, prefixed(timed, len(started))...)
	accepted := acceptedAt(t)
	took := make([]time.Duration, len(started))
	for i := range started {
		took[i] = accepted[prefixedSubject(timed+i)].Sub(started[i])
	}
	slices.Sort(took)
	t.Logf("%d posts, rename into in to acceptance by the SMTP server: median %v, worst %v, best %v",
		len(took), took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond), took[0].Round(time.Millisecond))
}

// renameIntoIn makes an entry in shunt, which nothing watches, and moves it.
// It returns the time right before the rename.
func renameIntoIn(t *testing.T, number int) time.Time {
	t.Helper()
	site := demosite.Open(varPrefix, time.Now)
	shunt, err := site.Queue("shunt")
	if err != nil {
		t.Fatal(err)
	}
	if err := site.PutIn(shunt, site.Post(number)); err != nil {
		t.Fatal(err)
	}
	staged, err := filepath.Glob(varPrefix + "/qfiles/shunt/*.pck")
	if err != nil || len(staged) != 1 {
		t.Fatalf("post %d is not ready to be moved: %v %v", number, staged, err)
	}
	into := filepath.Join(varPrefix, "qfiles/in", filepath.Base(staged[0]))
	start := time.Now()
	if err := os.Rename(staged[0], into); err != nil {
		t.Fatal(err)
	}
	return start
}
