// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog

import "github.com/coreos/go-systemd/v22/journal"

// Journal takes a copy of each message.
type Journal interface {
	Send(priority journal.Priority, log, message string) error
}

// identifier is the SYSLOG_IDENTIFIER of all messages: journalctl -t mmrun
// shows those of all units and those of a call by hand.
const identifier = "mmrun"

// priorities tell how serious the messages of a log are (syslog(3)). Those of
// the logs that are not named here only say what was done: info.
var priorities = map[string]journal.Priority{
	"error":        journal.PriErr,     // mmrun could not do what it should
	"smtp-failure": journal.PriWarning, // a message did not reach somebody
	"mischief":     journal.PriWarning, // somebody tries what an attacker would try
	"config":       journal.PriWarning, // a list's settings can't be used as they are
	"qrunner":      journal.PriWarning, // entries have to stay in their queue
	"vette":        journal.PriNotice,  // a post was held, rejected or discarded
}

// SystemJournal returns systemd's journal where this process runs under it,
// that is where standard error leads there ($JOURNAL_STREAM); nil elsewhere.
// Each entry has the fields (systemd.journal-fields(7)):
//
//	MESSAGE            the message, without the time and the process id
//	PRIORITY           3 err, 4 warning, 5 notice or 6 info, by the log
//	SYSLOG_IDENTIFIER  mmrun
//	MAILMAN_LOG        the name of the log
func SystemJournal() Journal {
	if !StderrIsJournal() {
		return nil
	}
	return systemd{}
}

// StderrIsJournal tells whether standard error leads to systemd's journal.
func StderrIsJournal() bool {
	ok, err := journal.StderrIsJournalStream()
	return err == nil && ok
}

type systemd struct{}

func (systemd) Send(priority journal.Priority, log, message string) error {
	return journal.Send(message, priority, fields(log))
}

// fields are those that journal.Send does not set itself.
func fields(log string) map[string]string {
	return map[string]string{"SYSLOG_IDENTIFIER": identifier, "MAILMAN_LOG": log}
}

func priority(log string) journal.Priority {
	if p, ok := priorities[log]; ok {
		return p
	}
	return journal.PriInfo
}
