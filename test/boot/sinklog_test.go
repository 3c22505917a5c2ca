// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mmgen/test/demosite"
)

const sinkLog = "/run/sink.log"

// expect waits until each of the posts has come to each member, once.
func expect(t *testing.T, most time.Duration, posts ...int) {
	t.Helper()
	subjects := make([]string, len(posts))
	for i, number := range posts {
		subjects[i] = subject(number)
	}
	expectSubjects(t, most, subjects...)
}

// expectSubjects is expect for posts whose subject has the list's prefix.
func expectSubjects(t *testing.T, most time.Duration, subjects ...string) {
	t.Helper()
	mails := map[string][]string{}
	for _, subject := range subjects {
		mails[subject] = demosite.Members
	}
	expectMails(t, most, mails)
}

// expectMails waits until mails of these subjects came to these, once each.
func expectMails(t *testing.T, most time.Duration, mails map[string][]string) {
	t.Helper()
	deadline := time.Now().Add(most)
	for {
		seen, late := delivered(t), ""
		for subject, recipients := range mails {
			want, got := slices.Sorted(slices.Values(recipients)), slices.Sorted(slices.Values(seen[subject]))
			if !slices.Equal(got, want) {
				late = fmt.Sprintf("%s came to %v, want %v", subject, got, want)
			}
		}
		if late == "" {
			return
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(sinkLog)
			t.Fatalf("after %v: %s; the sink's log ends in\n%s", most, late, log[max(0, len(log)-500):])
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func subject(number int) string { return fmt.Sprintf("Post %d", number) }

// prefixedSubject is the subject after CookHeaders.
func prefixedSubject(number int) string { return "[Demo] " + subject(number) }

func prefixed(first, count int) []string {
	subjects := make([]string, count)
	for i := range subjects {
		subjects[i] = prefixedSubject(first + i)
	}
	return subjects
}

// delivered returns who got which subject.
func delivered(t *testing.T) map[string][]string {
	t.Helper()
	seen := map[string][]string{}
	for _, fields := range sinkLines(t) {
		seen[fields[1]] = append(seen[fields[1]], fields[2])
	}
	return seen
}

// sinkLines returns what the sink logged: TIME SUBJECT RECIPIENT.
func sinkLines(t *testing.T) [][]string {
	t.Helper()
	data, err := os.ReadFile(sinkLog)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var lines [][]string
	for _, line := range strings.Split(string(data), "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 3 {
			lines = append(lines, fields)
		}
	}
	return lines
}

// acceptedAt returns when the sink accepted each subject.
func acceptedAt(t *testing.T) map[string]time.Time {
	t.Helper()
	at := map[string]time.Time{}
	for _, fields := range sinkLines(t) {
		nanoseconds, err := strconv.ParseInt(fields[0], 10, 64)
		if err != nil {
			t.Fatalf("the sink logged %q", strings.Join(fields, "\t"))
		}
		if _, seen := at[fields[1]]; !seen {
			at[fields[1]] = time.Unix(0, nanoseconds)
		}
	}
	return at
}
