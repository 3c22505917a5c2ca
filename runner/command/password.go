// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"

	"mmgen/runner/i18n"
)

const passwordHelp = `
    password [<oldpassword> <newpassword>] [address=<address>]
        Retrieve or change your password.  With no arguments, this returns
        your current password.  With arguments <oldpassword> and <newpassword>
        you can change your password.

        If you're posting from an address other than your membership address,
        specify your membership address with ` + "`address=<address>'" + ` (no brackets
        around the email address, and no quotes!).  Note that in this case the
        response is always sent to the subscribed address.
`

// password tells a member the password, or changes it (cmd_password.py). As in Mailman,
// arguments of another form have no effect and no answer.
func password(_ context.Context, r *request, args []string) (outcome, error) {
	switch len(args) {
	case 0:
		return r.tellPassword(r.from.Addr), nil
	case 1:
		if addr, ok := addressArg(args[0]); ok {
			r.answerTo(addr)
			return r.tellPassword(addr), nil
		}
	case 2:
		return r.changePassword(r.from.Addr, args[0], args[1])
	case 3:
		if addr, ok := addressArg(args[2]); ok {
			r.answerTo(addr)
			return r.changePassword(addr, args[0], args[1])
		}
	}
	return goOn, nil
}

func (r *request) tellPassword(addr string) outcome {
	if r.isMember(addr) {
		password, _ := r.members().Password(addr)
		r.tellOnly(addr, r.say("Your password is: %(password)s", i18n.Vars{"password": password}))
	}
	return stop
}

func (r *request) changePassword(addr, old, changed string) (outcome, error) {
	switch {
	case !r.isMember(addr):
		return stop, nil
	case !r.isMemberPassword(addr, old):
		r.tellOnly(addr, r.say(`You did not give the correct old password, so your password has not been
changed.  Use the no argument version of the password command to retrieve your
current password, then try again.`, nil),
			r.say("\nUsage:", nil), r.say(passwordHelp, nil))
		return stop, nil
	}
	if err := r.members().SetPassword(addr, changed); err != nil {
		return stop, err
	}
	r.tellOnly(addr, r.say("Password successfully changed.", nil))
	return goOn, nil
}
