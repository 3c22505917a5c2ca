// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"slices"

	"mmgen/runner/job"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
)

// How far is looked ahead for questions at once.
const (
	aheadEntries = 50        // and about as many questions: a name server gets them all at once
	aheadBytes   = 1 << 20   // of all of them together
	aheadMost    = 256 << 10 // of one; package memory takes care of larger ones when they are in hand
)

// asker finds out what a job has to ask the network before entries are handled.
//
// No list may be locked meanwhile, so the batch ends at an entry about which there are
// questions. So that it does not end at each entry, those behind it that go to the same
// list are looked at too, and all questions are put at the same time.
type asker struct {
	job    job.AskingJob // nil where the job has nothing to ask
	queue  *queue.Queue
	names  []string // what the round handles
	inHand int      // the index of the entry in hand
	seen   int      // the entries below this index were looked at, and are not again
}

func newAsker(j job.Job, q *queue.Queue) *asker {
	asking, _ := j.(job.AskingJob)
	return &asker{job: asking, queue: q}
}

// begin begins with a round.
func (a *asker) begin(names []string) { a.names, a.inHand, a.seen = names, 0, 0 }

// questions are those about the entry in hand and, if there are any, those about entries
// behind it, each once.
func (a *asker) questions(list *mlist.List, e *queue.Entry) []string {
	if a.job == nil {
		return nil
	}
	all := a.job.Questions(list, e)
	if len(all) == 0 {
		return nil
	}
	end := min(a.inHand+1+aheadEntries, len(a.names))
	a.seen = max(a.seen, a.inHand+1)
	for bytes := 0; a.seen < end && bytes < aheadBytes && len(all) < aheadEntries; a.seen++ {
		questions, size := a.ahead(list, e, a.names[a.seen])
		all, bytes = append(all, questions...), bytes+size
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// ahead are the questions about an entry behind e, and its size in bytes. What is wrong
// with that entry is a matter for when it is in hand.
func (a *asker) ahead(list *mlist.List, e *queue.Entry, name string) (questions []string, size int) {
	_ = guarded(func() error {
		behind, n, err := a.queue.Look(name, aheadMost)
		size = n
		if err != nil || behind.Data.Str("listname") != e.Data.Str("listname") {
			return err
		}
		setLanguage(behind, list)
		if a.job.NeedsChange(list, behind) {
			questions = a.job.Questions(list, behind)
		}
		return nil
	})
	return questions, size
}
