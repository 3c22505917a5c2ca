// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"
	"slices"

	"mmgen/runner/job"
	"mmgen/runner/mmlog"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
)

// report tells how far a drain is. It logs why entries had to stay, and what is wrong with
// queues, when that is found, and keeps it for the result of the drain.
type report struct {
	logs    mmlog.Logger
	tell    func(Progress) // nil where nobody wants to be told
	handled int            // how many entries were handled
	waiting []wait
	faults  []error // what is wrong with queues that can't be read or written
	stopped bool    // the site's disk is at fault: nothing more is begun
}

// wait is a reason why entries had to stay.
type wait struct {
	job.Reason
	queue *queue.Queue // the reason no longer holds once this queue is empty; nil if it does not depend on a queue
}

// Progress is how far a drain is.
type Progress struct {
	Handled int    // entries that have left their queues
	Queue   string // the folder of the queue that is being drained
	Left    int    // entries that were found in that queue and not looked at yet
}

// progress notes that entries have left a queue, and how many are still to be looked at.
func (r *report) progress(queue string, handled, left int) {
	r.handled += handled
	if r.tell != nil {
		r.tell(Progress{r.handled, queue, left})
	}
}

// wait notes why entries of a queue stay, if there is a reason. The queue is nil where the
// reason is not about the entries of one queue.
func (r *report) wait(q *queue.Queue, why job.Reason) {
	if why.Text == "" {
		return
	}
	if i := slices.IndexFunc(r.waiting, func(w wait) bool { return w.Text == why.Text }); i >= 0 {
		if r.waiting[i].queue != q {
			r.waiting[i].queue = nil
		}
		return
	}
	r.waiting = append(r.waiting, wait{why, q})
	if !why.Known {
		r.logs.Logf("qrunner", "Entries stay queued: %s", why.Text)
	}
}

// fault notes, and logs, what is wrong with a queue. A fault of the site's disk
// stops the drain.
func (r *report) fault(err error) {
	if dir, ok := safeio.SiteFault(err); ok {
		r.stop(dir, err)
		return
	}
	r.logs.Logf("error", "%v", err)
	r.faults = append(r.faults, err)
}

// entryFault notes a fault of the disk that concerns one entry, as Mailman logs
// an exception (Runner.py: _log).
func (r *report) entryFault(err error) {
	r.exception(err)
	r.faults = append(r.faults, err)
}

// exception logs what Mailman logs of an exception (Runner.py: _log). What was
// being done stands in the error itself, in place of a traceback.
func (r *report) exception(cause error) {
	r.logs.Logf("error", "Uncaught runner exception: %v", cause)
}

// stop ends the drain because of the site's disk, and says so once: later faults are
// consequences of the first.
func (r *report) stop(dir string, cause error) {
	if r.stopped {
		return
	}
	r.stopped = true
	err := &diskError{dir, cause}
	r.logs.Logf("error", "%v", err)
	r.faults = append(r.faults, err)
}

// result is how the drain ends; nil where all is drained.
func (r *report) result(cancelled bool) error {
	if len(r.faults) > 0 {
		return errors.Join(r.faults...)
	}
	if reasons := r.stillWaiting(); len(reasons) > 0 && !cancelled {
		return &waitingError{reasons}
	}
	return nil
}

// stillWaiting are the reasons that still hold at the end: entries that had to stay for
// a while may be gone by now.
func (r *report) stillWaiting() (reasons []job.Reason) {
	for _, w := range r.waiting {
		if w.queue != nil {
			if idle, _, err := w.queue.Idle(); idle && err == nil {
				continue
			}
		}
		reasons = append(reasons, w.Reason)
	}
	return reasons
}
