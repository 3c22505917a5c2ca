// SPDX-License-Identifier: GPL-2.0-or-later

// Package entry makes the file of a new entry of a queue: its content and its name, as
// Queue/Switchboard.py: enqueue does. Both are described in package queue, which takes
// entries out again. They are apart because the way in (package mailwrapper) only
// writes, and starts anew for each mail: it must not link what reads messages.
package entry

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

const (
	// Ext and TempExt are the extensions of an entry, and of a file while it is written.
	Ext     = ".pck"
	TempExt = ".tmp"
	// Mode and DirMode are the permissions of an entry, and of a queue's directory.
	Mode    = 0o660
	DirMode = 0o770
	// MaxNames is how many names are tried for one entry.
	MaxNames = 1000
)

// Place is where an entry is made.
type Place struct {
	Dir           string // the queue's
	SchemaVersion int64  // QFILE_SCHEMA_VERSION
	Now           func() time.Time
}

// Put makes an entry of a message's value and metadata, both pickled in that protocol,
// and returns its name. data is its own to change. write gives a path its content; where
// it says fs.ErrExist the entry gets another name.
func (p Place) Put(v pyvalue.Value, protocol int, data *pyvalue.Dict, write func(path string, content [][]byte) error) (name string, err error) {
	now := pickle.Seconds(p.Now())
	received := stampTime(data, now)
	listname, _ := data.Get(pyvalue.Str("listname"))

	content := buffers.Get().(*pickle.Pieces)
	defer func() {
		content.Reset()
		buffers.Put(content)
	}()
	hash := sha1.New()
	if err := p.Encode(content, hash, v, protocol, data); err != nil {
		return "", err
	}
	hash.Write([]byte(listText(listname)))
	hash.Write([]byte(pyvalue.FloatRepr(now)))
	for again := 1; ; again++ {
		name := received + "+" + hex.EncodeToString(hash.Sum(nil))
		err := write(p.Dir+"/"+name+Ext, content.All())
		if errors.Is(err, fs.ErrExist) && again < MaxNames {
			// The same message at the same microsecond, or a .tmp that
			// somebody left: one more name.
			hash.Write([]byte(strconv.Itoa(again)))
			continue
		}
		if err != nil {
			return "", err
		}
		return name, nil
	}
}

// PutText makes an entry of a message as its text, in the form that Mailman's mail
// scripts give to entries (scripts/post): nobody has parsed it yet. The directory is
// made if need be. When PutText returns, the entry and its name are on the disk: the
// program that gave us the message may forget it. After an error there is no entry.
func (p Place) PutText(fsys safeio.FS, text string, data *pyvalue.Dict) (name string, err error) {
	err = safeio.Mkdir(fsys, p.Dir, DirMode)
	if err == nil {
		name, err = p.Put(pyvalue.Str(text), 0, data, func(path string, content [][]byte) error {
			return safeio.WriteNew(fsys, path+TempExt, path, content, Mode)
		})
	}
	if err == nil {
		if err = safeio.SyncDir(fsys, p.Dir); err != nil {
			// The entry may be lost in a power failure, so the caller must give the message
			// again. If the entry stayed, the message would then come twice.
			_ = fsys.Remove(p.Dir + "/" + name + Ext)
		}
	}
	if err != nil {
		return "", fmt.Errorf("queueing in %s: %w", p.Dir, safeio.Advised(err))
	}
	return name, nil
}

// buffers are for the content of entries: a post to a big list is as long as its
// recipients are many, and goes into two queues.
var buffers = sync.Pool{New: func() any { return new(pickle.Pieces) }}

// Encode makes the content of an entry, and writes the message's pickle to hash as
// well. data is its own to change.
func (p Place) Encode(content *pickle.Pieces, hash io.Writer, v pyvalue.Value, protocol int, data *pyvalue.Dict) error {
	stampEntry(data, p.SchemaVersion, protocol)
	if err := content.Append(v, protocol); err != nil {
		return fmt.Errorf("the message: %w", err)
	}
	for _, piece := range content.All() {
		_, _ = hash.Write(piece) // a hash takes all
	}
	if err := content.Append(data, protocol); err != nil {
		return fmt.Errorf("the metadata: %w", err)
	}
	return nil
}

// stampTime sets received_time if it is not there (or nothing that an entry's
// name can begin with) and returns it as text.
func stampTime(data *pyvalue.Dict, now float64) string {
	v, _ := data.Get(pyvalue.Str("received_time"))
	text, ok := receivedText(v)
	if !ok {
		data.SetStr("received_time", now)
		text = pyvalue.FloatRepr(now)
	}
	return text
}

// receivedText is the first half of an entry's name for that received_time;
// ok is false where a name with it could not be listed again: for what is no
// number, or one whose repr has a plus sign of its own.
func receivedText(v pyvalue.Value) (text string, ok bool) {
	if n, isInt := pyvalue.AsInt(v); isInt {
		return strconv.FormatInt(n, 10), true
	}
	f, ok := v.(float64)
	if !ok || math.IsNaN(f) || math.Abs(f) >= 1e16 {
		return "", false
	}
	return pyvalue.FloatRepr(f), true
}

// stampEntry updates the keys that describe the entry itself.
func stampEntry(data *pyvalue.Dict, version int64, protocol int) {
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
