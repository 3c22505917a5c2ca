// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"slices"

	"mmgen/runner/job"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
)

// Bounds of one look ahead for questions.
const (
	aheadEntries = 50        // also about the most questions that a name server gets at the same time
	aheadBytes   = 1 << 20   // the size of all entries that are looked at
	aheadMost    = 256 << 10 // the size of one entry; package memory bounds larger ones when they are handled
)

// asker finds out what a job has to ask the network before entries are handled.
//
// No list may be locked meanwhile, so a batch ends at an entry about which there are
// questions. To keep batches long, the entries behind it for the same list are looked at
// too, and all questions are put at the same time.
type asker struct {
	job    job.AskingJob // nil where the job has nothing to ask
	queue  *queue.Queue
	names  []string // the entries of this round
	inHand int      // the index of the entry in hand
	seen   int      // the entries below this index were looked at, and are not again
}

func newAsker(j job.Job, q *queue.Queue) *asker {
	asking, _ := j.(job.AskingJob)
	return &asker{job: asking, queue: q}
}

// begin starts a round over the entries of that name.
func (a *asker) begin(names []string) { a.names, a.inHand, a.seen = names, 0, 0 }

// questions are what must be asked about the entry in hand; if that is anything, what must
// be asked about the entries behind it is added. Each question stands once.
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

// ahead returns the questions about an entry behind e, and that entry's size in bytes. An
// entry with a fault has no questions: the fault is dealt with when the entry is handled.
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
