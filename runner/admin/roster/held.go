// SPDX-License-Identifier: GPL-2.0-or-later

package roster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/decision"
	"mmgen/runner/i18n"
	"mmgen/runner/membership"
	"mmgen/runner/moderation"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// Request is something that waits for a list's moderators.
type Request struct {
	List    string    `json:"list"`
	ID      int64     `json:"id"`
	Kind    string    `json:"kind"` // post, subscription, unsubscription
	Time    time.Time `json:"time,omitzero"`
	From    string    `json:"from"` // the sender of a post, or the address that asks
	Name    string    `json:"name,omitempty"`
	Subject string    `json:"subject,omitempty"`
	Reason  string    `json:"reason,omitempty"` // why a post is held
	File    string    `json:"file,omitempty"`   // the file in DATA_DIR that has the held post
}

// Requests are what waits for the moderators of a list, posts first, each kind in the
// order of its numbers. One that can't be read is in the error, beside the others.
func Requests(s *site.Site, list string) (all []Request, err error) {
	l, err := s.FindList(list)
	if err != nil {
		return nil, err
	}
	stored, err := moderation.Look(l)
	if err != nil {
		return nil, err
	}
	cs := s.CharsetOf(l.PreferredLanguage())
	var faults []error
	for _, kind := range []moderation.Kind{moderation.HeldMessage, moderation.Subscription, moderation.Unsubscription} {
		for _, id := range stored.IDs(kind) {
			r, err := request(stored, kind, id, cs)
			if err != nil {
				faults = append(faults, fmt.Errorf("request %d of list %s: %w", id, l.InternalName(), err))
				continue
			}
			r.List, r.ID = l.InternalName(), id
			all = append(all, r)
		}
	}
	return all, errors.Join(faults...)
}

// request is one request. cs is the charset of the list's language.
func request(stored *moderation.Requests, kind moderation.Kind, id int64, cs string) (Request, error) {
	switch kind {
	case moderation.HeldMessage:
		p, err := stored.HeldPost(id)
		return Request{
			Kind: "post", Time: queue.TimeOf(p.Time), From: p.Sender, Subject: text(p.Subject, cs), Reason: p.Reason, File: p.File,
		}, err
	case moderation.Subscription:
		a, err := stored.Applicant(id)
		return Request{Kind: "subscription", Time: queue.TimeOf(a.Time), From: a.Address, Name: text(a.FullName, cs)}, err
	default:
		addr, err := stored.Leaver(id)
		return Request{Kind: "unsubscription", From: addr}, err
	}
}

// text is a text in UTF-8, also that of a Header that a handler put there.
func text(v pyvalue.Value, cs string) string {
	if s, ok := pyvalue.AsString(v); ok {
		if _, isUnicode := v.(pyvalue.Unicode); isUnicode {
			return s
		}
		return i18n.TextOf(v).UTF8(cs)
	}
	if v == nil {
		return ""
	}
	return pyvalue.Text(v)
}

// Verdict is what a moderator says of requests.
type Verdict struct {
	Action  Action
	Comment string // the moderator's reason for a rejection; "" for the list's default
}

// Action is what is to become of a request, of whichever kind.
type Action string

// The actions.
const (
	Approve Action = "approve"
	Reject  Action = "reject"
	Discard Action = "discard"
)

// Decide decides requests of a list, all of them or, where one does not exist or can't
// be decided, none.
func Decide(ctx context.Context, s *site.Site, list string, ids []int64, v Verdict) (decided []Request, err error) {
	err = changing(ctx, s, list, func(m *membership.Session) error {
		decided = nil
		for _, id := range ids {
			r, err := decide(m, id, v)
			if err != nil {
				return fmt.Errorf("%s: %w", v.Action, err)
			}
			decided = append(decided, r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return decided, nil
}

func decide(m *membership.Session, id int64, v Verdict) (Request, error) {
	stored, err := moderation.Of(m.Change)
	if err != nil {
		return Request{}, err
	}
	kind, err := stored.Kind(id)
	if err != nil {
		return Request{}, err
	}
	r, err := request(stored, kind, id, m.Site.CharsetOf(m.List.PreferredLanguage()))
	if err != nil {
		return Request{}, err
	}
	r.List, r.ID = m.List.InternalName(), id
	action := map[Action]decision.Action{Approve: approval(kind), Reject: decision.Reject, Discard: decision.Discard}[v.Action]
	comment := v.Comment
	if comment == "" && v.Action == Reject && kind == moderation.HeldMessage {
		comment = rejection(m, stored, id)
	}
	return r, decision.Handle(m, id, decision.Decision{Action: action, Comment: comment})
}

// rejection is what a post is rejected with where the moderator does not say why: what
// the handler that held it has to say (Cgi/admindb.py: show_post_requests).
func rejection(m *membership.Session, stored *moderation.Requests, id int64) string {
	if p, err := stored.HeldPost(id); err == nil {
		if notice, ok := pyvalue.AsString(p.Data.GetStr("rejection_notice")); ok {
			return notice
		}
	}
	return m.Translator.T("[No explanation given]", nil)
}

// approval is what it is called that a request is granted.
func approval(kind moderation.Kind) decision.Action {
	switch kind {
	case moderation.Subscription:
		return decision.Subscribe
	case moderation.Unsubscription:
		return decision.Unsubscribe
	}
	return decision.Approve
}
