// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/sys/unix"

	"mmgen/generator/pyvalue"
	"mmgen/runner/memory"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// Entry is a message with its metadata, taken out of a queue.
type Entry struct {
	Name string
	Msg  *message.Message
	// Value is the first pickle as it was: the message, or the text of it.
	Value pyvalue.Value
	Data  Metadata
}

// Taken is an entry that is the caller's and not yet loaded.
type Taken struct {
	name  string
	raw   []byte
	fault error // why the file can't be read
}

// Take makes an entry the caller's and loads it (Switchboard.py: dequeue). It is TakeFile
// and Load.
func (q *Queue) Take(name string) (*Entry, error) {
	t, err := q.TakeFile(name)
	if err != nil {
		return nil, err
	}
	return t.Load()
}

// TakeFile makes an entry the caller's, and reads its file. With ErrGone and IOError
// nothing has changed. Where the file can't be read, unless it is the disk that fails, Load
// says so.
func (q *Queue) TakeFile(name string) (*Taken, error) {
	raw, fault, err := q.read(name, extEntry, q.opt.MaxSize)
	if err != nil {
		return nil, err
	}
	if err := q.rename(name, extEntry, q.path(name, extTaken), "taking the entry"); err != nil {
		return nil, err
	}
	return &Taken{name: name, raw: raw, fault: fault}, nil
}

// Size is what was read, in bytes. It is about the length of the message.
func (t *Taken) Size() int { return len(t.raw) }

// Load makes an entry of what was read. It is to be called once. With UnreadableError the
// entry must be set aside. With NotMessageError the Entry is returned without a Msg.
func (t *Taken) Load() (*Entry, error) {
	if t.fault != nil {
		return nil, &UnreadableError{Name: t.name, Part: "file", Err: t.fault}
	}
	e, _, err := load(t.name, t.raw, pickle.LoadOwn)
	if err != nil {
		return nil, err
	}
	err = e.parse()
	if unreadable := (*UnreadableError)(nil); errors.As(err, &unreadable) {
		return nil, err
	}
	return e, err
}

// Peek returns the metadata of an entry that stays in the queue. Unlike Take it does
// not look at the message.
func (q *Queue) Peek(name string) (Metadata, error) {
	raw, fault, err := q.read(name, extEntry, q.opt.MaxSize)
	if err != nil {
		return Metadata{}, err
	}
	if errors.Is(fault, fs.ErrNotExist) {
		return Metadata{}, fmt.Errorf("%s: %w", name, ErrGone)
	}
	if fault != nil {
		return Metadata{}, &UnreadableError{Name: name, Part: "file", Err: fault}
	}
	defer memory.BoundRead(len(raw))()
	e, _, err := load(name, raw, pickle.LoadOwn)
	if err != nil {
		return Metadata{}, err
	}
	return e.Data, nil
}

// Look loads an entry that stays in the queue. It returns the size of its file in bytes
// too. The error is for files of more than most bytes, and whatever else keeps an entry
// from being loaded: nothing needs to be done about it before the entry is taken.
func (q *Queue) Look(name string, most int64) (e *Entry, size int, err error) {
	raw, fault, err := q.read(name, extEntry, most)
	if err = errors.Join(fault, err); err != nil {
		return nil, 0, err
	}
	e, err = (&Taken{name: name, raw: raw}).Load()
	return e, len(raw), err
}

// read returns the content of an entry's file, or with fault why this file can't be
// read: it is of more than most bytes, another user's, or no file. A symbolic link to a
// missing file is such a file too. If there is no file at all, the rename reports that.
func (q *Queue) read(name, ext string, most int64) (raw []byte, fault, err error) {
	raw, err = safeio.ReadFileBy(q.opt.FS, q.path(name, ext), most, readEntry)
	if safeio.IsSiteFault(err) {
		return nil, nil, &IOError{Doing: "reading the entry", OneFile: true, Path: q.path(name, ext), Err: err}
	}
	return raw, err, nil
}

// readEntry reads an entry's file. Nobody writes to it any more.
func readEntry(f safeio.File, size int64) ([]byte, error) { return pickle.ReadOwn(f, size) }

// loader is pickle.Load, or pickle.LoadOwn where nobody needs raw any more.
type loader func(data []byte) (v pyvalue.Value, rest []byte, err error)

// load unpickles an entry, the message by loadMessage. rest is what stands behind the
// message's pickle.
func load(name string, raw []byte, loadMessage loader) (e *Entry, rest []byte, err error) {
	msg, rest, err := loadMessage(raw)
	if err != nil {
		return nil, nil, &UnreadableError{Name: name, Part: "message", Err: err}
	}
	data, _, err := pickle.Load(rest)
	if err != nil {
		return nil, nil, &UnreadableError{Name: name, Part: "metadata", Err: err}
	}
	dict, ok := data.(*pyvalue.Dict)
	if !ok {
		return nil, nil, &UnreadableError{Name: name, Part: "metadata", Err: errors.New("not a dict")}
	}
	return &Entry{Name: name, Value: msg, Data: Metadata{dict}}, rest, nil
}

// parse makes the pickled value a message.
func (e *Entry) parse() error {
	parse := e.Data.Bool("_parsemsg")
	text, isText := pyvalue.AsString(e.Value)
	switch {
	case parse && isText:
		e.Msg = message.Parse(text)
		return nil
	case parse:
		return &UnreadableError{Name: e.Name, Part: "message", Err: errors.New("_parsemsg asks for a text, and this is not one")}
	case isText:
		return &NotMessageError{Name: e.Name, Err: errors.New("it is a text, and _parsemsg does not say so")}
	}
	var err error
	if e.Msg, err = message.FromPickle(e.Value); err != nil {
		return &NotMessageError{Name: e.Name, Err: err}
	}
	return nil
}

// rename gives an entry's file another path, which must be free.
func (q *Queue) rename(name, ext, to, doing string) error {
	from := q.path(name, ext)
	err := q.opt.FS.RenameNew(from, to)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist) && !q.exists(from):
		return fmt.Errorf("%s: %w", name, ErrGone)
	}
	// These the kernel says of a single file: one that is immutable, or another
	// user's in a sticky directory, or whose new name is taken.
	oneFile := errors.Is(err, unix.EPERM) || errors.Is(err, fs.ErrExist)
	return &IOError{Doing: doing, OneFile: oneFile, Path: from, Err: err}
}

func (q *Queue) exists(path string) bool {
	_, err := q.opt.FS.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
