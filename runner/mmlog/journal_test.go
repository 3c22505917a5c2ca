// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog

import (
	"maps"
	"strings"
	"testing"

	"github.com/coreos/go-systemd/v22/journal"
)

func TestPriority(t *testing.T) {
	for log, want := range map[string]journal.Priority{
		"error": journal.PriErr, "smtp-failure": journal.PriWarning, "qrunner": journal.PriWarning,
		"vette": journal.PriNotice, "smtp": journal.PriInfo, "post": journal.PriInfo, "a log of tomorrow": journal.PriInfo,
	} {
		if got := priority(log); got != want {
			t.Errorf("priority(%q) = %d, want %d", log, got, want)
		}
	}
}

func TestFields(t *testing.T) {
	subject := Subject{Queue: "in", Entry: "1795000000.5+aa", List: "demo", MessageID: "<1@example.com>"}
	about := map[string]string{
		"SYSLOG_IDENTIFIER": "mmrun", "MMRUN_QUEUE": "in", "MMRUN_ENTRY": "1795000000.5+aa",
		"MMRUN_LIST": "demo", "MMRUN_MESSAGE_ID": "<1@example.com>",
	}
	with := func(m map[string]string, more ...string) map[string]string {
		m = maps.Clone(m)
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	long := subject
	long.MessageID = strings.Repeat("x", 5000)
	for _, tt := range []struct {
		name string
		r    Record
		want map[string]string
	}{
		{"nothing in particular", Record{Log: "vette"}, map[string]string{"SYSLOG_IDENTIFIER": "mmrun", "MAILMAN_LOG": "vette"}},
		{"an entry", Record{Log: "vette", Subject: subject}, with(about, "MAILMAN_LOG", "vette")},
		{"its end", Record{Subject: subject, Outcome: Done}, with(about, "MMRUN_OUTCOME", "done", "MESSAGE_ID", EndedID)},
		{"a long header", Record{Subject: long}, with(about, "MMRUN_MESSAGE_ID", strings.Repeat("x", 998))},
	} {
		if got := tt.r.fields(); !maps.Equal(got, tt.want) {
			t.Errorf("%s: fields are %v, want %v", tt.name, got, tt.want)
		}
	}
}

// A shell started from a unit inherits the variable, not the stream.
func TestNoJournalUnlessStderrLeadsThere(t *testing.T) {
	for _, value := range []string{"", "1:2", "garbage"} {
		t.Setenv("JOURNAL_STREAM", value)
		if j := SystemJournal(); j != nil {
			t.Errorf("JOURNAL_STREAM=%q: got a journal", value)
		}
	}
}
