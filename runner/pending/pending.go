// SPDX-License-Identifier: GPL-2.0-or-later

// Package pending keeps the actions that wait for a confirmation with a cookie:
// pending.pck of a list. It answers to Mailman/Pending.py.
//
// The file is a pickled dict of
//
//	cookie       -> (kind, ..), for each that waits
//	'evictions'  -> dict of cookie -> time after which it is forgotten
//	'version'    -> PENDING_FILE_SCHEMA_VERSION
//
// A cookie is 40 hex digits. The list's lock guards the file.
package pending

import (
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// The kinds of actions that wait for a confirmation (Pending.py).
const (
	Subscription    = "S" // a UserDesc
	Unsubscription  = "U" // the address
	ChangeOfAddress = "C" // old address, new address, on all lists?
	HeldMessage     = "H" // the number of the request
	ReEnable        = "E" // the list's name, the address
	ProbeBounce     = "P" // the address, the message
)

const (
	maxPending = 1 << 30 // bytes that are read of a pending.pck
	// protocol is the pickle protocol of pending.pck.
	protocol = 0
	// fileMode is what Mailman's umask leaves of it.
	fileMode = 0o660
)

// file is a decoded pending.pck; evictions is part of db.
type file struct {
	change        *mlist.Change // nil where it is only looked at
	db, evictions *pyvalue.Dict
	changed       bool // the file must be saved
}

// New makes something wait for a confirmation, for PENDING_REQUEST_LIFE, when the
// change of its list is committed, and returns its cookie (pend_new).
func New(c *mlist.Change, kind string, content ...pyvalue.Value) (cookie string, err error) {
	p, err := read(c)
	if err != nil {
		return "", err
	}
	for cookie == "" || p.db.Has(pyvalue.Str(cookie)) {
		random := c.List().Env().Random()
		cookie = hex.EncodeToString(random[:])
	}
	entry := &pyvalue.Tuple{Items: append([]pyvalue.Value{pyvalue.Str(kind)}, content...)}
	p.put(cookie, entry)
	return cookie, nil
}

// Again puts back what Confirm took, under the same cookie, with the
// whole of its time (pend_repend). entry has the kind first.
func Again(c *mlist.Change, cookie string, entry []pyvalue.Value) error {
	p, err := read(c)
	if err != nil {
		return err
	}
	p.put(cookie, &pyvalue.Tuple{Items: entry})
	return nil
}

// put makes something wait.
func (p *file) put(cookie string, entry *pyvalue.Tuple) {
	l := p.change.List()
	p.db.SetStr(cookie, entry)
	p.evictions.SetStr(cookie, l.Now()+l.Env().Settings.Float("PENDING_REQUEST_LIFE"))
	p.changed = true
}

// Peek returns what waits under a cookie, the kind first; nil for nothing (pend_confirm
// without expunge). It sees what the change has done so far.
func Peek(c *mlist.Change, cookie string) ([]pyvalue.Value, error) {
	p, err := read(c)
	if err != nil {
		return nil, err
	}
	return p.entry(cookie), nil
}

// Confirm takes out what waits under a cookie, the kind first; nil for
// nothing, and then nothing is written (pend_confirm).
func Confirm(c *mlist.Change, cookie string) ([]pyvalue.Value, error) {
	p, err := read(c)
	if err != nil {
		return nil, err
	}
	entry := p.entry(cookie)
	if entry == nil {
		return nil, nil
	}
	p.db.Delete(pyvalue.Str(cookie))
	p.evictions.Delete(pyvalue.Str(cookie))
	p.changed = true
	return entry, nil
}

// Find tells whether something waits that fits; what nobody confirmed in time is
// forgotten first (MailList.py: CheckPending). fits gets the kind first.
func Find(c *mlist.Change, fits func(entry []pyvalue.Value) bool) (bool, error) {
	p, err := read(c)
	if err != nil {
		return false, err
	}
	p.forget()
	p.changed = true
	for _, v := range p.db.All() {
		if t, ok := v.(*pyvalue.Tuple); ok && len(t.Items) > 1 && fits(t.Items) {
			return true, nil
		}
	}
	return false, nil
}

// entry is what waits under a cookie; the other keys of the file hold no tuple.
// Each cookie is compared for as long as any other, so that the time this takes
// tells nobody how much of a guess was right.
func (p *file) entry(cookie string) (entry []pyvalue.Value) {
	for key, v := range p.db.All() {
		t, isEntry := v.(*pyvalue.Tuple)
		s, isText := pyvalue.AsString(key)
		if isEntry && isText && subtle.ConstantTimeCompare([]byte(s), []byte(cookie)) == 1 {
			entry = t.Items
		}
	}
	return entry
}

const fileName = "pending.pck"

// read is the file of the list that is changed: the first time the one on the disk,
// then the one in hand.
func read(c *mlist.Change) (*file, error) {
	kept, err := c.Keep(fileName, func() (mlist.Beside, error) {
		p, err := load(c.List())
		if err != nil {
			return nil, err
		}
		p.change = c
		return p, nil
	})
	if err != nil {
		return nil, err
	}
	return kept.(*file), nil
}

func load(l *mlist.List) (*file, error) {
	path := filepath.Join(l.Dir(), fileName)
	data, err := safeio.ReadFile(l.Env().FS, path, maxPending)
	if errors.Is(err, fs.ErrNotExist) {
		p := &file{db: new(pyvalue.Dict), evictions: new(pyvalue.Dict)}
		p.db.SetStr("evictions", p.evictions)
		return p, nil
	}
	if err != nil {
		return nil, fmt.Errorf("confirmations of list %s: %w", l.InternalName(), err)
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read; move it away and what waits for a confirmation is lost: %w", path, err)
	}
	db, ok := v.(*pyvalue.Dict)
	if !ok {
		return nil, fmt.Errorf("%s holds no dictionary; move it away and what waits for a confirmation is lost", path)
	}
	evictions, ok := db.GetStr("evictions").(*pyvalue.Dict)
	if !ok {
		evictions = new(pyvalue.Dict)
		db.SetStr("evictions", evictions)
	}
	return &file{db: db, evictions: evictions}, nil
}

// Save gives the change the file, if something was done to it, without what nobody
// confirmed in time.
func (p *file) Save() error {
	if !p.changed {
		return nil
	}
	l, env := p.change.List(), p.change.List().Env()
	p.forget()
	p.db.SetStr("version", int64(env.Settings.Int("PENDING_FILE_SCHEMA_VERSION")))
	data, err := pickle.Dump(p.db, protocol)
	if err != nil {
		return fmt.Errorf("confirmations of list %s: %w", l.InternalName(), err)
	}
	path := filepath.Join(l.Dir(), fileName)
	tmp := fmt.Sprintf("%s.tmp.%d.%d", path, env.PID, int64(l.Now()))
	if err := p.change.WriteFile(tmp, path, data, fileMode); err != nil {
		return fmt.Errorf("confirmations of list %s: %w", l.InternalName(), err)
	}
	return nil
}

// forget drops what nobody confirmed in time. An entry without a time, at which Mailman
// raises an exception, stays.
func (p *file) forget() {
	now := p.change.List().Now()
	for _, cookie := range mlist.TextKeys(p.db) {
		_, isEntry := p.db.GetStr(cookie).(*pyvalue.Tuple)
		if until, ok := pyvalue.AsFloat(p.evictions.GetStr(cookie)); ok && now > until && isEntry {
			p.db.Delete(pyvalue.Str(cookie))
		}
	}
	for _, cookie := range mlist.TextKeys(p.evictions) {
		if !p.db.Has(pyvalue.Str(cookie)) {
			p.evictions.Delete(pyvalue.Str(cookie))
		}
	}
}
