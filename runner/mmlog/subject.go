// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog

import "github.com/coreos/go-systemd/v22/journal"

// Subject is what messages are about: a queue entry, or a list. What is unknown is
// empty.
type Subject struct {
	Queue     string // Mailman's name of the queue's directory, such as in
	Entry     string // the entry's file name without its extension
	List      string // the list's internal name
	MessageID string // the Message-ID, with its angle brackets
}

// The outcomes of a queue entry.
const (
	Done    = "done"    // everything that it asks for is done
	Moved   = "moved"   // it is in another queue now, such as retry
	Shunted = "shunted" // it could not be handled, and waits in shunt
	Bad     = "bad"     // it could not be read, and is in bad, or removed
)

// About has all further messages be about s, until it is called again. The zero Subject
// stands for nothing in particular. Only the journal shows it.
func About(l Logger, s Subject) {
	if logs, ok := l.(*Logs); ok {
		logs.mu.Lock()
		defer logs.mu.Unlock()
		logs.subject = s
	}
}

// Ended writes to the journal, and to no log of Mailman's, how a queue entry ended.
func Ended(l Logger, s Subject, outcome string) {
	logs, ok := l.(*Logs)
	if !ok || logs.opt.Journal == nil {
		return
	}
	// What went wrong is in the error log: it is not told as an error twice.
	priority := journal.PriInfo
	if outcome == Shunted || outcome == Bad {
		priority = journal.PriNotice
	}
	logs.mu.Lock()
	defer logs.mu.Unlock()
	// Like all that only the journal takes this has no second place to go to.
	_ = logs.opt.Journal.Send(Record{Priority: priority, Text: s.ended(outcome), Subject: s, Outcome: outcome})
}

// ended is Ended's message.
func (s Subject) ended(outcome string) string {
	what := s.MessageID
	if what == "" {
		what = "entry " + s.Entry
	}
	if s.List != "" {
		what += " of " + s.List
	}
	return s.Queue + ": " + what + ": " + outcome
}
