// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"
	"errors"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/mlist"
)

const subscribeHelp = `
    subscribe [password] [digest|nodigest] [address=<address>]
        Subscribe to this mailing list.  Your password must be given to
        unsubscribe or change your options, but if you omit the password, one
        will be generated for you.  You may be periodically reminded of your
        password.

        The next argument may be either: ` + "`nodigest' or `digest'" + ` (no quotes!).
        If you wish to subscribe an address other than the address you sent
        this request from, you may specify ` + "`address=<address>'" + ` (no brackets
        around the email address, and no quotes!)
`

// subscribe makes the sender, or another address, a member, as far as the list lets
// them (cmd_subscribe.py).
func subscribe(_ context.Context, r *request, args []string) (outcome, error) {
	user, named, ok := r.applicant(args)
	if !ok {
		return stop, nil
	}
	if !named {
		if user.Address, user.FullName = r.author(); user.Address == "" {
			r.tell(r.say("No valid address found to subscribe", nil))
			return stop, nil
		}
	}
	became, err := r.Add(user, r.sender)
	if err != nil {
		return stop, r.refuseSubscription(user.Address, err)
	}
	switch became {
	case membership.NeedsConfirmation:
		r.quiet = true
	case membership.NeedsApproval:
		r.tellOnly(user.Address, r.say(`Your subscription request has been forwarded to the list administrator
at %(listowner)s for review.`, i18n.Vars{"listowner": r.List.OwnerAddress()}))
	default:
		r.tellOnly(user.Address, r.say("Subscription request succeeded.", nil))
	}
	return goOn, nil
}

// applicant reads the arguments, and tells whether they name an address. Where they are
// wrong it says so.
func (r *request) applicant(args []string) (user membership.UserDesc, named, ok bool) {
	user.Digest = r.List.Value("digest_is_default")
	for i, arg := range args {
		lower := pystr.Lower(arg)
		addr, isAddress := addressArg(lower)
		digest, isDigest := digestArgs[lower]
		switch {
		case isAddress:
			user.Address, named = arg[len(arg)-len(addr):], true
		case i == 0 && isDigest && !secondIsDigest(args):
			user.Digest = digest
		case i == 0:
			user.Password = arg
		case i == 1 && isDigest:
			user.Digest = digest
		case i == 1:
			r.tell(r.say("Bad digest specifier: %(arg)s", i18n.Vars{"arg": arg}))
			return user, named, false
		default:
			r.usage(r.say(subscribeHelp, nil))
			return user, named, false
		}
	}
	return user, named, true
}

// digestArgs are what an argument says of digests.
var digestArgs = map[string]pyvalue.Value{"digest": int64(1), "nodigest": int64(0)}

// secondIsDigest tells whether the second argument is about digests, so that the first
// is a password even if it is one of these words too.
func secondIsDigest(args []string) bool {
	if len(args) < 2 {
		return false
	}
	_, ok := digestArgs[pystr.Lower(args[1])]
	return ok
}

// author is the address and the real name in the From field, or the sender's address where
// there is none. A name in ASCII is a str, another one a unicode; one that can't be decoded
// is empty.
func (r *request) author() (addr string, name pyvalue.Value) {
	addr = authorOf(r.from, r.sender)
	text, err := decodeHeader(r.from.Name)
	switch {
	case err != nil:
		return addr, pyvalue.Str("")
	case pystr.IsASCII(text):
		return addr, pyvalue.Str(text)
	}
	return addr, pyvalue.Unicode(text)
}

// refusals are what is said to somebody who can't become a member.
var refusals = []struct {
	err     error
	text    string
	anybody bool // the sender may be told, since it is about the form of the address only
}{
	{membership.ErrBanned, `The email address you supplied is banned from this mailing list.
If you think this restriction is erroneous, please contact the list
owners at %(listowner)s.`, false},
	{mlist.ErrBadAddress, `Mailman won't accept the given email address as a valid address.
(E.g. it must have an @ in it.)`, true},
	{mlist.ErrHostileAddress, `Your subscription is not allowed because
the email address you gave is insecure.`, true},
	{member.ErrAlreadyMember, "You are already subscribed!", false},
	{membership.ErrAlreadyPending, "You already have a subscription pending confirmation", false},
	{membership.ErrCantDigest, noDigests, false},
	{membership.ErrMustDigest, digestsOnly, false},
}

// Answers where a list does not offer the way of delivery that is wanted.
const (
	noDigests   = "No one can subscribe to the digest of this list!"
	digestsOnly = "This list only supports digest subscriptions!"
)

// refuseSubscription says why somebody can't become a member. Errors that are none of
// these refusals are returned.
func (r *request) refuseSubscription(addr string, err error) error {
	for _, refusal := range refusals {
		if !errors.Is(err, refusal.err) {
			continue
		}
		if refusal.anybody {
			addr = ""
		}
		r.tellOnly(addr, r.say(refusal.text, i18n.Vars{"listowner": r.List.OwnerAddress()}))
		return nil
	}
	return err
}
