// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mmgen/runner/lockfile"
	"mmgen/runner/mlist"
	"mmgen/runner/mmlog"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

const (
	// lockMark is what the name of a job's lock begins with. As it begins with that of
	// a queue's lock, a drain gives back the lists of a job that was killed.
	lockMark = site.LockMark + "job-"
	// lockLifetime is how long a crashed run keeps one of another host away; on the
	// same host its lock is seen to be dead at once.
	lockLifetime = time.Hour
	// lockPatience is how long a run waits for another one of the same job to end.
	lockPatience = 5 * time.Second
)

// Result is what a run did.
type Result struct {
	Done int // how many of what Job.Counts names
}

// run is one run of a job.
type run struct {
	*site.Site
	Options
	result  Result
	done    *done
	lock    *lockfile.Lock
	release func() error
	waiting []error // why parts of the job have to wait
	faults  []error // what went wrong with single lists
}

// begin takes the job's lock and looks what an earlier run has done.
func (j Job) begin(ctx context.Context, s *site.Site, o Options) (*run, error) {
	for _, name := range o.Lists {
		if !s.ListExists(name) {
			return nil, fmt.Errorf("%w: %s", ErrNoList, name)
		}
	}
	r := &run{Site: s, Options: o}
	var err error
	if r.lock, err = s.NewLock(lockMark+j.Name, lockLifetime); err != nil {
		return nil, err
	}
	r.release, err = r.lock.Acquire(ctx, lockPatience)
	if errors.Is(err, lockfile.ErrTimeout) {
		return nil, fmt.Errorf("%w: another mmrun runs the job %s: %w", ErrWaiting, j.Name, err)
	}
	if err != nil {
		return nil, fmt.Errorf("locking the job %s: %w", j.Name, err)
	}
	if r.done, err = readDone(s, j, o); err != nil {
		return nil, errors.Join(err, r.release())
	}
	return r, nil
}

// end gives back the lock. If all is done it then removes the file that says what is done; a run
// that is killed before that does nothing twice.
func (r *run) end(ctx context.Context, err error) error {
	stopped := ctx.Err() != nil && errors.Is(err, ctx.Err())
	if err != nil && !stopped {
		r.faults = append(r.faults, err)
	}
	if err := r.release(); err != nil {
		r.faults = append(r.faults, err)
	}
	switch {
	case len(r.faults) > 0:
		return errors.Join(r.faults...)
	case stopped:
		return nil
	case len(r.waiting) > 0:
		return fmt.Errorf("%w: %w", ErrWaiting, errors.Join(r.waiting...))
	}
	return r.done.forget()
}

// say tells what is done, if anybody asked for that.
func (r *run) say(format string, args ...any) {
	if r.Say != nil {
		r.Say(fmt.Sprintf(format, args...))
	}
}

// lists are the names of the lists to work on.
func (r *run) lists() (names []string, err error) {
	if names = slices.Clone(r.Lists); len(names) == 0 {
		if names, err = r.ListNames(); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(r.Except, name) }), nil
}

// listJob is what a job does with each list.
type listJob struct {
	// concerns tells whether there is anything to do for a list; nil for always. It is
	// asked before the list is locked.
	concerns func(*mlist.List) bool
	// do does it. made tells whether anything came of it; else the list stays as it is.
	do func(context.Context, *mlist.Change) (made bool, err error)
}

// eachList works on all lists of the run that an earlier one did not get to. The error
// is that of ctx, or of the site as a whole.
func (r *run) eachList(ctx context.Context, j listJob) error {
	return r.forLists(ctx, func(name string) error {
		if r.done.has(name) {
			return nil
		}
		return r.onList(ctx, j, name)
	})
}

// forLists calls do with the name of each list of the run. A fault of one list alone is
// noted, and the others have their turn.
func (r *run) forLists(ctx context.Context, do func(name string) error) error {
	names, err := r.lists()
	if err != nil {
		return err
	}
	defer mmlog.About(r.Logs, mmlog.Subject{})
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.lock.Refresh(lockLifetime); err != nil {
			return fmt.Errorf("keeping the job's lock: %w", err)
		}
		mmlog.About(r.Logs, mmlog.Subject{List: name})
		if err := r.fault(name, do(name)); err != nil {
			return err
		}
	}
	return nil
}

// fault notes what went wrong with a list. It returns an error that ends the run.
func (r *run) fault(list string, err error) error {
	switch {
	case err == nil, errors.Is(err, mlist.ErrUnknown): // removed meanwhile
		return nil
	case errors.Is(err, mlist.ErrLocked):
		r.Logs.Logf("qrunner", "%v", err)
		r.waiting = append(r.waiting, err)
		return nil
	case safeio.IsSiteFault(err), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	r.Logs.Logf("error", "list %s: %s", list, safeio.Explain(err))
	r.faults = append(r.faults, fmt.Errorf("list %s: %w", list, err))
	return nil
}

// onList works on one list.
func (r *run) onList(ctx context.Context, j listJob, name string) error {
	l, err := r.OpenList(name)
	if err != nil || j.concerns != nil && !j.concerns(l) {
		return err
	}
	c, err := l.Change(ctx, l.LockTimeout())
	if err != nil {
		return err
	}
	defer func() { _ = c.Abort() }() // only a panic gets here with a change that has not ended
	made, err := j.do(ctx, c)
	if err == nil && made {
		err = r.done.note(c.Files(), name)
	}
	if err != nil || !made {
		return errors.Join(err, c.Abort())
	}
	if err := c.Commit(); err != nil {
		return err
	}
	r.done.keep(name)
	r.result.Done++
	return nil
}
