// SPDX-License-Identifier: GPL-2.0-or-later

package membership

import (
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message/address"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/pending"
)

// Add subscribes somebody, as far as the list's policy lets it (MailList.py:
// AddMember). remote says where that came from: the sender of an email command, or the
// address of a web client; "" for nowhere.
//
// Refusals are mlist.ErrBadAddress, mlist.ErrHostileAddress, member.ErrAlreadyMember,
// ErrAlreadyPending, ErrBanned, ErrCantDigest and ErrMustDigest.
func (s *Session) Add(u UserDesc, remote string) (Outcome, error) {
	u = s.withDefaults(u)
	u.Address = mlist.LowerDomain(u.Address)
	if err := s.admissible(u, remote); err != nil {
		return Done, fmt.Errorf("subscribing %s to list %s: %w", u.Address, s.List.InternalName(), err)
	}
	switch policy := s.List.Int("subscribe_policy"); {
	case policy == 0:
		return Done, s.AddApproved(u, Approval{Whence: remote})
	case policy == 1 || policy == 3:
		return NeedsConfirmation, s.confirmSubscription(u, remote)
	}
	approved, err := s.AutoApproved(u.Address)
	if err != nil {
		return Done, err
	}
	if approved {
		return Done, s.AddApproved(u, Approval{})
	}
	return NeedsApproval, s.HoldSubscription(u)
}

// NeedsModerator tells whether a moderator must approve somebody who has confirmed.
func (s *Session) NeedsModerator(addr string) (bool, error) {
	if policy := s.List.Int("subscribe_policy"); policy != 2 && policy != 3 {
		return false, nil
	}
	approved, err := s.AutoApproved(addr)
	return !approved, err
}

// admissible returns the first reason, in Mailman's order, why somebody may not be
// subscribed.
func (s *Session) admissible(u UserDesc, remote string) error {
	if err := mlist.CheckAddress(u.Address); err != nil {
		return err
	}
	if s.members().Has(u.Address) {
		return member.ErrAlreadyMember
	}
	if waits, err := s.isPending(pending.Subscription, u.Address); err != nil {
		return err
	} else if waits {
		return ErrAlreadyPending
	}
	if pystr.Lower(u.Address) == pystr.Lower(s.List.PostingAddress()) {
		return mlist.ErrBadAddress // the list itself
	}
	if err := s.checkBan(u.Address, "subscription: "+u.Address+from(remote)); err != nil {
		return err
	}
	if err := s.checkDomain(u.Address); err != nil {
		return err
	}
	switch digest := pyvalue.Truth(u.Digest); {
	case digest && !s.List.Bool("digestable"):
		return ErrCantDigest
	case !digest && !s.List.Bool("nondigestable"):
		return ErrMustDigest
	}
	return nil
}

// from is ` from WHERE`, or nothing.
func from(where string) string {
	if where == "" {
		return ""
	}
	return " from " + where
}

// confirmSubscription asks somebody to confirm the subscription.
func (s *Session) confirmSubscription(u UserDesc, remote string) error {
	cookie, err := pending.New(s.Change, pending.Subscription, u.Pickle())
	if err != nil {
		return err
	}
	letter := confirmationLetter{
		template: "verify.txt", to: s.List.MemberAdminAddress(u.Address), about: u.Address, cookie: cookie, lang: u.Language,
		subject: joinSubject, automatic: "auto-generated",
	}
	if remote != "" {
		letter.remote = s.Translator.T(" from %(remote)s", i18n.Vars{"remote": remote})
	}
	if repliesTo(remote, u.Address) {
		letter.automatic = "auto-replied"
	}
	if err := s.sendConfirmation(letter); err != nil {
		return err
	}
	by := ""
	if remote != "" {
		by = " " + remote
	}
	s.logf("subscribe", "%s: pending %s %s", s.List.InternalName(), logged(u), by)
	return nil
}

// Approval says how an approved person becomes a member.
type Approval struct {
	// TellMember and TellOwners say who is told; nil leaves it to the list
	// (send_welcome_msg, admin_notify_mchanges).
	TellMember, TellOwners *bool
	Text                   i18n.Text // what the welcome begins with
	Whence                 string    // who approved: one of Mailman's own strings, which is translated, or an address
}

// AddApproved makes somebody a member (MailList.py: ApprovedAddMember). Refusals are
// mlist.ErrBadAddress, mlist.ErrHostileAddress, member.ErrAlreadyMember and ErrBanned.
func (s *Session) AddApproved(u UserDesc, how Approval) error {
	u = s.withDefaults(u)
	u.Address = mlist.LowerDomain(u.Address)
	if err := s.addMember(u, how.Whence); err != nil {
		return fmt.Errorf("subscribing %s to list %s: %w", u.Address, s.List.InternalName(), err)
	}
	kind := ""
	if pyvalue.Truth(u.Digest) {
		kind = " (digest)"
	}
	s.logf("subscribe", "%s: new%s %s, %s", s.List.InternalName(), kind, logged(u), how.Whence)
	if choose(how.TellMember, s.List.Bool("send_welcome_msg")) {
		welcome := notice.Welcome{Address: u.Address, Password: u.Password, Digest: pyvalue.Truth(u.Digest), Text: how.Text}
		if err := notice.SendSubscribeAck(s.Site, s.Change, welcome); err != nil {
			return err
		}
	}
	if choose(how.TellOwners, s.List.Bool("admin_notify_mchanges")) {
		return notice.SendSubscribed(s.Site, s.Change, s.named(u), how.Whence)
	}
	return nil
}

// addMember is AddApproved without telling anybody.
func (s *Session) addMember(u UserDesc, whence string) error {
	if err := mlist.CheckAddress(u.Address); err != nil {
		return err
	}
	if s.members().Has(u.Address) {
		return member.ErrAlreadyMember
	}
	if err := s.checkBan(u.Address, "subscription: "+u.Address+from(whence)); err != nil {
		return err
	}
	err := s.members().Add(member.NewMember{
		Address: u.Address, Name: u.FullName, Digest: pyvalue.Truth(u.Digest), Password: u.Password, Language: u.Language,
	})
	if err != nil {
		return err
	}
	if err := s.members().SetOption(u.Address, member.DisableMime, s.List.Int("mime_is_default_digest") != 1); err != nil {
		return err
	}
	return s.members().SetOption(u.Address, member.Moderate, s.List.Bool("default_member_moderation"))
}

func choose(asked *bool, usual bool) bool {
	if asked == nil {
		return usual
	}
	return *asked
}

// logCharset is the charset in which the logs have a name that is unicode
// (Logging/Logger.py).
const logCharset = "iso-8859-1"

// logged is `Name <address>` as it stands in a log.
func logged(u UserDesc) string {
	return address.Format(address.Address{Name: i18n.TextOf(u.FullName).In(logCharset), Addr: u.Address})
}

// named is `Name <address>` in the charset of the list's language.
func (s *Session) named(u UserDesc) string {
	cs := s.Site.CharsetOf(s.List.PreferredLanguage())
	return address.Format(address.Address{Name: i18n.TextOf(u.FullName).In(cs), Addr: u.Address})
}
