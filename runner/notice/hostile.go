// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"errors"

	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

const hostileSubject = "Hostile subscription attempt detected"

// SendHostileSubscription tells the owners of two lists that somebody who was invited to the
// other list has used that cookie here (Deliverer.py: SendHostileSubscriptionNotice). The
// owners of one list are not told the name of the other. The translator is that for this
// list's owners.
func SendHostileSubscription(s *site.Site, c *mlist.Change, t i18n.Translator, invitedTo, addr string) error {
	l := c.List()
	s.Logs.Logf("mischief", "%s was invited to %s but confirmed to %s", addr, invitedTo, l.InternalName())
	vars := i18n.Vars{"address": addr}
	err := sendToOwners(s, c, l, t.T(hostileSubject, nil), t.T(`%(address)s was invited to a different mailing
list, but in a deliberate malicious attempt they tried to confirm the
invitation to your list.  We just thought you'd like to know.  No further
action by you is required.`, vars))
	if err != nil {
		return err
	}
	other, err := s.OpenList(invitedTo)
	if errors.Is(err, mlist.ErrUnknown) || errors.Is(err, mlist.ErrCorrupt) {
		return nil
	}
	if err != nil {
		return err
	}
	t = i18n.For(s, other.PreferredLanguage())
	return sendToOwners(s, c, other, t.T(hostileSubject, nil), t.T(`You invited %(address)s to your list, but in a
deliberate malicious attempt, they tried to confirm the invitation to a
different list.  We just thought you'd like to know.  No further action by you
is required.`, vars))
}

// sendToOwners tells the owners of a list, which need not be the one that is changed.
func sendToOwners(s *site.Site, c *mlist.Change, l *mlist.List, subject, text string) error {
	letter := Owner{Subject: subject, Text: i18n.Wrap(i18n.Text{S: text}), Moderators: true}
	return send(s, c, l, letter.Message(s, l), true, nil)
}
