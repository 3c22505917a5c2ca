// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"path/filepath"

	"mmgen/runner/change"
	"mmgen/runner/job"
	"mmgen/runner/lockfile"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// slot is a queue's place in the rounds. The queue is locked, and work that a crash
// interrupted is taken up again, when the queue has an entry for the first time: an
// empty queue needs no lock.
type slot struct {
	site   *site.Site
	opts   Options
	report *report
	spec   Spec
	queue  *queue.Queue
	lock   *queueLock
	worker *worker

	unfinished bool // killed processes may have left changes to be finished
	looked     bool // whether earlier drains left work behind
	givenUp    bool // the queue is left alone from now on
}

// newSlot opens the spec's queue.
func newSlot(s *site.Site, opts Options, r *report, spec Spec, unfinished bool) (*slot, error) {
	q, err := s.OpenQueue(spec.kind.setting, spec.Slice, spec.Range)
	if err != nil {
		return nil, err
	}
	return &slot{site: s, opts: opts, report: r, spec: spec, queue: q, unfinished: unfinished}, nil
}

// round handles what lies in the queue and can be handled now. It returns how
// many entries that were: 0 means that a further round is of no use.
func (s *slot) round(ctx context.Context) int {
	if s.givenUp || ctx.Err() != nil {
		return 0
	}
	n, err := s.tryRound(ctx)
	switch {
	case err == nil, ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return n
	case errors.Is(err, lockfile.ErrTimeout), errors.Is(err, mlist.ErrLocked):
		s.report.wait(s.queue, job.Reason{Text: err.Error()})
	default:
		s.report.fault(err)
	}
	s.close()
	s.givenUp = true
	return n
}

// tryRound is round; its error is about the queue and not about an entry.
func (s *slot) tryRound(ctx context.Context) (int, error) {
	if s.worker == nil {
		if idle, err := s.idle(); idle || err != nil {
			return 0, err
		}
		if err := s.open(ctx); err != nil {
			return 0, err
		}
	}
	return s.worker.round(ctx)
}

// idle tells whether there is nothing to do: the queue is empty, and earlier drains
// left neither an unfinished change nor other work for this queue's job. The latter is
// looked up only once.
func (s *slot) idle() (bool, error) {
	idle, strays, err := s.queue.Idle()
	if err != nil || s.looked {
		return idle, err
	}
	s.looked = true
	tellStrays(s.site, s.spec, s.queue.Dir(), strays)
	if s.unfinished {
		return false, nil
	}
	if left, err := change.Exists(s.site.FileSystem(), s.record()); left || err != nil {
		return false, err
	}
	if leftover := s.spec.kind.leftover; idle && leftover != nil {
		more, err := leftover(s.site)
		return !more, err
	}
	return idle, nil
}

// open locks the queue and makes the worker that serves it.
func (s *slot) open(ctx context.Context) (err error) {
	if s.lock, err = lockQueue(ctx, s.site, s.spec); err != nil {
		return err
	}
	left, err := s.site.FinishChanges(ctx, s.queue.Dir())
	if err != nil {
		return err
	}
	if err := change.Finish(s.site.FileSystem(), s.record()); err != nil {
		return err
	}
	if err := s.queue.Recover(s.untouched(left)...); err != nil {
		s.report.fault(err) // single entries could not be recovered: the others are handled
	}
	s.worker, err = s.newWorker()
	return err
}

// untouched are the names of files in the queue that belong to changes which can't be finished;
// why they can't is reported.
func (s *slot) untouched(left []site.Unfinished) (names []string) {
	for _, u := range left {
		names = append(names, u.Removes...)
		if errors.Is(u.Err, mlist.ErrLocked) {
			s.report.wait(s.queue, job.Reason{Text: u.Err.Error()})
		} else {
			s.report.fault(u.Err)
		}
	}
	return names
}

// record is where a change of this queue alone is noted.
func (s *slot) record() string {
	return filepath.Join(s.site.Settings.Str("DATA_DIR"), lockName(s.spec)+".change")
}

// newWorker makes the worker with the job of the queue.
func (s *slot) newWorker() (*worker, error) {
	k := s.spec.kind
	python := job.NewPython(s.site, k.name, s.spec.Slice, s.spec.Range, k.queue, s.queue.Dir())
	j, err := k.job(job.Env{Site: s.site, Queue: s.queue, Runner: k.name, Python: python, Stepped: s.opts.Stepped})
	if err != nil {
		return nil, err
	}
	w := newWorker(s.site, s.report, journal{s.site.Logs, k.queue}, s.queue, s.lock, j, python, s.record())
	w.noPython = s.opts.NoPython
	w.onlyRead = k.onlyRead
	return w, nil
}

// close frees the worker and the lock.
func (s *slot) close() {
	if s.worker != nil {
		if err := s.worker.close(); err != nil {
			s.report.fault(err)
		}
	}
	if s.lock != nil {
		if err := s.lock.release(); err != nil {
			s.report.fault(err)
		}
	}
	s.worker, s.lock = nil, nil
}
