// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"
	"errors"

	"mmgen/runner/membership"
)

const unsubscribeHelp = `
    unsubscribe [password] [address=<address>]
        Unsubscribe from the mailing list.  If given, your password must match
        your current password.  If omitted, a confirmation email will be sent
        to the unsubscribing address. If you wish to unsubscribe an address
        other than the address you sent this request from, you may specify
        ` + "`address=<address>'" + ` (no brackets around the email address, and no
        quotes!)
`

// byMail is why a member was removed, as it is logged and told to the owners.
const byMail = "mailcmd"

// unsubscribe removes a member: with the password at once, without it when that is
// confirmed, and on a list with an unsubscribe_policy when a moderator approves it
// (cmd_unsubscribe.py).
func unsubscribe(_ context.Context, r *request, args []string) (outcome, error) {
	addr, password, ok := r.leaver(args)
	if !ok {
		return stop, nil
	}
	if !r.members().Has(addr) {
		vars := r.listName()
		vars["address"] = addr
		r.tellOnly(addr, r.say("%(address)s is not a member of the %(listname)s mailing list", vars))
		return stop, nil
	}
	switch {
	case r.List.Bool("unsubscribe_policy"):
		return goOn, r.askModerators(addr)
	case password == "":
		return goOn, r.askLeaver(addr)
	case !r.members().Authenticate(addr, password):
		r.tellOnly(addr, r.say("You gave the wrong password", nil))
		return stop, nil
	}
	if err := r.DeleteApproved(membership.Removal{Name: addr, Whence: byMail}); err != nil {
		return stop, err
	}
	r.tell(r.say("Unsubscription request succeeded.", nil))
	return goOn, nil
}

// leaver reads the arguments. Where they are wrong it says so.
func (r *request) leaver(args []string) (addr, password string, ok bool) {
	given := false
	for i, arg := range args {
		claimed, isAddress := addressArg(arg)
		switch {
		case isAddress:
			addr, given = claimed, true
		case i == 0:
			password = arg
		default:
			r.usage(r.say(unsubscribeHelp, nil))
			return "", "", false
		}
	}
	if !given {
		addr = r.from.Addr
	}
	return addr, password, true
}

func (r *request) askModerators(addr string) error {
	_, err := r.Delete(addr, byMail)
	if err == nil {
		r.tellOnly(addr, r.say(`Your unsubscription request has been forwarded to the list administrator for
approval.`, nil))
	}
	return err
}

// askLeaver asks the member for a confirmation, which is the answer to the command.
func (r *request) askLeaver(addr string) error {
	preserved, _ := r.members().CPAddress(addr)
	err := r.ConfirmUnsubscription(preserved, "", "")
	if errors.Is(err, membership.ErrAlreadyPending) {
		r.tellOnly(addr, r.say("You already have a subscription pending confirmation", nil))
		return nil
	}
	r.quiet = r.quiet || err == nil
	return err
}
