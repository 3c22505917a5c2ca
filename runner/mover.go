// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"

	"mmgen/generator/pyvalue"
	"mmgen/runner/change"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// mover gives entries of a queue to other queues.
type mover struct {
	site   *site.Site
	queue  *queue.Queue
	record string // the path of the record of a change to this queue alone
}

// move gives an entry to the queue that its job says.
func (m mover) move(h handled) error {
	to, err := m.site.Queue(h.verdict.To)
	if err != nil {
		return err
	}
	if h.verdict.With != nil {
		return m.change(h, func(c *change.Change) error {
			_, err := to.PutIn(c, h.Msg, h.verdict.Data)
			return err
		})
	}
	if h.verdict.Data.Dict == nil {
		_, err = m.queue.MoveTo(h.Name, to)
	} else {
		_, err = m.queue.MoveAs(h.Name, h.Msg.Pickle(), h.verdict.Data, to)
	}
	return err
}

// shunt puts a faulty entry into the shunt queue (Runner.py: _oneloop) and returns its name
// there. If it belongs to a batch it appears there with the batch. If its job says Moved,
// a part of the entry waits for another try: that part is moved, and the rest shunted.
func (m mover) shunt(h handled, fault error) (name string, err error) {
	shunt, err := m.site.Queue(site.Shunt)
	if err != nil {
		return "", err
	}
	data := h.Data.Copy()
	if !errors.Is(fault, errMissingList) {
		data.SetStr("whichq", pyvalue.Str(m.queue.Dir()))
	}
	switch {
	case h.batch != nil:
		if name, err = shunt.PutIn(h.batch.change.Files(), h.Msg, data); err == nil {
			h.batch.shunted = append(h.batch.shunted, h.subject)
		}
		return name, err
	case endings[h.verdict.Outcome] == moved:
		return m.split(h, shunt, data)
	case h.verdict.With != nil:
		err = m.change(h, func(c *change.Change) error {
			name, err = shunt.PutIn(c, h.Msg, data)
			return err
		})
		return name, err
	case h.Msg == nil:
		return m.queue.MoveAs(h.Name, h.Value, data, shunt)
	}
	return m.queue.MoveAs(h.Name, h.Msg.Pickle(), data, shunt)
}

// split makes two entries of a faulty one of which a part waits for another try: that
// part, and the rest, which is shunted.
func (m mover) split(h handled, shunt *queue.Queue, data queue.Metadata) (name string, err error) {
	to, err := m.site.Queue(h.verdict.To)
	if err != nil {
		return "", err
	}
	err = m.change(h, func(c *change.Change) error {
		if _, err := to.PutIn(c, h.Msg, h.verdict.Data); err != nil {
			return err
		}
		name, err = shunt.PutIn(c, h.Msg, data)
		return err
	})
	return name, err
}

// end removes an entry in one change with what its job adds to that (Verdict.With).
func (m mover) end(h handled) error {
	return m.change(h, func(*change.Change) error { return nil })
}

// change ends an entry in a change of this queue alone, together with what its job and
// the caller make.
func (m mover) change(h handled, do func(*change.Change) error) error {
	c := change.New(m.site.FileSystem(), m.record)
	err := do(c)
	if with := h.verdict.With; err == nil && with != nil {
		err = with(c)
	}
	if err != nil {
		c.Drop()
		return err
	}
	m.queue.FinishIn(c, h.Name)
	return c.Commit()
}
