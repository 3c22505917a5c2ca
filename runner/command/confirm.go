// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"
	"errors"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/confirmation"
	"mmgen/runner/decision"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/mlist"
	"mmgen/runner/pending"
)

const confirmHelp = `
    confirm <confirmation-string>
        Confirm an action.  The confirmation-string is required and should be
        supplied by a mailback confirmation notice.
`

// confirm does what waits under a cookie (cmd_confirm.py). A mail confirms one thing.
func confirm(ctx context.Context, r *request, args []string) (outcome, error) {
	if len(args) != 1 {
		r.usage(r.say(confirmHelp, nil))
		return stop, nil
	}
	done, err := confirmation.Process(ctx, r.Session, args[0], r.msg)
	if err != nil {
		return stop, r.refuseConfirmation(err)
	}
	if done.Outcome == membership.NeedsApproval {
		r.tell(r.say("Your request has been forwarded to the list moderator for approval.", nil))
		return stop, nil
	}
	if r.hasOwnLetter(done) {
		r.quiet = true
		return stop, nil
	}
	text := r.say("Confirmation succeeded", nil)
	if done.Kind == pending.HeldMessage {
		text += " (" + r.say(map[bool]string{true: "Approve", false: "Discard"}[done.Action == decision.Approve], nil) + ")"
	}
	r.tell(text)
	r.dropConfirmed(args[0])
	return stop, nil
}

// hasOwnLetter tells whether a confirmation is answered by another letter: a welcome or a
// goodbye.
func (r *request) hasOwnLetter(done confirmation.Result) bool {
	switch done.Kind {
	case pending.Subscription:
		return r.List.Bool("send_welcome_msg")
	case pending.Unsubscription:
		return r.List.Bool("send_goodbye_msg")
	}
	return false
}

// dropConfirmed removes lines that need no processing any more, so that they are not
// listed as unprocessed: the same confirmation again, and the approval of a held
// message.
func (r *request) dropConfirmed(cookie string) {
	r.lines = slices.DeleteFunc(slices.Clone(r.lines), func(line string) bool {
		line = strings.TrimLeft(line, pystr.Blanks)
		lower := pystr.Lower(line)
		return line == "confirm "+cookie || strings.HasPrefix(lower, "approved:") || strings.HasPrefix(lower, "approve:")
	})
}

// refusedConfirmations are the answers to confirmations that are refused.
var refusedConfirmations = []struct {
	err  error
	text string
}{
	{confirmation.ErrBadConfirmation, `Invalid confirmation string.  Note that confirmation strings expire
approximately %(days)s days after the initial request.  They also expire if
the request has already been handled in some way.  If your confirmation has
expired, please try to re-submit your original request or message.`},
	{member.ErrAlreadyMember, "You are already subscribed."},
	{member.ErrNotMember, `You are not currently a member.  Have you already unsubscribed or changed
your email address?`},
	{membership.ErrBanned, `You are currently banned from subscribing to this list.  If you think this
restriction is erroneous, please contact the list owners at
%(owneraddr)s.`},
	{membership.ErrHostile, `You were not invited to this mailing list.  The invitation has been discarded,
and both list administrators have been alerted.`},
	{confirmation.ErrBadPassword, "Bad approval password given.  Held message is still being held."},
}

// refuseConfirmation says why a confirmation is refused. An address that has become invalid
// is refused as in a subscription; Mailman fails at it. Other errors are returned.
func (r *request) refuseConfirmation(err error) error {
	for _, refused := range refusedConfirmations {
		if errors.Is(err, refused.err) {
			r.tell(r.say(refused.text, i18n.Vars{"days": r.pendingDays(), "owneraddr": r.List.OwnerAddress()}))
			return nil
		}
	}
	if errors.Is(err, mlist.ErrBadAddress) || errors.Is(err, mlist.ErrHostileAddress) {
		return r.refuseSubscription("", err)
	}
	return err
}

// pendingDays is for about how many days a cookie is valid.
func (r *request) pendingDays() int {
	const day = 24 * 60 * 60
	v, _ := r.Site.Settings.Value("PENDING_REQUEST_LIFE")
	if n, ok := v.(int64); ok {
		return int(n / day) // Python's quotient of two ints is an int
	}
	return int(r.Site.Settings.Float("PENDING_REQUEST_LIFE")/day + 0.5)
}
