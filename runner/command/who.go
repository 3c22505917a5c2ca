// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
)

const (
	whoPublicHelp = `
    who
        See the non-hidden members of this mailing list.
    who password
        See everyone who is on this mailing list. The password is the
        list's admin or moderator password.
`
	whoMembersHelp = `
    who password [address=<address>]
        See the non-hidden members of this mailing list.  The roster is
        limited to list members only, and you must supply your membership
        password to retrieve it.  If you're posting from an address other
        than your membership address, specify your membership address with
        ` + "`address=<address>'" + ` (no brackets around the email address, and no
        quotes!). If you provide the list's admin or moderator password,
        hidden members will be included.
`
	whoAdminsHelp = `
    who password
        See everyone who is on this mailing list.  The roster is limited to
        list administrators and moderators only; you must supply the list
        admin or moderator password to retrieve the roster.
`
)

// The values of private_roster: which people may see the members. Other values mean
// ofAdmins.
const (
	ofAnybody = 0
	ofMembers = 1
	ofAdmins  = 2
)

func whoHelp(r *request) string {
	switch r.List.Int("private_roster") {
	case ofAnybody:
		return r.say(whoPublicHelp, nil)
	case ofMembers:
		return r.say(whoMembersHelp, nil)
	case ofAdmins:
		return r.say(whoAdminsHelp, nil)
	}
	return ""
}

// view is how much of the roster somebody may see.
type view int

const (
	misused view = iota // the command has wrong arguments
	nothing
	unhidden
	everybody
)

// who lists the members (cmd_who.py).
func who(_ context.Context, r *request, args []string) (outcome, error) {
	look := map[int]func(*request, []string) view{ofAnybody: publicView, ofMembers: membersView}[r.List.Int("private_roster")]
	if look == nil {
		look = adminsView
	}
	seen := look(r, args)
	switch seen {
	case misused:
		r.usage(whoHelp(r))
		return stop, nil
	case nothing:
		r.tell(r.say("You are not allowed to retrieve the list membership.", nil))
		return stop, nil
	}
	// Mailman lists them in the order of Python's dicts, so here it is that of a list that
	// Python has saved. Members whose hashes collide exchange their places each time Mailman
	// saves the list, and it saves lists that have not changed, too.
	regular, digest := r.List.Dict("members").HashOrder(), r.List.Dict("digest_members").HashOrder()
	if len(regular) == 0 && len(digest) == 0 {
		r.tell(r.say("This list has no members.", nil))
	}
	r.tellMembers("Non-digest (regular) members:", regular, seen)
	r.tellMembers("Digest members:", digest, seen)
	return goOn, nil
}

// publicView is what may be seen where everybody may see the roster.
func publicView(r *request, args []string) view {
	switch {
	case len(args) == 0:
		return unhidden
	case len(args) == 1 && r.isAdminPassword(args[0]):
		return everybody
	}
	return misused
}

// membersView is what may be seen where members may see the roster.
func membersView(r *request, args []string) view {
	if len(args) == 0 {
		return misused
	}
	addr, ok := r.subject(args[1:])
	switch {
	case !ok:
		return misused
	case r.isAdminPassword(args[0]):
		return everybody
	case r.members().Has(addr) && r.members().Authenticate(addr, args[0]):
		return unhidden
	}
	return nothing
}

// adminsView is what may be seen where administrators and moderators may see the roster.
func adminsView(r *request, args []string) view {
	switch {
	case len(args) != 1:
		return misused
	case r.isAdminPassword(args[0]):
		return everybody
	}
	return nothing
}

// isAdminPassword tells whether a password is that of the list's administrators or
// moderators.
func (r *request) isAdminPassword(password string) bool {
	return r.List.Authenticate(password, mlist.Moderator, mlist.Admin) != mlist.Nobody
}

func (r *request) tellMembers(title string, members []pyvalue.Entry, seen view) {
	if len(members) == 0 {
		return
	}
	r.tell(r.say(title, nil))
	r.results = slices.Grow(r.results, len(members))
	for _, entry := range members {
		addr, _ := pyvalue.AsString(entry.Key)
		if seen != everybody && r.members().Option(addr, member.ConcealSubscription) {
			continue
		}
		line := "    " + addr
		if name, _ := r.members().Name(addr); pyvalue.Truth(name) {
			line += " (" + r.text(name) + ")"
		}
		r.tell(line)
	}
}
