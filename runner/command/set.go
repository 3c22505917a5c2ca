// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
)

const (
	setOverview = `
    set ...
        Set or view your membership options.

        Use ` + "`set help'" + ` (without the quotes) to get a more detailed list of the
        options you can change.

        Use ` + "`set show'" + ` (without the quotes) to view your current option
        settings.
`
	setDetails = `
    set help
        Show this detailed help.

    set show [address=<address>]
        View your current option settings.  If you're posting from an address
        other than your membership address, specify your membership address
        with ` + "`address=<address>'" + ` (no brackets around the email address, and no
        quotes!).

    set authenticate <password> [address=<address>]
        To set any of your options, you must include this command first, along
        with your membership password.  If you're posting from an address
        other than your membership address, specify your membership address
        with ` + "`address=<address>'" + ` (no brackets around the email address, and no
        quotes!).

    set ack on
    set ack off
        When the ` + "`ack'" + ` option is turned on, you will receive an
        acknowledgement message whenever you post a message to the list.

    set digest plain
    set digest mime
    set digest off
        When the ` + "`digest'" + ` option is turned off, you will receive postings
        immediately when they are posted.  Use ` + "`set digest plain'" + ` if instead
        you want to receive postings bundled into a plain text digest
        (i.e. RFC 1153 digest).  Use ` + "`set digest mime'" + ` if instead you want to
        receive postings bundled together into a MIME digest.

    set delivery on
    set delivery off
        Turn delivery on or off.  This does not unsubscribe you, but instead
        tells Mailman not to deliver messages to you for now.  This is useful
        if you're going on vacation.  Be sure to use ` + "`set delivery on'" + ` when
        you return from vacation!

    set myposts on
    set myposts off
        Use ` + "`set myposts off'" + ` to not receive copies of messages you post to
        the list.  This has no effect if you're receiving digests.

    set hide on
    set hide off
        Use ` + "`set hide on'" + ` to conceal your email address when people request
        the membership list.

    set duplicates on
    set duplicates off
        Use ` + "`set duplicates off'" + ` if you want Mailman to not send you messages
        if your address is explicitly mentioned in the To: or Cc: fields of
        the message.  This can reduce the number of duplicate postings you
        will receive.

    set reminders on
    set reminders off
        Use ` + "`set reminders off'" + ` if you want to disable the monthly password
        reminder for this mailing list.
`
)

// setSession is what the commands set of a mail have in common (cmd_set.py:
// SetCommands).
type setSession struct {
	authenticated bool
	address       string // the address of the member whose options are set
}

// onOff are the options that are set to on or off, by their names in this command.
var onOff = map[string]struct {
	option   member.Option
	reversed bool   // on means that the member does not have the option
	done     string // what is said when it is set
}{
	"ack":        {member.AcknowledgePosts, false, "ack option set"},
	"myposts":    {member.DontReceiveOwnPosts, true, "myposts option set"},
	"hide":       {member.ConcealSubscription, false, "hide option set"},
	"duplicates": {member.DontReceiveDuplicates, true, "duplicates option set"},
	"reminders":  {member.SuppressPasswordReminder, true, "reminder option set"},
}

// set shows and sets a member's options (cmd_set.py). It never ends the script.
func set(_ context.Context, r *request, args []string) (outcome, error) {
	if len(args) == 0 {
		r.tell(r.say(setDetails, nil))
		return goOn, nil
	}
	name, args := args[0], args[1:]
	switch name {
	case "help":
		r.tell(r.say(setDetails, nil))
	case "show":
		r.setShow(args)
	case "authenticate":
		r.setAuthenticate(args)
	case "digest":
		return goOn, r.setDigest(args)
	case "delivery":
		return goOn, r.setDelivery(args)
	default:
		return goOn, r.setOnOff(name, args)
	}
	return goOn, nil
}

func (r *request) setUsage() { r.usage(r.say(setDetails, nil)) }

// setAuthenticate checks the password of the member whose options are to be set.
func (r *request) setAuthenticate(args []string) {
	if len(args) == 0 {
		r.setUsage()
		return
	}
	addr, ok := r.subject(args[1:])
	if !ok {
		r.setUsage()
		return
	}
	if !r.isMember(addr) {
		return
	}
	if !r.isMemberPassword(addr, args[0]) {
		r.tellOnly(addr, r.say("You did not give the correct password", nil))
		return
	}
	r.set = setSession{authenticated: true, address: addr}
}

// maySet tells whether the options of a member may be set, and says it if not. Somebody who
// is not a member any more has no options.
func (r *request) maySet() bool {
	if !r.set.authenticated {
		r.tell(r.say("Not authenticated", nil))
		r.setUsage()
		return false
	}
	return r.isMember(r.set.address)
}

// isOn reads the argument on or off. ok is false, and the reason is told, where the option
// can't be set.
func (r *request) isOn(args []string) (on, ok bool) {
	if len(args) != 1 {
		r.setUsage()
		return false, false
	}
	switch pystr.Lower(args[0]) {
	case "on":
		return true, r.maySet()
	case "off":
		return false, r.maySet()
	}
	r.badArgument(args[0])
	return false, false
}

func (r *request) badArgument(arg string) {
	r.tell(r.say("Bad argument: %(arg)s", i18n.Vars{"arg": arg}))
	r.setUsage()
}

func (r *request) setOnOff(name string, args []string) error {
	o, known := onOff[name]
	if !known {
		r.tell(r.say("Bad set command: %(subcmd)s", i18n.Vars{"subcmd": name}), r.say(setDetails, nil))
		return nil
	}
	on, ok := r.isOn(args)
	if !ok {
		return nil
	}
	if err := r.members().SetOption(r.set.address, o.option, on != o.reversed); err != nil {
		return err
	}
	r.tell(r.say(o.done, nil))
	return nil
}

func (r *request) setDelivery(args []string) error {
	on, ok := r.isOn(args)
	if !ok {
		return nil
	}
	status, done := member.ByUser, "delivery disabled by user"
	if on {
		status, done = member.Enabled, "delivery enabled"
	}
	if err := r.members().SetDeliveryStatus(r.set.address, status); err != nil {
		return err
	}
	r.tell(r.say(done, nil))
	return nil
}

// digestKinds are the arguments of set digest.
var digestKinds = map[string]struct{ digest, plain bool }{
	"off":   {false, false},
	"plain": {true, true},
	"mime":  {true, false},
}

func (r *request) setDigest(args []string) error {
	if len(args) != 1 {
		r.setUsage()
		return nil
	}
	if !r.maySet() {
		return nil
	}
	kind, ok := digestKinds[pystr.Lower(args[0])]
	if !ok {
		r.badArgument(args[0])
		return nil
	}
	if allowed, err := r.moveMember(kind.digest); !allowed || err != nil {
		return err
	}
	if kind.digest {
		if err := r.members().SetOption(r.set.address, member.DisableMime, kind.plain); err != nil {
			return err
		}
	}
	r.tell(r.say("digest option set", nil))
	return nil
}

// moveMember lets a member have digests, or single posts. It says so where the list does not
// offer that; Mailman fails there.
func (r *request) moveMember(digest bool) (allowed bool, err error) {
	switch {
	case r.members().Option(r.set.address, member.Digests) == digest:
		return true, nil
	case digest && !r.List.Bool("digestable"):
		r.tell(r.say(noDigests, nil))
		return false, nil
	case !digest && !r.List.Bool("nondigestable"):
		r.tell(r.say(digestsOnly, nil))
		return false, nil
	}
	return true, r.members().SetOption(r.set.address, member.Digests, digest)
}
