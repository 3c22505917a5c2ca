// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"mmgen/generator/pyvalue"
	"mmgen/runner/change"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
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

// PutText is Put for a message as its text, in the form that Mailman's mail scripts
// give to entries (scripts/post): nobody has parsed it yet. When it returns, the
// entry's name is on the disk as well: the program that gave us the message may forget
// it.
func (q *Queue) PutText(text string, extra ...Extra) (name string, err error) {
	name, err = q.put(nil, pyvalue.Str(text), 0, merge(Metadata{}, extra))
	if err != nil {
		return "", err
	}
	if err := safeio.SyncDir(q.opt.FS, q.dir); err != nil {
		// The entry may be lost in a power failure, so the caller must give the message
		// again. If the entry stayed, the message would then come twice.
		_ = q.opt.FS.Remove(q.path(name, extEntry))
		return "", &IOError{Doing: "queueing in", Path: q.dir, Err: err}
	}
	return name, nil
}

// maxNames is how many names are tried for one entry.
const maxNames = 1000

func merge(data Metadata, extra []Extra) Metadata {
	data = data.Copy()
	for _, e := range extra {
		data.SetStr(e.Key, e.Value)
	}
	return data
}

// buffers are for the content of entries: a post to a big list is as long as its
// recipients are many, and goes into two queues.
var buffers = sync.Pool{New: func() any { return new(pickle.Pieces) }}

// put writes v, pickled in that protocol, now or, where c is not nil, with the
// change; data is its own to change.
func (q *Queue) put(c *change.Change, v pyvalue.Value, protocol int, data Metadata) (string, error) {
	now := pickle.Seconds(q.opt.Now())
	received := stampTime(data, now)
	listname, _ := data.Value("listname")

	content := buffers.Get().(*pickle.Pieces)
	defer func() {
		content.Reset()
		buffers.Put(content)
	}()
	hash := sha1.New()
	if err := q.encode(content, hash, v, protocol, data); err != nil {
		return "", fmt.Errorf("queueing in %s: %w", q.dir, err)
	}
	hash.Write([]byte(listText(listname)))
	hash.Write([]byte(pyvalue.FloatRepr(now)))
	for again := 1; ; again++ {
		name := received + "+" + hex.EncodeToString(hash.Sum(nil))
		path := q.path(name, extEntry)
		err := q.write(c, path, content.All())
		if errors.Is(err, fs.ErrExist) && again < maxNames {
			// The same message at the same microsecond, or a .tmp that
			// somebody left: one more name.
			hash.Write([]byte(strconv.Itoa(again)))
			continue
		}
		if err != nil {
			return "", &IOError{Doing: "queueing in", Path: q.dir, Err: err}
		}
		return name, nil
	}
}

// encode makes the content of an entry, and writes the message's pickle to hash as
// well. data is its own to change.
func (q *Queue) encode(content *pickle.Pieces, hash io.Writer, v pyvalue.Value, protocol int, data Metadata) error {
	stampEntry(data, q.opt.SchemaVersion, protocol)
	if err := content.Append(v, protocol); err != nil {
		return fmt.Errorf("the message: %w", err)
	}
	for _, piece := range content.All() {
		_, _ = hash.Write(piece) // a hash takes all
	}
	if err := content.Append(data.Dict, protocol); err != nil {
		return fmt.Errorf("the metadata: %w", err)
	}
	return nil
}

// write gives path an entry's content, now or with the change.
func (q *Queue) write(c *change.Change, path string, content [][]byte) error {
	if c == nil {
		return safeio.WriteNew(q.opt.FS, path+extTemp, path, content, entryMode)
	}
	return c.CreatePieces(path, content, entryMode)
}

// stampTime sets received_time if it is not there (or nothing that an entry's
// name can begin with) and returns it as text.
func stampTime(data Metadata, now float64) string {
	v, _ := data.Value("received_time")
	text, ok := receivedText(v)
	if !ok {
		data.SetStr("received_time", now)
		text = pyvalue.FloatRepr(now)
	}
	return text
}

// stampEntry updates the keys that describe the entry itself.
func stampEntry(data Metadata, version int64, protocol int) {
	data.SetStr("version", version)
	for _, key := range data.Keys() {
		if s, ok := pyvalue.AsString(key); ok && strings.HasPrefix(s, "_") {
			data.Delete(key)
		}
	}
	data.SetStr("_parsemsg", protocol == 0)
}

func listText(listname pyvalue.Value) string {
	if s, ok := pyvalue.AsString(listname); ok {
		return s
	}
	return "--nolist--"
}
