// SPDX-License-Identifier: GPL-2.0-or-later

package membership

import (
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message/address"
	"mmgen/runner/notice"
	"mmgen/runner/pending"
)

// Removal is how a member is removed.
type Removal struct {
	Name   string // the member, as an address or `Name <address>`
	Whence string // why, one of Mailman's own strings: it is translated
	// TellMember and TellOwners say who is told; nil leaves it to the list
	// (send_goodbye_msg, admin_notify_mchanges).
	TellMember, TellOwners *bool
}

// Delete removes a member, or asks the moderators, as unsubscribe_policy has it
// (MailList.py: DeleteMember). name is an address or `Name <address>`; whence is one of
// Mailman's own strings, or "". The member is told even where the list has no
// goodbyes. The error is member.ErrNotMember; the moderators are asked about an address
// that is no member's all the same.
func (s *Session) Delete(name, whence string) (Outcome, error) {
	if s.List.Int("unsubscribe_policy") == 0 {
		tell := true
		return Done, s.DeleteApproved(Removal{Name: name, Whence: whence, TellMember: &tell})
	}
	return NeedsApproval, s.HoldUnsubscription(address.Parse(name).Addr)
}

// DeleteApproved removes a member and tells the member and the owners, if they are to
// know (MailList.py: ApprovedDeleteMember). The list's language is the current one from
// then on. The error is member.ErrNotMember, or about the letters: the member is
// removed then.
func (s *Session) DeleteApproved(r Removal) error {
	var addr string
	if parsed := address.ParseList([]string{r.Name}); len(parsed) > 0 {
		addr = parsed[0].Addr
	}
	lang := s.members().Language(addr)
	if err := s.members().Remove(addr); err != nil {
		return err
	}
	if choose(r.TellMember, s.List.Bool("send_goodbye_msg")) {
		if err := notice.SendUnsubscribeAck(s.Site, s.Change, addr, lang); err != nil {
			return err
		}
	}
	s.Speak(s.List.PreferredLanguage())
	if choose(r.TellOwners, s.List.Bool("admin_notify_mchanges")) {
		if err := notice.SendUnsubscribed(s.Site, s.Change, r.Name, r.Whence); err != nil {
			return err
		}
	}
	whence := r.Whence
	if whence != "" {
		whence = "; " + whence
	}
	s.logf("subscribe", "%s: deleted %s%s", s.List.InternalName(), r.Name, whence)
	return nil
}

// ConfirmUnsubscription asks a member to confirm that it leaves (MailList.py:
// ConfirmUnsubscription). lang is the language of the letter, "" for the member's;
// remote says where that came from, "" for nowhere. ErrAlreadyPending.
func (s *Session) ConfirmUnsubscription(addr, lang, remote string) error {
	if waits, err := s.isPending(pending.Unsubscription, addr); err != nil {
		return err
	} else if waits {
		return fmt.Errorf("unsubscribing %s from list %s: %w", addr, s.List.InternalName(), ErrAlreadyPending)
	}
	if lang == "" {
		lang = member.Of(s.List).Language(addr)
	}
	cookie, err := pending.New(s.Change, pending.Unsubscription, pyvalue.Str(addr))
	if err != nil {
		return err
	}
	letter := confirmationLetter{
		template: "unsub.txt", to: addr, about: addr, cookie: cookie, lang: lang,
		subject: leaveSubject, automatic: "auto-generated",
	}
	if remote != "" {
		letter.remote = s.Translator.T(" from %(remote)s", i18n.Vars{"remote": remote})
	}
	return s.sendConfirmation(letter)
}
