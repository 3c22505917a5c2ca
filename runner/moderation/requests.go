// SPDX-License-Identifier: GPL-2.0-or-later

// Package moderation keeps the requests that wait for a list's moderators: request.pck
// and the held messages in DATA_DIR. It answers to Mailman/ListAdmin.py.
//
// request.pck is a pickled dict of
//
//	number    -> (kind, what is asked for), see Kind
//	'version' -> (0, REQUESTS_FILE_SCHEMA_VERSION)
//
// The list's lock guards it.
package moderation

import (
	"fmt"
	"path/filepath"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// Requests are a list's requests while the list is changed. What is done to them is
// on the disk when the change is committed.
type Requests struct {
	change *mlist.Change
	list   *mlist.List
	db     *pyvalue.Dict
}

// Of returns the requests of a list that is changed. They are read when they are first asked
// for (__opendb).
func Of(c *mlist.Change) (*Requests, error) {
	kept, err := c.Keep(fileName, func() (mlist.Beside, error) { return read(c) })
	if err != nil {
		return nil, fmt.Errorf("requests of list %s: %w", c.List().InternalName(), err)
	}
	return kept.(*Requests), nil
}

// requestNone is what stands in the place of a kind beside the version.
const requestNone = int64(0)

const (
	fileName    = "request.pck"
	maxRequests = 1 << 30 // bytes that are read of a request.pck
	maxHeld     = 1 << 30 // bytes that are read of one held message
	// protocol is the pickle protocol of request.pck and of held messages.
	protocol = 1
	// fileMode is the mode of both, as Mailman's umask makes it.
	fileMode = 0o660
)

// Held is a message that waits for a moderator.
type Held struct {
	Msg    *message.Message
	Reason string        // why it waits, as moderators read it
	Data   *pyvalue.Dict // its metadata; a shallow copy is kept
	// NoSender and NoSubject stand for what the message lacks, in the
	// language of the day.
	NoSender, NoSubject string
}

// Hold puts a message among the list's requests, where the moderators
// find it, and returns the number of the request (ListAdmin.py: HoldMessage).
// The message itself, in a file of DATA_DIR, and the request, in request.pck, are
// there when the change of the list is committed.
//
// The file is heldmsg-LIST-NUMBER.pck, the pickled message, or with
// HOLD_MESSAGES_AS_PICKLES = No heldmsg-LIST-NUMBER.txt, its text. The request
// is a tuple
//
//	(1, (time, sender, subject, reason, name of the file, metadata))
func (r *Requests) Hold(h Held) (id int64, err error) {
	l, env := r.list, r.list.Env()
	id = r.next()
	value := h.Msg.Pickle()
	file, data, err := r.heldFile(id, h.Msg, value)
	if err != nil {
		return 0, fmt.Errorf("holding a message of list %s: %w", l.InternalName(), err)
	}
	path := heldPath(env, file)
	if err := r.change.WriteFile(path+".tmp", path, data, fileMode); err != nil {
		return 0, fmt.Errorf("holding a message of list %s in DATA_DIR: %s: %w", l.InternalName(), safeio.Advice(err), err)
	}
	sender := h.Msg.Sender(env.Settings.Bool("USE_ENVELOPE_SENDER"), false)
	if sender == "" {
		sender = h.NoSender
	}
	record := pyvalue.NewTuple(l.Now(), pyvalue.Str(sender), subjectOf(value, h.NoSubject),
		pyvalue.Str(h.Reason), pyvalue.Str(file), h.Data.Copy())
	r.db.Set(id, pyvalue.NewTuple(int64(HeldMessage), record))
	return id, nil
}

// Unhold takes back what Hold did in this change: there will be neither request nor
// file. The number stays used.
func (r *Requests) Unhold(id int64) {
	r.db.Delete(id)
	r.change.Files().Withdraw(heldPath(r.list.Env(), r.heldName(id)))
}

func heldPath(env *mlist.Env, file string) string {
	return filepath.Join(env.Settings.Str("DATA_DIR"), file)
}

func (r *Requests) heldName(id int64) string {
	ext := "txt"
	if r.list.Env().Settings.Bool("HOLD_MESSAGES_AS_PICKLES") {
		ext = "pck"
	}
	return fmt.Sprintf("heldmsg-%s-%d.%s", r.list.InternalName(), id, ext)
}

// heldFile is the name and content of the file for a held message. The text is
// in the form that email.Generator has by default, which is not Mailman's:
// all header fields folded where they are too long.
func (r *Requests) heldFile(id int64, m *message.Message, value pyvalue.Value) (name string, data []byte, err error) {
	name = r.heldName(id)
	if strings.HasSuffix(name, ".pck") {
		data, err = pickle.Dump(value, protocol)
		return name, data, err
	}
	return name, []byte(heldText(m, r.list.Env())), nil
}

func heldText(m *message.Message, env *mlist.Env) string {
	// A text comes with Render's error too; Mailman fails for such a message.
	text, _ := m.Render(message.Format{UnixFrom: true, MangleFrom: true, FoldParts: true, Now: env.Now})
	return text
}

// MaxSubject is how much of a held message's subject moderators are shown, in bytes. The
// message itself keeps all of it. request.pck is read and written with each request.
const MaxSubject = 64 << 10

// subjectOf is the first Subject of a pickled message, the first MaxSubject bytes of a
// str, or the instance of Header that a handler put there.
func subjectOf(msg pyvalue.Value, otherwise string) pyvalue.Value {
	inst, _ := msg.(*pickle.Instance)
	if inst == nil {
		return pyvalue.Str(otherwise)
	}
	state, _ := inst.State.(*pyvalue.Dict)
	for _, field := range pyvalue.Items(state.GetStr("_headers")) {
		pair := pyvalue.Items(field)
		if len(pair) != 2 {
			continue
		}
		if name, ok := pyvalue.AsString(pair[0]); ok && pystr.Lower(name) == "subject" {
			return beginning(pair[1])
		}
	}
	return pyvalue.Str(otherwise)
}

func beginning(subject pyvalue.Value) pyvalue.Value {
	if s, ok := subject.(pyvalue.Str); ok && len(s) > MaxSubject {
		return s[:MaxSubject]
	}
	return subject
}

// next is a number that no request has (__nextid).
func (r *Requests) next() int64 {
	next, _ := pyvalue.AsInt(r.list.Value("next_request_id"))
	for r.db.Has(next) {
		next++
	}
	r.list.Attrs.SetStr("next_request_id", next+1)
	return next
}
