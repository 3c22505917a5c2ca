// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog

import (
	"maps"
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
	want := map[string]string{"SYSLOG_IDENTIFIER": "mmrun", "MAILMAN_LOG": "vette"}
	if got := fields("vette"); !maps.Equal(got, want) {
		t.Errorf("fields are %v, want %v", got, want)
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
