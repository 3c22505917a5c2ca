// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/change"
	"mmgen/runner/message"
	"mmgen/runner/queue/entry"
	"mmgen/runner/safeio"
)

// Extra is one more key for the metadata of a new entry, what enqueue has as
// a keyword argument.
type Extra struct {
	Key   string
	Value pyvalue.Value
}

// With is an Extra.
func With(key string, value pyvalue.Value) Extra { return Extra{key, value} }

// Put writes a new entry and returns its name (Switchboard.py: enqueue). When
// it returns, the entry is on the disk. data may be the zero Metadata; it is not
// changed. received_time stays if data has it, so that an entry that
// moves from queue to queue keeps its place. Where data has a true _plaintext
// the message goes as text, to be parsed when it is taken.
//
// The error is an IOError, after which there is no trace of the entry, or says
// that a value can't be pickled.
func (q *Queue) Put(msg *message.Message, data Metadata, extra ...Extra) (name string, err error) {
	return q.putMessage(nil, msg, data, extra)
}

// PutIn is Put for an entry that appears with a change.
func (q *Queue) PutIn(c *change.Change, msg *message.Message, data Metadata, extra ...Extra) (name string, err error) {
	return q.putMessage(c, msg, data, extra)
}

func (q *Queue) putMessage(c *change.Change, msg *message.Message, data Metadata, extra []Extra) (name string, err error) {
	data = merge(data, extra)
	if data.Bool("_plaintext") {
		return q.put(c, pyvalue.Str(msg.Flatten(true, true)), 0, data)
	}
	return q.put(c, msg.Pickle(), 1, data)
}

// PutValue is Put for a value that is not a message (NotMessageError). It is pickled
// again as it is.
func (q *Queue) PutValue(v pyvalue.Value, data Metadata, extra ...Extra) (name string, err error) {
	return q.put(nil, v, 1, merge(data, extra))
}

func merge(data Metadata, extra []Extra) Metadata {
	data = data.Copy()
	for _, e := range extra {
		data.SetStr(e.Key, e.Value)
	}
	return data
}

// put writes v, pickled in that protocol, now or, where c is not nil, with the
// change; data is its own to change.
func (q *Queue) put(c *change.Change, v pyvalue.Value, protocol int, data Metadata) (string, error) {
	name, err := q.place().Put(v, protocol, data.Dict, func(path string, content [][]byte) error {
		if err := q.write(c, path, content); err != nil {
			return &IOError{Doing: "queueing in", Path: q.dir, Err: err}
		}
		return nil
	})
	if fault := (*IOError)(nil); err != nil && !errors.As(err, &fault) {
		return "", fmt.Errorf("queueing in %s: %w", q.dir, err)
	}
	return name, err
}

// place is where the queue's new entries are made.
func (q *Queue) place() entry.Place {
	return entry.Place{Dir: q.dir, SchemaVersion: q.opt.SchemaVersion, Now: q.opt.Now}
}

// write gives path an entry's content, now or with the change.
func (q *Queue) write(c *change.Change, path string, content [][]byte) error {
	if c == nil {
		return safeio.WriteNew(q.opt.FS, path+extTemp, path, content, entryMode)
	}
	return c.CreatePieces(path, content, entryMode)
}
