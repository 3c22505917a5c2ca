// SPDX-License-Identifier: GPL-2.0-or-later

package membership

import (
	"fmt"

	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/pending"
)

// Invite asks somebody to become a member (MailList.py: InviteNewMember). No moderator
// is needed after the confirmation, whatever the list's policy. text is what the letter
// begins with. Refusals are mlist.ErrBadAddress, mlist.ErrHostileAddress and ErrBanned.
func (s *Session) Invite(u UserDesc, text i18n.Text) error {
	if err := s.invitable(u.Address); err != nil {
		return fmt.Errorf("inviting %s to list %s: %w", u.Address, s.List.InternalName(), err)
	}
	l := s.List
	u.Invitation = l.InternalName()
	cookie, err := pending.New(s.Change, pending.Subscription, u.Pickle())
	if err != nil {
		return err
	}
	letter, err := i18n.Letter{
		Name: "invite.txt", List: l,
		Vars: i18n.Vars{
			"email": u.Address, "listname": l.RealName(), "hostname": l.HostName(), "confirmurl": s.confirmURL(cookie),
			"requestaddr": l.RequestAddress(), "cookie": cookie, "listowner": l.OwnerAddress(),
		},
	}.Make(s.Site)
	if err != nil {
		return err
	}
	lang := l.PreferredLanguage()
	m := notice.User{
		Recipients: []string{u.Address}, Sender: l.ConfirmationAddress(cookie),
		Text: text.Then(letter, s.Site.CharsetOf(lang)), Lang: lang,
	}.Message(s.Site)
	m.Del("Subject")
	m.AddValue("Subject", s.confirmSubject(joinSubject, cookie))
	m.Add("Auto-Submitted", "auto-generated")
	return notice.Send(s.Site, s.Change, m)
}

func (s *Session) invitable(addr string) error {
	if err := mlist.CheckAddress(addr); err != nil {
		return err
	}
	return s.checkBan(addr, "invitation: "+addr)
}
