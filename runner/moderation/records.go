// SPDX-License-Identifier: GPL-2.0-or-later

package moderation

import (
	"errors"
	"fmt"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message/header"
)

// Kind says what a request asks for (ListAdmin.py).
type Kind int64

// The kinds of requests.
const (
	HeldMessage    Kind = 1
	Subscription   Kind = 2
	Unsubscription Kind = 3
)

var (
	// ErrNoRequest says that there is no request of a number: somebody else has decided
	// it, or it never existed.
	ErrNoRequest = errors.New("no such request")
	// ErrOddRequest says that a request is not of the form that its kind has. One of
	// Mailman before 2.1 is brought to that form by Mailman's bin/update.
	ErrOddRequest = errors.New("a request of an unknown form")
)

// HeldPost is a request to pass on a message.
type HeldPost struct {
	Time    float64 // when it was held, in seconds since the epoch
	Sender  string
	Subject pyvalue.Value // a text, or the instance of Header that a handler put there
	Reason  string        // why the post is held
	File    string        // name of the file in DATA_DIR that has the message
	Data    *pyvalue.Dict // the metadata of the message
}

// SubjectIn is the subject of the message as one line in a charset (Utils.py: oneline),
// or, for "", as it stands in the message.
func (p HeldPost) SubjectIn(charset string) string {
	v, err := header.ValueFromPickle(p.Subject)
	if err != nil {
		return ""
	}
	if charset == "" {
		return v.Encoded()
	}
	return header.Oneline(v.Encoded(), charset)
}

// Applicant is a request to become a member.
type Applicant struct {
	Time     float64 // when it was made, in seconds since the epoch
	Address  string
	FullName pyvalue.Value // Str or Unicode
	Password string
	Digest   pyvalue.Value // a truth value: digests are wanted
	Language string
}

// IDs are the numbers of the requests of a kind, in ascending order
// (GetHeldMessageIds, GetSubscriptionIds, GetUnsubscriptionIds).
func (r *Requests) IDs(kind Kind) (ids []int64) {
	for key := range r.db.All() {
		id, ok := pyvalue.AsInt(key)
		if k, err := r.Kind(id); ok && err == nil && k == kind {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Len is how many requests there are (NumRequestsPending).
func (r *Requests) Len() int {
	if _, ok := r.db.Get(pyvalue.Str("version")); ok {
		return r.db.Len() - 1
	}
	return r.db.Len()
}

// Kind is what a request asks for (GetRecordType). ErrNoRequest.
func (r *Requests) Kind(id int64) (Kind, error) {
	kind, _, err := r.record(id)
	return kind, err
}

// HeldPost is a request of the kind HeldMessage. ErrNoRequest, ErrOddRequest.
func (r *Requests) HeldPost(id int64) (HeldPost, error) {
	items, err := r.tuple(id, HeldMessage)
	if err != nil {
		return HeldPost{}, err
	}
	p := HeldPost{Subject: items[2]}
	p.Time, _ = pyvalue.AsFloat(items[0])
	p.Sender, _ = pyvalue.AsString(items[1])
	p.Reason, _ = pyvalue.AsString(items[3])
	var fileOK, dataOK bool
	p.File, fileOK = pyvalue.AsString(items[4])
	p.Data, dataOK = items[5].(*pyvalue.Dict)
	if !fileOK || !dataOK {
		return HeldPost{}, r.odd(id)
	}
	return p, nil
}

// Applicant is a request of the kind Subscription. ErrNoRequest, ErrOddRequest.
func (r *Requests) Applicant(id int64) (Applicant, error) {
	items, err := r.tuple(id, Subscription)
	if err != nil {
		return Applicant{}, err
	}
	a := Applicant{FullName: items[2], Digest: items[4]}
	a.Time, _ = pyvalue.AsFloat(items[0])
	var ok bool
	if a.Address, ok = pyvalue.AsString(items[1]); !ok {
		return Applicant{}, r.odd(id)
	}
	a.Password, _ = pyvalue.AsString(items[3])
	a.Language, _ = pyvalue.AsString(items[5])
	return a, nil
}

// Leaver is the address that a request of the kind Unsubscription asks to remove.
// ErrNoRequest, ErrOddRequest.
func (r *Requests) Leaver(id int64) (addr string, err error) {
	kind, data, err := r.record(id)
	if err != nil {
		return "", err
	}
	addr, ok := pyvalue.AsString(data)
	if !ok || kind != Unsubscription {
		return "", r.odd(id)
	}
	return addr, nil
}

// AddApplicant puts somebody who wants to become a member among the requests and
// returns the number of the request (HoldSubscription, without its letter). Its Time
// is now.
//
//	(2, (time, address, name, password, digest, language))
func (r *Requests) AddApplicant(a Applicant) (id int64) {
	return r.add(Subscription, pyvalue.NewTuple(r.list.Now(), pyvalue.Str(a.Address), a.FullName,
		pyvalue.Str(a.Password), a.Digest, pyvalue.Str(a.Language)))
}

// AddLeaver puts a member who wants to leave among the requests and returns the
// number of the request (HoldUnsubscription, without its letter).
//
//	(3, address)
func (r *Requests) AddLeaver(addr string) (id int64) {
	return r.add(Unsubscription, pyvalue.Str(addr))
}

// Remove removes a request that is decided.
func (r *Requests) Remove(id int64) { r.db.Delete(id) }

func (r *Requests) add(kind Kind, data pyvalue.Value) (id int64) {
	id = r.next()
	r.db.Set(id, pyvalue.NewTuple(int64(kind), data))
	return id
}

func (r *Requests) record(id int64) (Kind, pyvalue.Value, error) {
	v, ok := r.db.Get(id)
	if !ok {
		return 0, nil, fmt.Errorf("request %d of list %s: %w", id, r.list.InternalName(), ErrNoRequest)
	}
	items := pyvalue.Items(v)
	if len(items) != 2 {
		return 0, nil, r.odd(id)
	}
	kind, ok := pyvalue.AsInt(items[0])
	if !ok {
		return 0, nil, r.odd(id)
	}
	return Kind(kind), items[1], nil
}

// recordLen is how many items the tuple of a held post or an applicant has.
const recordLen = 6

func (r *Requests) tuple(id int64, want Kind) ([]pyvalue.Value, error) {
	kind, data, err := r.record(id)
	if err != nil {
		return nil, err
	}
	if items := pyvalue.Items(data); kind == want && len(items) == recordLen {
		return items, nil
	}
	return nil, r.odd(id)
}

func (r *Requests) odd(id int64) error {
	return fmt.Errorf("request %d of list %s: %w; Mailman's bin/update may convert it", id, r.list.InternalName(), ErrOddRequest)
}
