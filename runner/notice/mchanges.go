// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// SendSubscribed tells owners and moderators of a new member (MailList.py:
// ApprovedAddMember). The member is given as `Name <address>` in the charset of the
// list's language, whence as one of Mailman's own strings or an address.
func SendSubscribed(s *site.Site, c *mlist.Change, subscriber, whence string) error {
	l := c.List()
	whence = "(" + i18n.For(s, l.PreferredLanguage()).T(whence, nil) + ")"
	return sendMembershipChange(s, c, "adminsubscribeack.txt", "%(realname)s subscription notification",
		i18n.Vars{"listname": l.RealName(), "member": subscriber, "whence": whence})
}

// SendUnsubscribed tells owners and moderators that a member was removed (MailList.py:
// ApprovedDeleteMember).
func SendUnsubscribed(s *site.Site, c *mlist.Change, subscriber, whence string) error {
	l := c.List()
	if whence != "" {
		whence = "(" + i18n.For(s, l.PreferredLanguage()).T(whence, nil) + ")"
	}
	return sendMembershipChange(s, c, "adminunsubscribeack.txt", "%(realname)s unsubscribe notification",
		i18n.Vars{"listname": l.RealName(), "member": subscriber, "whence": whence})
}

// SendAddressChanged tells owners and moderators of a member's new address
// (MailList.py: log_and_notify_admin).
func SendAddressChanged(s *site.Site, c *mlist.Change, oldAddr, newAddr string) error {
	l := c.List()
	name, _ := member.Of(l).Name(newAddr)
	return sendMembershipChange(s, c, "adminaddrchgack.txt", "%(realname)s address change notification", i18n.Vars{
		"name":    i18n.TextOf(name).In(s.CharsetOf(l.PreferredLanguage())),
		"oldaddr": oldAddr, "newaddr": newAddr, "listname": l.RealName(),
	})
}

func sendMembershipChange(s *site.Site, c *mlist.Change, template, subject string, vars i18n.Vars) error {
	l := c.List()
	text, err := i18n.Letter{Name: template, List: l, Vars: vars}.Make(s)
	if err != nil {
		return err
	}
	subject = i18n.For(s, l.PreferredLanguage()).T(subject, i18n.Vars{"realname": l.RealName()})
	return Send(s, c, Owner{Subject: subject, Text: text, Moderators: true}.Message(s, l))
}
