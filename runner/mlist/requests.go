// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// The types of requests (ListAdmin.py). The web pages know two more:
// subscriptions (2) and unsubscriptions (3).
const (
	requestNone = int64(0) // of the version
	requestHeld = int64(1)
)

const (
	maxRequests = 1 << 30 // bytes that are read of a request.pck
	// requestProtocol is the pickle protocol of request.pck and of held
	// messages.
	requestProtocol = 1
)

// Held is a message that waits for a moderator.
type Held struct {
	Msg    *message.Message
	Reason string       // why it waits, as moderators read it
	Data   *pickle.Dict // its metadata; a shallow copy is kept
	// NoSender and NoSubject stand for what the message lacks, in the
	// language of the day.
	NoSender, NoSubject string
}

// HoldMessage puts a message among the list's requests, where the moderators
// find it, and returns the number of the request (ListAdmin.py: HoldMessage).
// The message itself is in a file of DATA_DIR when it returns; the request is
// in request.pck when the list is saved, to which the list must be locked.
//
// The file is heldmsg-LIST-NUMBER.pck, the pickled message, or with
// HOLD_MESSAGES_AS_PICKLES = No heldmsg-LIST-NUMBER.txt, its text. The request
// is a tuple
//
//	(1, (time, sender, subject, reason, name of the file, metadata))
func (l *List) HoldMessage(h Held) (id int64, err error) {
	db, err := l.openRequests()
	if err != nil {
		return 0, err
	}
	id = l.nextRequest(db)
	value := h.Msg.Pickle()
	file, data, err := l.heldFile(id, h.Msg, value)
	if err != nil {
		return 0, fmt.Errorf("holding a message of list %s: %w", l.name, err)
	}
	path := filepath.Join(l.env.Settings.Str("DATA_DIR"), file)
	if err := safeio.WriteFile(l.env.FS, path+".tmp", path, data, configMode); err != nil {
		return 0, fmt.Errorf("holding a message of list %s in DATA_DIR: %s: %w", l.name, safeio.Advice(err), err)
	}
	sender := h.Msg.Sender(l.env.Settings.Bool("USE_ENVELOPE_SENDER"), false)
	if sender == "" {
		sender = h.NoSender
	}
	record := pickle.NewTuple(l.now(), pickle.Str(sender), subjectOf(value, h.NoSubject),
		pickle.Str(h.Reason), pickle.Str(file), h.Data.Copy())
	db.Set(id, pickle.NewTuple(requestHeld, record))
	return id, nil
}

// Unhold takes back what HoldMessage did, as far as the list was not saved:
// the request and the file are gone, the number stays used.
func (l *List) Unhold(id int64) error {
	db, err := l.openRequests()
	if err != nil {
		return err
	}
	db.Delete(id)
	err = l.env.FS.Remove(filepath.Join(l.env.Settings.Str("DATA_DIR"), l.heldName(id)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (l *List) heldName(id int64) string {
	ext := "txt"
	if l.env.Settings.Bool("HOLD_MESSAGES_AS_PICKLES") {
		ext = "pck"
	}
	return fmt.Sprintf("heldmsg-%s-%d.%s", l.name, id, ext)
}

// heldFile is the name and content of the file for a held message. The text is
// in the form that email.Generator has by default, which is not Mailman's:
// all header fields folded where they are too long.
func (l *List) heldFile(id int64, m *message.Message, value pickle.Value) (name string, data []byte, err error) {
	name = l.heldName(id)
	if strings.HasSuffix(name, ".pck") {
		data, err = pickle.Dump(value, requestProtocol)
		return name, data, err
	}
	// Render's error comes with a text; Mailman fails for such a message.
	text, _ := m.Render(message.Format{UnixFrom: true, MangleFrom: true, FoldParts: true, Now: l.env.Now})
	return name, []byte(text), nil
}

// subjectOf is the first Subject of a pickled message: a str, or the instance
// of Header that a handler put there.
func subjectOf(msg pickle.Value, otherwise string) pickle.Value {
	inst, _ := msg.(*pickle.Instance)
	if inst == nil {
		return pickle.Str(otherwise)
	}
	state, _ := inst.State.(*pickle.Dict)
	for _, field := range pickle.Items(state.GetStr("_headers")) {
		pair := pickle.Items(field)
		if len(pair) != 2 {
			continue
		}
		if name, ok := pickle.AsString(pair[0]); ok && Lower(name) == "subject" {
			return pair[1]
		}
	}
	return pickle.Str(otherwise)
}

// nextRequest is a number that no request has (__nextid).
func (l *List) nextRequest(db *pickle.Dict) int64 {
	next, _ := pickle.AsInt(l.Value("next_request_id"))
	for db.Has(next) {
		next++
	}
	l.Attrs.SetStr("next_request_id", next+1)
	return next
}

// openRequests reads request.pck, unless it was read since the list was saved
// last (__opendb): a dict of
//
//	number    -> (type, what is asked for)
//	'version' -> (0, REQUESTS_FILE_SCHEMA_VERSION)
//
// The list's lock guards it.
func (l *List) openRequests() (*pickle.Dict, error) {
	if err := l.mustBeLocked(); err != nil {
		return nil, err
	}
	if l.requests != nil {
		return l.requests, nil
	}
	path := l.path("request.pck")
	data, err := safeio.ReadFile(l.env.FS, path, maxRequests)
	if errors.Is(err, fs.ErrNotExist) {
		l.requests = new(pickle.Dict)
		l.setRequestVersion()
		return l.requests, nil
	}
	if err != nil {
		return nil, fmt.Errorf("requests of list %s: %w", l.name, err)
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read; move it away and what waits for a moderator is lost: %w", path, err)
	}
	db, ok := v.(*pickle.Dict)
	if !ok {
		return nil, fmt.Errorf("%s holds no dictionary; move it away and what waits for a moderator is lost", path)
	}
	l.requests = db
	return db, nil
}

func (l *List) setRequestVersion() {
	version := int64(l.env.Settings.Int("REQUESTS_FILE_SCHEMA_VERSION"))
	l.requests.SetStr("version", pickle.NewTuple(requestNone, version))
}

// saveRequests writes request.pck if it was opened (__closedb).
func (l *List) saveRequests() error {
	if l.requests == nil {
		return nil
	}
	l.setRequestVersion()
	data, err := pickle.Dump(l.requests, requestProtocol)
	if err != nil {
		return fmt.Errorf("requests of list %s: %w", l.name, err)
	}
	path := l.path("request.pck")
	if err := safeio.WriteFile(l.env.FS, path+".tmp", path, data, configMode); err != nil {
		return fmt.Errorf("requests of list %s: %w", l.name, err)
	}
	l.requests = nil
	return nil
}
