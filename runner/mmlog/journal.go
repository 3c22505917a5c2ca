// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog

import "github.com/coreos/go-systemd/v22/journal"

// Journal takes a copy of each message.
type Journal interface {
	Send(log, message string) error
}

// SystemJournal returns systemd's journal where this process runs under it,
// that is where standard error leads there ($JOURNAL_STREAM); nil elsewhere.
// Each entry has a field MAILMAN_LOG with the log's name, and what is in the
// error log has the priority err.
func SystemJournal() Journal {
	if ok, err := journal.StderrIsJournalStream(); err != nil || !ok {
		return nil
	}
	return systemd{}
}

type systemd struct{}

func (systemd) Send(log, message string) error {
	return journal.Send(message, priority(log), map[string]string{"MAILMAN_LOG": log})
}

func priority(log string) journal.Priority {
	if log == "error" {
		return journal.PriErr
	}
	return journal.PriInfo
}
