// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"mmgen/runner/change"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// job is what one of Mailman's runners does with the entries of its queue
// (_dispose, _doperiodic and _cleanup of its class).
type job interface {
	// handle disposes of one entry. An error is a fault: the entry is shunted
	// with the metadata as they are by then.
	handle(ctx context.Context, list *mlist.List, e *queue.Entry) (verdict, error)
	// flush makes good what handle put off, at the end of a round. It returns
	// why that must wait, if it must.
	flush(ctx context.Context) (waiting string, err error)
	// settle makes good what was begun with other entries, before one is shunted.
	settle()
	close()
}

// fate is what becomes of an entry that was handled without a fault.
type fate int

const (
	done    fate = iota // everything made from it is safe
	notDue              // it lies where it waits for its time
	moved               // it goes to another queue
	stays               // something that it needs is not to be had now
	allStay             // nor is it for any entry behind it
	foreign             // Mailman's own Python must handle it
	gone                // it has ended, or ends with its batch
)

// verdict says all that a job has to say of an entry, also beside a fault.
type verdict struct {
	fate  fate
	why   string         // it stays, or is foreign
	to    string         // the setting of the queue that it is moved to
	data  queue.Metadata // what it is moved with; the zero Metadata where it goes as it is
	rest  queue.Metadata // what is left to do of it, should it have to stay; the zero Metadata for all
	batch *batch         // the one that a faulty entry was handled in
}

// errMissingList: the entry's list does not exist. bin/unshunt offers such an
// entry to the incoming queue, as its metadata have no whichq.
var errMissingList = errors.New("the list does not exist")

// entryWorker serves a queue natively, entry by entry.
type entryWorker struct {
	*drain
	kind  kind
	queue *queue.Queue
	lock  *queueLock
	job   job
	kept  map[string]bool // entries that stay; not looked at again
	away  bool            // all entries stay

	changeRecord string // of a change of this queue alone

	last    *mlist.List // that of the entry before
	python  *python
	foreign bool // among the kept are entries for python
}

// round handles what lies in the queue and can be handled now. Its error is
// about the queue and not about an entry.
func (w *entryWorker) round(ctx context.Context) (int, error) {
	listing, err := w.queue.List()
	if err != nil {
		return 0, err
	}
	handled := 0
	for _, name := range listing.Names {
		if w.kept[name] {
			continue
		}
		if !w.mayGoOn(ctx) {
			break
		}
		done, err := w.one(ctx, name)
		if err != nil {
			return handled, err
		}
		if done {
			handled++
		}
	}
	waiting, err := w.job.flush(ctx)
	w.wait(nil, waiting)
	if w.foreign && !w.away && err == nil {
		var n int
		n, err = w.handOver(ctx)
		handled += n
	}
	return handled, err
}

// handOver has Mailman's own Python handle what is left in the queue.
func (w *entryWorker) handOver(ctx context.Context) (int, error) {
	w.foreign = false
	handled, reason, err := w.python.drain(ctx, w.queue.Dir(), func() bool { return w.mayGoOn(ctx) })
	w.wait(w.queue, reason)
	return handled, err
}

// mayGoOn tells whether to begin with another entry.
func (w *entryWorker) mayGoOn(ctx context.Context) bool {
	if w.away || w.stopped || ctx.Err() != nil {
		return false
	}
	holder, held, err := masterHolder(w.site)
	switch {
	case err != nil:
		w.fault(err)
		w.away = true
	case held:
		w.wait(w.queue, fmt.Sprintf("mailmanctl was started (%s)", holder))
		w.away = true
	default:
		if err := w.lock.refresh(); err != nil {
			w.wait(w.queue, fmt.Sprintf("the lock of queue %s was lost: %v", w.kind.queue, err))
			w.away = true
		}
	}
	return !w.away
}

// one handles one entry (Runner.py: _oneloop). It tells whether the entry has left
// the queue; its error is about the queue.
func (w *entryWorker) one(ctx context.Context, name string) (handled bool, err error) {
	e, err := w.queue.Take(name)
	var unreadable *queue.UnreadableError
	var noMessage *queue.NotMessageError
	var disk *queue.IOError
	switch {
	case errors.Is(err, queue.ErrGone):
		return false, nil
	case errors.As(err, &unreadable):
		if err := w.queue.SetAside(name, err); err != nil {
			w.kept[name] = true
			w.fault(err) // those behind it can do without the bad queue
		}
		return true, nil
	case errors.As(err, &noMessage):
		return w.faulty(e, verdict{}, err)
	case err != nil && !(errors.As(err, &disk) && disk.OneFile):
		return false, err
	case err != nil:
		w.kept[name] = true
		w.logFault(err)
		w.faults = append(w.faults, err)
		return false, nil
	}
	var v verdict
	err = guarded(func() error {
		v, err = w.dispose(ctx, e)
		return err
	})
	if err == nil && v.fate == foreign && !w.python.there() {
		err = fmt.Errorf("%s: mmrun does not do that, and %w", v.why, w.python.why())
	}
	if err != nil {
		return w.faulty(e, v, err)
	}
	return w.carryOut(e, v)
}

// faulty decides what becomes of an entry whose handling failed: where the site's
// disk is to blame it stays, without what is done of it, and the drain stops;
// else it is shunted.
func (w *entryWorker) faulty(e *queue.Entry, v verdict, cause error) (handled bool, err error) {
	if dir, blameless := siteFault(cause); blameless {
		return false, w.stayFor(dir, cause, e, v)
	}
	w.logFault(cause)
	shunted, err := w.shunt(e, v, cause)
	if dir, blameless := siteFault(err); blameless {
		return false, w.stayFor(dir, err, e, v)
	}
	if err != nil {
		w.logFault(err)
		w.site.Logs.Logf("error", "SHUNTING FAILED, preserving original entry: %s", e.Name)
		if err := w.queue.Preserve(e.Name); err != nil {
			w.kept[e.Name] = true
			w.fault(err)
		}
	}
	if v.batch != nil && !w.commit(v.batch) {
		return false, nil
	}
	if err == nil {
		w.site.Logs.Logf("error", "SHUNTING: %s", shunted)
	}
	return true, nil
}

// stayFor stops the drain because of the site's disk. The entry, and those of its
// batch, stay.
func (w *entryWorker) stayFor(dir string, cause error, e *queue.Entry, v verdict) error {
	w.stop(dir, cause)
	w.kept[e.Name] = true
	if errors.Is(cause, change.ErrUnfinished) {
		return nil // it must not be touched
	}
	if v.batch != nil {
		w.abort(v.batch)
	}
	return w.putBack(e, v)
}

// putBack leaves an entry in its queue, without what is done of it.
func (w *entryWorker) putBack(e *queue.Entry, v verdict) error {
	if v.rest.Dict != nil {
		return w.queue.RestoreAs(e.Name, e.Msg, v.rest)
	}
	return w.queue.Restore(e.Name)
}

// carryOut does with the entry what the verdict says.
func (w *entryWorker) carryOut(e *queue.Entry, v verdict) (handled bool, err error) {
	switch v.fate {
	case done:
		return true, w.queue.Finish(e.Name)
	case gone:
		return true, nil
	case moved:
		err := w.move(e, v)
		if err == nil {
			return true, nil
		}
		if dir, blameless := siteFault(err); blameless {
			return false, w.stayFor(dir, err, e, v)
		}
		w.fault(err)
	case foreign:
		w.foreign = true
	}
	w.kept[e.Name] = true
	w.away = w.away || v.fate == allStay
	if v.fate != foreign {
		w.wait(w.queue, v.why)
	}
	return false, w.putBack(e, v)
}

// move gives an entry to another queue.
func (w *entryWorker) move(e *queue.Entry, v verdict) error {
	to, err := w.site.Queue(v.to)
	if err != nil {
		return err
	}
	if v.data.Dict == nil {
		_, err = w.queue.MoveTo(e.Name, to)
	} else {
		_, err = w.queue.MoveAs(e.Name, e.Msg.Pickle(), v.data, to)
	}
	return err
}

// split makes two entries of a faulty one of which a part waits for another try:
// that one, and what is shunted.
func (w *entryWorker) split(e *queue.Entry, v verdict, shunt *queue.Queue, data queue.Metadata) (name string, err error) {
	to, err := w.site.Queue(v.to)
	if err != nil {
		return "", err
	}
	c := change.New(w.site.FileSystem(), w.changeRecord)
	if _, err = to.PutIn(c, e.Msg, v.data); err == nil {
		name, err = shunt.PutIn(c, e.Msg, data)
	}
	if err != nil {
		c.Drop()
		return "", err
	}
	w.queue.FinishIn(c, e.Name)
	return name, c.Commit()
}

// shunt puts a faulty entry where an administrator finds it, and returns what it is
// called there. One of a batch appears there with it.
func (w *entryWorker) shunt(e *queue.Entry, v verdict, cause error) (name string, err error) {
	shunt, err := w.site.Queue(site.Shunt)
	if err != nil {
		return "", err
	}
	data := e.Data.Copy()
	if !errors.Is(cause, errMissingList) {
		data.SetStr("whichq", pickle.Str(w.queue.Dir()))
	}
	switch {
	case v.batch != nil:
		if name, err = shunt.PutIn(v.batch.change.Files(), e.Msg, data); err == nil {
			v.batch.shunted = append(v.batch.shunted, e.Name)
		}
		return name, err
	case v.fate == moved:
		return w.split(e, v, shunt, data)
	case e.Msg == nil:
		return w.queue.MoveAs(e.Name, e.Value, data, shunt)
	}
	return w.queue.MoveAs(e.Name, e.Msg.Pickle(), data, shunt)
}

// logFault logs what Mailman logs of an exception (Runner.py: _log). What was
// being done stands in the error itself, in place of a traceback.
func (w *entryWorker) logFault(cause error) {
	w.site.Logs.Logf("error", "Uncaught runner exception: %v", cause)
}

// guarded makes a panic a fault of the entry in hand alone.
func guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v\n%s", r, debug.Stack())
		}
	}()
	return f()
}

// dispose opens the entry's list and hands the entry to the job (Runner.py:
// _onefile).
func (w *entryWorker) dispose(ctx context.Context, e *queue.Entry) (v verdict, err error) {
	name := e.Data.Str("listname")
	if name == "" {
		name = w.site.Settings.Str("MAILMAN_SITE_LIST")
	}
	list, err := w.list(name)
	if err != nil && !errors.Is(err, mlist.ErrUnknown) && !errors.Is(err, mlist.ErrCorrupt) {
		return v, err // it may well exist
	}
	if err != nil {
		w.site.Logs.Logf("error", "error opening list: %s\n%v", name, err)
		w.site.Logs.Logf("error", "Dequeuing message destined for missing list: %s", name)
		return v, fmt.Errorf("list %s: %w", name, errMissingList)
	}
	if extension := filepath.Join(list.Dir(), "extend.py"); exists(extension) {
		return verdict{fate: foreign, why: "the list is extended by " + extension}, nil
	}
	sender := e.Msg.Sender(w.site.Settings.Bool("USE_ENVELOPE_SENDER"), false)
	e.Data.SetStr("lang", pickle.Str(member.Of(list).Language(sender)))
	return w.job.handle(ctx, list, e)
}

// list opens a list, or brings the one of the entry before to its newest state.
func (w *entryWorker) list(name string) (*mlist.List, error) {
	if w.last != nil && w.last.InternalName() == name && (w.last.Locked() || w.last.Reload() == nil) {
		return w.last, nil
	}
	list, err := w.site.OpenList(name)
	w.last = list
	return list, err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
