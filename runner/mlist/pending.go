// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// What waits for a confirmation is of one of these kinds (Pending.py).
const (
	PendSubscription    = "S" // a UserDesc
	PendUnsubscription  = "U" // the address
	PendChangeOfAddress = "C" // old address, new address, on all lists?
	PendHeldMessage     = "H" // the number of the request
	PendReEnable        = "E" // the list's name, the address
	PendProbeBounce     = "P" // the address, the message
)

const (
	maxPending = 1 << 30 // bytes that are read of a pending.pck
	// pendingProtocol is the pickle protocol of pending.pck.
	pendingProtocol = 0
)

// pendings is a decoded pending.pck: a dict of
//
//	cookie       -> (kind, ..), for each that waits
//	'evictions'  -> dict of cookie -> time after which it is forgotten
//	'version'    -> PENDING_FILE_SCHEMA_VERSION
//
// A cookie is 40 hex digits. The list's lock guards the file.
type pendings struct{ db, evictions *pickle.Dict }

// PendNew makes something wait for a confirmation, for PENDING_REQUEST_LIFE,
// and returns its cookie (pend_new). The list must be locked; it need not be
// saved.
func (l *List) PendNew(kind string, content ...pickle.Value) (cookie string, err error) {
	if err := l.mustBeLocked(); err != nil {
		return "", err
	}
	p, err := l.loadPendings()
	if err != nil {
		return "", err
	}
	for cookie == "" || p.db.Has(pickle.Str(cookie)) {
		random := l.env.Random()
		cookie = hex.EncodeToString(random[:])
	}
	entry := &pickle.Tuple{Items: append([]pickle.Value{pickle.Str(kind)}, content...)}
	return cookie, l.pend(p, cookie, entry)
}

// PendAgain puts back what PendConfirm took, under the same cookie, with the
// whole of its time (pend_repend). entry has the kind first.
func (l *List) PendAgain(cookie string, entry []pickle.Value) error {
	if err := l.mustBeLocked(); err != nil {
		return err
	}
	p, err := l.loadPendings()
	if err != nil {
		return err
	}
	return l.pend(p, cookie, &pickle.Tuple{Items: entry})
}

func (l *List) pend(p *pendings, cookie string, entry *pickle.Tuple) error {
	p.db.SetStr(cookie, entry)
	p.evictions.SetStr(cookie, l.now()+l.env.Settings.Float("PENDING_REQUEST_LIFE"))
	return l.savePendings(p)
}

// PendLook returns what waits under a cookie, the kind first; nil for nothing
// (pend_confirm without expunge). The list need not be locked.
func (l *List) PendLook(cookie string) ([]pickle.Value, error) {
	p, err := l.loadPendings()
	if err != nil {
		return nil, err
	}
	return p.entry(cookie), nil
}

// PendConfirm takes out what waits under a cookie, the kind first; nil for
// nothing, and then nothing is written (pend_confirm). The list must be
// locked.
func (l *List) PendConfirm(cookie string) ([]pickle.Value, error) {
	if err := l.mustBeLocked(); err != nil {
		return nil, err
	}
	p, err := l.loadPendings()
	if err != nil {
		return nil, err
	}
	entry := p.entry(cookie)
	if entry == nil {
		return nil, nil
	}
	p.db.Delete(pickle.Str(cookie))
	p.evictions.Delete(pickle.Str(cookie))
	return entry, l.savePendings(p)
}

// entry is what waits under a cookie; the other keys of the file hold no tuple.
func (p *pendings) entry(cookie string) []pickle.Value {
	if t, ok := p.db.GetStr(cookie).(*pickle.Tuple); ok {
		return t.Items
	}
	return nil
}

func (l *List) loadPendings() (*pendings, error) {
	path := l.path("pending.pck")
	data, err := safeio.ReadFile(l.env.FS, path, maxPending)
	if errors.Is(err, fs.ErrNotExist) {
		p := &pendings{new(pickle.Dict), new(pickle.Dict)}
		p.db.SetStr("evictions", p.evictions)
		return p, nil
	}
	if err != nil {
		return nil, fmt.Errorf("confirmations of list %s: %w", l.name, err)
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read; move it away and what waits for a confirmation is lost: %w", path, err)
	}
	db, ok := v.(*pickle.Dict)
	if !ok {
		return nil, fmt.Errorf("%s holds no dictionary; move it away and what waits for a confirmation is lost", path)
	}
	evictions, ok := db.GetStr("evictions").(*pickle.Dict)
	if !ok {
		evictions = new(pickle.Dict)
		db.SetStr("evictions", evictions)
	}
	return &pendings{db, evictions}, nil
}

// savePendings writes the file, without what nobody confirmed in time. What
// has no time (Mailman dies of it) stays.
func (l *List) savePendings(p *pendings) error {
	now := l.now()
	for _, cookie := range textKeys(p.db) {
		if until, ok := pickle.AsFloat(p.evictions.GetStr(cookie)); ok && now > until && p.entry(cookie) != nil {
			p.db.Delete(pickle.Str(cookie))
		}
	}
	for _, cookie := range textKeys(p.evictions) {
		if !p.db.Has(pickle.Str(cookie)) {
			p.evictions.Delete(pickle.Str(cookie))
		}
	}
	p.db.SetStr("version", int64(l.env.Settings.Int("PENDING_FILE_SCHEMA_VERSION")))
	data, err := pickle.Dump(p.db, pendingProtocol)
	if err != nil {
		return fmt.Errorf("confirmations of list %s: %w", l.name, err)
	}
	path := l.path("pending.pck")
	tmp := fmt.Sprintf("%s.tmp.%d.%d", path, l.env.PID, int64(now))
	if err := safeio.WriteFile(l.env.FS, tmp, path, data, configMode); err != nil {
		return fmt.Errorf("confirmations of list %s: %w", l.name, err)
	}
	return nil
}
