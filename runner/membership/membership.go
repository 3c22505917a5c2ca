// SPDX-License-Identifier: GPL-2.0-or-later

// Package membership lets people become members of a list, change their address and
// leave: it has the list's policies, the letters that are sent, and the requests that
// wait for a confirmation or for a moderator. It answers to the front ends of
// Mailman/MailList.py (InviteNewMember, AddMember, ApprovedAddMember, DeleteMember,
// ApprovedDeleteMember, ConfirmUnsubscription, ApprovedChangeMemberAddress,
// GetBannedPattern, HasAutoApprovedSender), to UserDesc.py and to HoldSubscription and
// HoldUnsubscription of ListAdmin.py.
//
// Each comes in two forms, as in Mailman. The first looks at the list's policy
// (subscribe_policy, unsubscribe_policy) and does the thing, asks the person for a
// confirmation (package pending; package confirmation goes on from there), or asks the
// moderators (package moderation; package decision goes on from there). The second,
// called Approved, does the thing at once.
//
// subscribe_policy is
//
//	0  nobody is asked
//	1  the person confirms
//	2  a moderator approves
//	3  the person confirms, and then a moderator approves
//
// where no moderator is needed for an address in subscribe_auto_approval;
// unsubscribe_policy is 0, or a moderator approves.
//
// Everything is done to a list that is locked for a change (mlist.Change), and takes
// effect, letters included, when that is committed.
//
// # Languages
//
// A letter is in the language of its receiver. Short strings are in the current
// language, Session.Translator, which Mailman keeps in a global variable. Some
// operations here change it, and later strings, such as the answer to a command, are in
// the new language.
package membership

import (
	"errors"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/pending"
	"mmgen/runner/site"
)

// Session is work on the members of a list, with the current language.
type Session struct {
	Site   *site.Site
	Change *mlist.Change // what is made appears with this
	List   *mlist.List   // the list that Change is for
	// Translator is that of the current language. Functions here set it to another
	// language where Mailman calls i18n.set_language.
	Translator i18n.Translator
	// DomainListed tells whether the domain of an address is known for spam, so that Add
	// refuses it; nil where nobody asks (Utils.py: banned_domain). It must not wait for
	// the network.
	DomainListed func(addr string) bool
}

// Speak changes the current language (i18n.py: set_language).
func (s *Session) Speak(lang string) { s.Translator = i18n.For(s.Site, lang) }

// Outcome is the result of a request.
type Outcome int

const (
	Done              Outcome = iota
	NeedsConfirmation         // the person was asked (Errors.MMSubscribeNeedsConfirmation)
	NeedsApproval             // the moderators were asked (Errors.MMNeedApproval)
)

// Why somebody is refused. Besides these there are mlist.ErrBadAddress,
// mlist.ErrHostileAddress, member.ErrAlreadyMember and member.ErrNotMember. Nothing
// was changed then.
var (
	ErrAlreadyPending = errors.New("waits for a confirmation already")      // Errors.MMAlreadyPending
	ErrBanned         = errors.New("banned from the list")                  // Errors.MembershipIsBanned
	ErrCantDigest     = errors.New("the list has no digests")               // Errors.MMCantDigestError
	ErrMustDigest     = errors.New("the list has digests only")             // Errors.MMMustDigestError
	ErrHostile        = errors.New("invited to another list than this one") // Errors.HostileSubscriptionError
)

func (s *Session) members() member.Roster { return member.Of(s.List) }

func (s *Session) logf(log, format string, args ...any) { s.Site.Logs.Logf(log, format, args...) }

// confirmURL is the page where an action that waits under a cookie can be confirmed.
func (s *Session) confirmURL(cookie string) string {
	return s.List.ScriptURL("confirm", true) + "/" + cookie
}

// isPending tells whether an address waits for a confirmation of that kind already,
// where that matters (MailList.py: CheckPending).
func (s *Session) isPending(kind, addr string) (bool, error) {
	if !s.Site.Settings.Bool("REFUSE_SECOND_PENDING") {
		return false, nil
	}
	return pending.Find(s.Change, func(entry []pyvalue.Value) bool {
		return entry[0] == pyvalue.Str(kind) && pystr.Lower(addressIn(entry[1])) == pystr.Lower(addr)
	})
}
