// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"fmt"

	"mmgen/runner/job"
	"mmgen/runner/memory"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// worker serves a queue: it takes one entry after the other, gives it to the queue's
// job, and does what the verdict says (Runner.py: _oneloop).
type worker struct {
	site      *site.Site
	report    *report
	journal   journal
	queue     *queue.Queue
	lock      *queueLock
	job       job.Job
	asker     *asker
	python    *job.Python
	noPython  bool // Mailman's Python is never started
	lists     lists
	remaining *remaining
	batches   *batches
	ends      *ends
	onlyRead  bool // see kind
}

// newWorker makes the worker of a queue that is locked. record is where a change of
// this queue alone is noted. entries is how the journal hears of its entries.
func newWorker(s *site.Site, r *report, entries journal, q *queue.Queue, l *queueLock, j job.Job, p *job.Python, record string) *worker {
	remaining := &remaining{kept: map[string]bool{}}
	batches := &batches{now: s.Now, queue: q, report: r, journal: entries, remaining: remaining, locked: map[string]job.Reason{}, apart: map[string]bool{}}
	return &worker{
		site: s, report: r, journal: entries, queue: q, lock: l, job: j, asker: newAsker(j, q), python: p, lists: lists{site: s},
		remaining: remaining, batches: batches,
		ends: &ends{s.Now, q, r, entries, remaining, batches, mover{s, q, record}},
	}
}

// round handles what lies in the queue and can be handled now. Its error is
// about the queue and not about an entry.
func (w *worker) round(ctx context.Context) (handled int, err error) {
	listing, err := w.queue.List()
	if err != nil {
		return 0, err
	}
	w.asker.begin(listing.Names)
	for i, name := range listing.Names {
		if w.remaining.kept[name] {
			continue
		}
		if !w.mayGoOn(ctx) {
			break
		}
		w.asker.inHand = i
		left, err := w.one(ctx, name)
		if err != nil {
			return handled, err
		}
		if left {
			handled++
			w.report.progress(w.journal.queue, 1, len(listing.Names)-i-1)
		}
	}
	w.batches.commit()
	reasons, err := w.job.EndRound(ctx)
	for _, why := range reasons {
		w.report.wait(nil, why)
	}
	err = errors.Join(err, w.queue.Sync())
	if err == nil && w.remaining.forPython && !w.remaining.all {
		var n int
		n, err = w.handOver(ctx)
		handled += n
	}
	return handled, err
}

// handOver has Mailman's own Python handle what is left in the queue.
func (w *worker) handOver(ctx context.Context) (handled int, err error) {
	w.remaining.forPython = false
	if w.noPython {
		w.report.wait(w.queue, job.Reason{Text: "they are for Mailman's own Python"})
		return 0, nil
	}
	for more := true; more && w.mayGoOn(ctx); {
		n, why, err := w.python.HandleOne(ctx)
		if err != nil {
			return handled, err
		}
		w.report.wait(w.queue, why)
		handled += n
		more = n > 0
		w.report.progress(w.journal.queue, n, 0)
	}
	return handled, nil
}

// mayGoOn tells whether to begin with another entry.
func (w *worker) mayGoOn(ctx context.Context) bool {
	if w.remaining.all || w.report.stopped || ctx.Err() != nil {
		return false
	}
	holder, held, err := w.site.MasterHolder()
	switch {
	case err != nil:
		w.report.fault(err)
		w.remaining.all = true
	case held:
		w.stay("mailmanctl was started (%s)", holder)
	default:
		if err := w.lock.refresh(); err != nil {
			w.stay("the lock of queue %s was lost: %v", w.lock.queue, err)
		}
	}
	return !w.remaining.all
}

// stay leaves all entries in the queue.
func (w *worker) stay(why string, args ...any) {
	w.report.wait(w.queue, job.Reason{Text: fmt.Sprintf(why, args...)})
	w.remaining.all = true
}

// one handles one entry. It tells whether the entry has left the queue; its error is
// about the queue.
func (w *worker) one(ctx context.Context, name string) (left bool, err error) {
	taken, err := w.queue.TakeFile(name)
	if err != nil {
		return w.ends.unread(name, err)
	}
	defer w.boundMemory(taken.Size())() // a message of very many parts takes most while it is loaded
	e, err := taken.Load()
	if e == nil {
		return w.ends.unread(name, err)
	}
	subject, end := w.journal.begin(e)
	defer end()
	h := handled{Entry: e, subject: subject}
	if err == nil {
		err = guarded(func() error { return w.handle(ctx, &h) })
	}
	return w.ends.conclude(h, err)
}

// boundMemory bounds the memory for an entry of size bytes.
func (w *worker) boundMemory(size int) (end func()) {
	if w.onlyRead {
		return memory.BoundRead(size)
	}
	return memory.Bound(size)
}

// handle hands an entry to the job. The error is a fault.
func (w *worker) handle(ctx context.Context, h *handled) (err error) {
	list, err := w.lists.of(h.Entry)
	if err != nil {
		return err
	}
	if file, ok := extension(list); ok {
		h.verdict = job.Verdict{Outcome: job.Foreign, Why: job.Reason{Text: "the list is extended by " + file}}
	} else if err = w.handOn(ctx, h, list); err != nil {
		return err
	}
	if h.verdict.Outcome != job.Foreign {
		return nil
	}
	if err := w.python.Usable(); err != nil {
		return fmt.Errorf("%s: mmrun does not do that, and %w", h.verdict.Why.Text, err)
	}
	return nil
}

// handOn has the job handle an entry, with its list locked if the job needs that.
func (w *worker) handOn(ctx context.Context, h *handled, list *mlist.List) (err error) {
	t := job.Task{Entry: h.Entry, List: list}
	setLanguage(h.Entry, list)
	if changer, ok := w.job.(job.ListJob); ok && changer.NeedsChange(list, h.Entry) {
		if !w.ask(ctx, list, h.Entry) {
			h.verdict = job.Verdict{Outcome: job.AllStay}
			return nil
		}
		h.batch, h.verdict, err = w.batches.join(ctx, list, h.Entry)
		if h.batch == nil {
			return err
		}
		t.Change = h.batch.change
	} else {
		w.batches.commit()
	}
	h.verdict, err = w.job.Handle(ctx, t)
	return err
}

// ask has the job ask the network about an entry, with no list locked: the batch ends
// before that. It tells whether the entry can be handled: not if ctx ended meanwhile.
func (w *worker) ask(ctx context.Context, list *mlist.List, e *queue.Entry) (answered bool) {
	questions := w.asker.questions(list, e)
	if len(questions) == 0 {
		return true
	}
	w.batches.commit()
	w.asker.job.Ask(ctx, questions)
	return ctx.Err() == nil
}

// close commits the last batch and frees the job's resources.
func (w *worker) close() error {
	w.batches.commit()
	return errors.Join(w.job.Close(), w.queue.Sync())
}
