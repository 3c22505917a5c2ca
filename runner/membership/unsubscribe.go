// SPDX-License-Identifier: GPL-2.0-or-later

package membership

import (
	"fmt"

	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message/address"
	"mmgen/runner/notice"
	"mmgen/runner/pending"
	"mmgen/runner/pickle"
)

// Delete removes a member, or asks the moderators, as unsubscribe_policy has it
// (MailList.py: DeleteMember). name is an address or `Name <address>`; whence is one of
// Mailman's own strings, or "". The member is told even where the list has no
// goodbyes. The error is member.ErrNotMember; who is no member is held all the same.
func (s *Session) Delete(name, whence string) (Outcome, error) {
	if s.List.Int("unsubscribe_policy") == 0 {
		tell := true
		return Done, s.DeleteApproved(notice.Removal{Name: name, Whence: whence, TellMember: &tell})
	}
	return NeedsApproval, s.HoldUnsubscription(address.Parse(name).Addr)
}

// DeleteApproved removes a member (MailList.py: ApprovedDeleteMember). The list's
// language is spoken from then on. The error is member.ErrNotMember.
func (s *Session) DeleteApproved(r notice.Removal) error {
	if err := notice.RemoveMember(s.Site, s.Change, r); err != nil {
		return err
	}
	s.Speak(s.List.PreferredLanguage())
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
	cookie, err := pending.New(s.Change, pending.Unsubscription, pickle.Str(addr))
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
