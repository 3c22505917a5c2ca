// SPDX-License-Identifier: GPL-2.0-or-later

// Package job is what Mailman's queue runners do with the entries of their queues: a
// file a queue. It answers to _dispose, _doperiodic and _cleanup of the classes in
// Mailman/Queue/*Runner.py.
//
// A job gets one entry at a time and returns a Verdict, which says all that is to
// become of the entry. The job itself neither takes entries out of its queue nor
// removes them, locks no list, and knows nothing of the worker that calls it. What it
// needs is in its Env.
//
// # How to write one
//
// A new queue is a file here and a row in the table kinds of package runner. The file
// has a type with the three methods of Job, and a function that makes it from an Env.
//
// A job that changes lists is a ListJob: it has the fourth method as well. Entries of
// one list that follow each other are a batch then: the worker locks and loads the
// list once for all of them and saves it once, in one change with everything that
// they made, and the entries end with that same change. After a kill at any moment
// either all of the batch is done or all of its entries wait as before. Such a job
//
//   - makes whatever it makes (letters, entries for other queues, held messages) with
//     the Change of its Task, never at once;
//   - returns Done for an entry that is dealt with. It may return another outcome only
//     as long as it has changed and made nothing for that entry;
//   - returns an error for a fault. The entry goes to the shunt queue then, with the
//     metadata as they are by then, and the batch ends with it;
//   - keeps nothing that it has read from a list for longer than one call: between two
//     calls the list may have been saved, unlocked, changed by others and loaded again;
//   - does not wait for the network, or for another list's lock: web pages wait for
//     this list meanwhile. What it has to ask the network about an entry it asks before,
//     as an AskingJob.
package job

import (
	"context"

	"mmgen/runner/mlist"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// Env is what a job is made with.
type Env struct {
	Site   *site.Site
	Queue  *queue.Queue // the queue whose entries it gets
	Runner string       // Mailman's name for it, such as OutgoingRunner
	Python *Python      // the installed Mailman, for what must be left to it
	// Stepped is told what each handler of a pipeline has done, and may look at the
	// post; nil for nobody.
	Stepped func(Step)
}

// Step is what a handler has made of a post. Err is a fault. The first one has no Handler:
// it is the post before all of them.
type Step struct {
	Handler string
	Post    *post.Post
	Verdict post.Verdict
	Err     error
}

// Task is an entry that a job is to handle.
type Task struct {
	Entry *queue.Entry
	// List is the entry's list, at its newest state. The language of the sender is
	// in the entry's metadata, as lang (Runner.py: _onefile).
	List *mlist.List
	// Change is what the list is locked for; nil where the job does not change
	// lists, or does not need to for this entry.
	Change *mlist.Change
}

// Job handles the entries of one queue.
type Job interface {
	// Handle disposes of an entry (_dispose). The error is a fault: the entry is
	// shunted with the metadata as they are by then, unless the site's disk is to
	// blame: then it stays, and the drain ends. A Verdict beside an error may say
	// Moved (a part of the entry waits for another try; the rest of it is shunted) and
	// what is left to do of it.
	Handle(ctx context.Context, t Task) (Verdict, error)
	// EndRound does the work that Handle put off (_doperiodic). It is called after the
	// last entry of a round, when the last batch is committed. It returns why some of
	// that work has to wait. The error is about the queue, which is left alone from
	// then on.
	EndRound(ctx context.Context) ([]Reason, error)
	// Close frees the job's resources (_cleanup).
	Close() error
}

// ListJob is a job that changes lists.
type ListJob interface {
	Job
	// NeedsChange tells whether Handle must have the entry's list locked. The list
	// is as it was when it was last read; nothing may be changed yet.
	NeedsChange(l *mlist.List, e *queue.Entry) bool
}

// AskingJob is a ListJob that asks the network about some entries.
type AskingJob interface {
	ListJob
	// Questions are what the network is to be asked about an entry before Handle, in the
	// job's own words, such as domains; none where the job has all the answers. It is called
	// only for entries for which NeedsChange is true, with the list as it was when it was
	// last read, and also for entries that are handled later: nothing may be changed yet.
	Questions(l *mlist.List, e *queue.Entry) []string
	// Ask puts the questions about one or more entries, each once, and keeps the answers.
	// No list is locked meanwhile. It must not wait longer than some seconds for all of
	// them; once ctx has ended the entries stay, whatever was answered.
	Ask(ctx context.Context, questions []string)
}
