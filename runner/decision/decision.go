// SPDX-License-Identifier: GPL-2.0-or-later

// Package decision does what a moderator decides about a request: a post that is held,
// somebody who wants to become a member, a member who wants to leave. It answers to
// HandleRequest of Mailman/ListAdmin.py. Package moderation keeps the requests.
//
// The list is locked, and all that is done is on the disk when it is saved; within a
// change (mlist.Change) with it at once: the request goes, the message that was held
// goes from DATA_DIR, and it appears in the incoming queue.
package decision

import (
	"errors"
	"fmt"

	"mmgen/runner/i18n"
	"mmgen/runner/membership"
	"mmgen/runner/moderation"
)

// Action is what is decided (Defaults.py). Approve is for posts; for the other two it
// is called Subscribe and Unsubscribe.
type Action int

// The actions.
const (
	Defer       Action = 0 // decide later
	Approve     Action = 1
	Reject      Action = 2 // refuse it, and tell the sender why
	Discard     Action = 3
	Subscribe   Action = 4
	Unsubscribe Action = 5
)

// Decision is what a moderator decides about a request.
type Decision struct {
	Action  Action
	Comment string // why, in the charset of the list's language; "" for no reason
	// Preserve keeps a copy of a held post in SPAM_DIR, as text.
	Preserve bool
	// Forward are addresses, divided by commas, to which a held post is sent too.
	Forward string
}

// handler does what is decided about a request of one kind. gone tells that the request
// is dealt with.
type handler func(s *membership.Session, r *moderation.Requests, id int64, d Decision) (gone bool, err error)

var handlers = map[moderation.Kind]handler{
	moderation.HeldMessage:    handlePost,
	moderation.Subscription:   handleSubscription,
	moderation.Unsubscription: handleUnsubscription,
}

// Handle carries out a decision about a request, and removes the request unless the
// decision is to defer it (ListAdmin.py: HandleRequest). The errors are
// moderation.ErrNoRequest and moderation.ErrOddRequest; membership.ErrBanned,
// mlist.ErrBadAddress and mlist.ErrHostileAddress say that somebody can't be
// subscribed, and leave the request. A post whose file is lost is no error: its request
// goes.
func Handle(s *membership.Session, id int64, d Decision) error {
	requests, err := moderation.Of(s.Change)
	if err != nil {
		return err
	}
	kind, err := requests.Kind(id)
	if err != nil {
		return err
	}
	handle, ok := handlers[kind]
	if !ok {
		return fmt.Errorf("request %d of list %s: %w: it is of kind %d", id, s.List.InternalName(), moderation.ErrOddRequest, kind)
	}
	gone, err := handle(s, requests, id, d)
	if err != nil {
		return fmt.Errorf("deciding request %d of list %s: %w", id, s.List.InternalName(), err)
	}
	if gone {
		requests.Remove(id)
	}
	return nil
}

// ErrWrongAction says that a request of this kind can't be decided in this way.
var ErrWrongAction = errors.New("that is no decision about such a request")

// noReason is what a letter and a log have for a decision without a comment.
const noReason = "[No reason given]"

// reason is why a request is refused, as the letter says it.
func (d Decision) reason(t i18n.Translator) string {
	if d.Comment != "" {
		return d.Comment
	}
	return t.T(noReason, nil)
}

// loggedReason is why a request is refused, as the log says it.
func (d Decision) loggedReason() string { return d.reason(i18n.Plain) }
