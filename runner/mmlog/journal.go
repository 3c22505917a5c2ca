// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog

import "github.com/coreos/go-systemd/v22/journal"

// Journal takes a copy of each message.
type Journal interface {
	Send(Record) error
}

// Record is a message as the journal gets it.
type Record struct {
	Priority journal.Priority
	Text     string // the line without the time and the process id
	Log      string // empty where it stands in none of Mailman's logs
	Subject  Subject
	Outcome  string // how the queue entry in Subject ended; empty in all other messages
}

// identifier is the SYSLOG_IDENTIFIER of all messages: journalctl -t mmrun
// shows those of all units and those of a call by hand.
const identifier = "mmrun"

// priorities tell how serious the messages of a log are (syslog(3)). Those of
// the logs that are not named here only say what was done: info.
var priorities = map[string]journal.Priority{
	"error":        journal.PriErr,     // mmrun could not do what it should
	"smtp-failure": journal.PriWarning, // a message did not reach somebody
	"mischief":     journal.PriWarning, // somebody tries to get what only others may have
	"config":       journal.PriWarning, // a list's settings can't be used as they are
	"qrunner":      journal.PriWarning, // entries have to stay in their queue
	"vette":        journal.PriNotice,  // a post was held, rejected or discarded
}

// SystemJournal returns systemd's journal where this process runs under it,
// that is where standard error leads there ($JOURNAL_STREAM); nil elsewhere.
// Each entry has those of these fields (systemd.journal-fields(7)) that are not empty:
//
//	MESSAGE            the message, without the time and the process id
//	PRIORITY           3 err, 4 warning, 5 notice or 6 info, by the log
//	SYSLOG_IDENTIFIER  mmrun
//	MAILMAN_LOG        the name of the log
//	MMRUN_QUEUE        the queue of the entry that the message is about
//	MMRUN_ENTRY        its file name, without the extension
//	MMRUN_LIST         its list
//	MMRUN_MESSAGE_ID   its mail's Message-ID
//	MMRUN_OUTCOME      how it ended: done, moved, shunted or bad
//	MESSAGE_ID         with MMRUN_OUTCOME: EndedID
//
// The mail's Message-ID has a field of its own, since MESSAGE_ID is systemd's name for
// the kind of a message, 128 bits that programs look for.
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

func (systemd) Send(r Record) error { return journal.Send(r.Text, r.Priority, r.fields()) }

// EndedID is the MESSAGE_ID of all messages that tell how a queue entry ended.
const EndedID = "ce2788ae8a9a48b581853ab560f9dcea"

// longestField bounds, in bytes, what a mail can put into a field. RFC 5322 2.1.1 has
// lines of 998.
const longestField = 998

// fields are the journal fields that journal.Send does not set by itself.
func (r Record) fields() map[string]string {
	f := map[string]string{"SYSLOG_IDENTIFIER": identifier}
	set := func(name, value string) {
		if value != "" {
			f[name] = value[:min(len(value), longestField)]
		}
	}
	set("MAILMAN_LOG", r.Log)
	set("MMRUN_QUEUE", r.Subject.Queue)
	set("MMRUN_ENTRY", r.Subject.Entry)
	set("MMRUN_LIST", r.Subject.List)
	set("MMRUN_MESSAGE_ID", r.Subject.MessageID)
	set("MMRUN_OUTCOME", r.Outcome)
	if r.Outcome != "" {
		f["MESSAGE_ID"] = EndedID
	}
	return f
}

func priority(log string) journal.Priority {
	if p, ok := priorities[log]; ok {
		return p
	}
	return journal.PriInfo
}
