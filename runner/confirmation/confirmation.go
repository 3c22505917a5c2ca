// SPDX-License-Identifier: GPL-2.0-or-later

// Package confirmation does what waited for a confirmation, once somebody has come with
// the cookie. It answers to ProcessConfirmation of Mailman/MailList.py. What waits, and
// where it is kept, is package pending's.
package confirmation

import (
	"context"
	"errors"
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/decision"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/moderation"
	"mmgen/runner/notice"
	"mmgen/runner/pending"
)

var (
	// ErrBadConfirmation is Errors.MMBadConfirmation: nothing waits under the cookie.
	ErrBadConfirmation = errors.New("nothing waits for that confirmation")
	// ErrBadPassword is Errors.MMBadPasswordError: a held message was approved with a
	// password that is not one of the list. The message still waits.
	ErrBadPassword = errors.New("not a password of the list")
)

// Result is what was confirmed.
type Result struct {
	Kind       string              // one of the kinds in package pending
	Outcome    membership.Outcome  // NeedsApproval: the moderators were asked
	Address    string              // who is to be subscribed, removed or enabled again; with ChangeOfAddress the old address
	NewAddress string              // the new address, with ChangeOfAddress
	User       membership.UserDesc // the new member, with Subscription
	Action     decision.Action     // Approve or Discard, with HeldMessage
}

// Process carries out the request that waits under a cookie, which msg has come with
// (MailList.py: ProcessConfirmation). The list must be locked. The cookie is used up whatever the
// result, except after ErrBadPassword and after mlist.ErrLocked: then somebody else has
// locked another list that was to be changed too, nothing was done, and a later try can
// help.
//
// Refusals are ErrBadConfirmation, ErrBadPassword, membership.ErrBanned,
// membership.ErrHostile, member.ErrAlreadyMember, member.ErrNotMember,
// mlist.ErrBadAddress and mlist.ErrHostileAddress. After a refusal the list is to be
// saved, as the cookie is used up.
func Process(ctx context.Context, s *membership.Session, cookie string, msg *message.Message) (Result, error) {
	entry, err := pending.Peek(s.Change, cookie)
	if err != nil {
		return Result{}, err
	}
	if len(entry) == 0 {
		return Result{}, fmt.Errorf("%w: no cookie record for %s", ErrBadConfirmation, cookie)
	}
	kind, _ := pyvalue.AsString(entry[0])
	do, ok := kinds[kind]
	if !ok || len(entry)-1 < do.items {
		return Result{}, fmt.Errorf("%w: %s is none of a confirmation", ErrBadConfirmation, cookie)
	}
	result, err := do.confirm(&confirming{Session: s, ctx: ctx, cookie: cookie, entry: entry, msg: msg})
	result.Kind = kind
	if waitsOn := errors.Is(err, ErrBadPassword) || errors.Is(err, mlist.ErrLocked); !waitsOn {
		_, usedUp := pending.Confirm(s.Change, cookie)
		err = errors.Join(err, usedUp)
	}
	if err != nil {
		return result, fmt.Errorf("confirmation %s of list %s: %w", cookie, s.List.InternalName(), err)
	}
	return result, nil
}

// confirming is a confirmation under way.
type confirming struct {
	*membership.Session
	ctx    context.Context
	cookie string
	entry  []pyvalue.Value // the kind first
	msg    *message.Message
}

// kinds are what may wait, with how many items each has besides its kind. The token of
// a probe (pending.ProbeBounce) comes back with a bounce and is nothing to confirm;
// Mailman fails and forgets it.
var kinds = map[string]struct {
	items   int
	confirm func(*confirming) (Result, error)
}{
	pending.Subscription:    {1, (*confirming).subscription},
	pending.Unsubscription:  {1, (*confirming).unsubscription},
	pending.ChangeOfAddress: {3, (*confirming).changeOfAddress},
	pending.HeldMessage:     {1, (*confirming).heldMessage},
	pending.ReEnable:        {2, (*confirming).reEnable},
}

func (c *confirming) str(i int) string {
	s, _ := pyvalue.AsString(c.entry[i])
	return s
}

// subscription makes somebody a member who asked for it or was invited, or asks the
// moderators.
func (c *confirming) subscription() (Result, error) {
	u, err := membership.UserDescFrom(c.entry[1])
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrBadConfirmation, err)
	}
	result := Result{Address: u.Address, User: u}
	if u.Invitation != "" && u.Invitation != c.List.InternalName() {
		return result, errors.Join(membership.ErrHostile, notice.SendHostileSubscription(c.Site, c.Change, c.Translator, u.Invitation, u.Address))
	}
	if u.Invitation == "" {
		asks, err := c.NeedsModerator(u.Address)
		if err != nil {
			return result, err
		}
		if asks {
			result.Outcome = membership.NeedsApproval
			return result, c.HoldSubscription(u)
		}
	}
	return result, c.AddApproved(u, membership.Approval{Whence: "via email confirmation"})
}

func (c *confirming) unsubscription() (Result, error) {
	addr := c.str(1)
	return Result{Address: addr}, c.DeleteApproved(membership.Removal{Name: addr, Whence: "email confirmation"})
}

func (c *confirming) changeOfAddress() (Result, error) {
	result := Result{Address: c.str(1), NewAddress: c.str(2)}
	return result, c.ChangeAddressApproved(c.ctx, result.Address, result.NewAddress, pyvalue.Truth(c.entry[3]))
}

// reEnable has mail sent again to a member that bounced.
func (c *confirming) reEnable() (Result, error) {
	addr := c.str(2)
	return Result{Address: addr}, member.Of(c.List).SetDeliveryStatus(addr, member.Enabled)
}

// heldMessage discards a held message, or passes it on where the confirming message has
// a password of the list's administrators or moderators. One that is decided already is
// no error.
func (c *confirming) heldMessage() (Result, error) {
	result := Result{Action: decision.Discard}
	if password, ok := approval(c.msg); ok {
		if c.List.Authenticate(password, mlist.Admin, mlist.Moderator) == mlist.Nobody {
			return result, errors.Join(ErrBadPassword, pending.Again(c.Change, c.cookie, c.entry))
		}
		result.Action = decision.Approve
	}
	id, _ := pyvalue.AsInt(c.entry[1])
	err := decision.Handle(c.Session, id, decision.Decision{Action: result.Action})
	if errors.Is(err, moderation.ErrNoRequest) {
		c.Site.Logs.Logf("error", "Could not process HELD_MESSAGE: %d", id)
		return result, nil
	}
	return result, err
}
