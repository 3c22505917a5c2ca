// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/test/fakesmtp"
)

// TestCrashAmongChunks: a drain is killed while a message goes to its recipients
// one by one. At most the one who was being served gets it twice, and nothing is
// left of the record.
func TestCrashAmongChunks(t *testing.T) {
	t.Setenv(crashRcpts, "1")
	const later = "later@example.com"
	recips := []string{later}
	for i := range 5 {
		recips = append(recips, fmt.Sprintf("r%d@example.com", i))
	}
	doubled := 0 // kills after which somebody got it twice
	for step := 1; ; step += stride(3) {
		w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Rcpt, Match: later, Reply: "450 later"})
		w.Set("SMTP_MAX_RCPTS", int64(1))
		w.put(entry{subject: "a", recips: recips})
		if w.crash("Outgoing", step) {
			break
		}
		w.Clock = w.Clock.Add(time.Second)
		if status := w.drain("Outgoing"); status != 0 {
			t.Errorf("step %d: exit status %d: %v", step, status, w.err)
		}
		count, twice := w.deliveries(), 0
		for _, recip := range recips[1:] {
			switch count["a "+recip] {
			case 1:
			case 2:
				twice++
			default:
				t.Errorf("step %d: %s got it %d times", step, recip, count["a "+recip])
			}
		}
		doubled += twice
		if twice > 1 {
			t.Errorf("step %d: %d recipients got it twice", step, twice)
		}
		if !strings.Contains(w.left(), "retry a: "+later) {
			t.Errorf("step %d: left is %s", step, w.left())
		}
		if out, _ := filepath.Glob(w.Path("qfiles/out/*")); len(out) > 0 {
			t.Errorf("step %d: in out are %q", step, out)
		}
		if t.Failed() {
			t.Fatalf("%s\n%s", w.left(), w.Log)
		}
	}
	// Between the acceptance of a chunk and our next write is one step, for the first
	// chunk two: six, of which each third is tried.
	if most := max(3, 6/stride(3)); doubled > most {
		t.Errorf("after %d kills somebody got it twice", doubled)
	}
}
