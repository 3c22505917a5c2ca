// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"mmgen/runner/change"
	"mmgen/runner/queue"
)

// Outcome says how the handling of an entry ended.
type Outcome int

const (
	Done    Outcome = iota // everything made from it is safe: it is removed
	Ended                  // the job has removed it already, with what it made from it
	NotDue                 // it stays until its time comes; a new try before that is of no use
	Moved                  // it goes to another queue
	Stays                  // it stays, since something that it needs is not available now
	AllStay                // it stays with all entries behind it, which need the same
	Foreign                // Mailman's own Python must handle it
)

// Verdict is all that a job has to say of an entry.
type Verdict struct {
	Outcome Outcome
	Why     Reason // why the entry waits, with Stays, AllStay and Foreign
	// To is the setting that holds the directory of the queue to which it is Moved,
	// Data the metadata with which it is moved. The zero Metadata: as it is.
	To   string
	Data queue.Metadata
	// With adds what appears when an entry that is in no batch leaves the queue; nil for
	// nothing.
	With func(*change.Change) error
	// Rest is the metadata of what is left to do, if the entry has to stay after all.
	// The zero Metadata: all is left to do.
	Rest queue.Metadata
	// ListUnchanged tells that the list need not be saved for the entry's sake, though
	// it was locked.
	ListUnchanged bool
}

// Reason says why entries have to stay queued, for the log and the exit status.
type Reason struct {
	Text  string // empty: none
	Known bool   // an earlier drain has said so, not long ago
}

// because is a reason that is not known yet.
func because(text string) Reason { return Reason{Text: text} }
