// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"

	"mmgen/runner/change"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// move gives an entry to another queue.
func (w *worker) move(h handled) error {
	to, err := w.site.Queue(h.verdict.To)
	if err != nil {
		return err
	}
	if h.verdict.Data.Dict == nil {
		_, err = w.queue.MoveTo(h.Name, to)
	} else {
		_, err = w.queue.MoveAs(h.Name, h.Msg.Pickle(), h.verdict.Data, to)
	}
	return err
}

// shunt puts a faulty entry where an administrator finds it (Runner.py: _oneloop), and
// returns what it is called there. One of a batch appears there with the batch. Of one
// that its job would have moved a part waits for another try: that part is moved.
func (w *worker) shunt(h handled, fault error) (name string, err error) {
	shunt, err := w.site.Queue(site.Shunt)
	if err != nil {
		return "", err
	}
	data := h.Data.Copy()
	if !errors.Is(fault, errMissingList) {
		data.SetStr("whichq", pickle.Str(w.queue.Dir()))
	}
	switch {
	case h.inBatch:
		if name, err = shunt.PutIn(w.batch.change.Files(), h.Msg, data); err == nil {
			w.batch.shunted = append(w.batch.shunted, h.Name)
		}
		return name, err
	case fates[h.verdict.Fate] == moved:
		return w.split(h, shunt, data)
	case h.Msg == nil:
		return w.queue.MoveAs(h.Name, h.Value, data, shunt)
	}
	return w.queue.MoveAs(h.Name, h.Msg.Pickle(), data, shunt)
}

// split makes two entries of a faulty one of which a part waits for another try:
// that one, and what is shunted.
func (w *worker) split(h handled, shunt *queue.Queue, data queue.Metadata) (name string, err error) {
	to, err := w.site.Queue(h.verdict.To)
	if err != nil {
		return "", err
	}
	c := change.New(w.site.FileSystem(), w.record)
	if _, err = to.PutIn(c, h.Msg, h.verdict.Data); err == nil {
		name, err = shunt.PutIn(c, h.Msg, data)
	}
	if err != nil {
		c.Drop()
		return "", err
	}
	w.queue.FinishIn(c, h.Name)
	return name, c.Commit()
}

// preserve puts away an entry that could not be shunted.
func (w *worker) preserve(name string) {
	w.site.Logs.Logf("error", "SHUNTING FAILED, preserving original entry: %s", name)
	if err := w.queue.Preserve(name); err != nil {
		w.kept[name] = true
		w.report.fault(err)
	}
}
