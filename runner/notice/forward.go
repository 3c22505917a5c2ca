// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// Forward sends a message to the owners and moderators of a list, below a text
// that says why (Deliverer.py: ForwardMessage). What the charset of the list's
// language lacks becomes a question mark.
func Forward(s *site.Site, c *mlist.Change, m *message.Message, subject, text i18n.Text) error {
	return forward(s, c, m, subject, text, true)
}

// ForwardToOwners is Forward to the owners alone.
func ForwardToOwners(s *site.Site, c *mlist.Change, m *message.Message, subject, text i18n.Text) error {
	return forward(s, c, m, subject, text, false)
}

func forward(s *site.Site, c *mlist.Change, m *message.Message, subject, text i18n.Text, moderators bool) error {
	l := c.List()
	lang := l.PreferredLanguage()
	letter := Owner{Subject: subject.In(s.CharsetOf(lang)), Moderators: moderators}
	return Send(s, c, letter.Multipart(s, l, TextPart(s, i18n.Wrap(text), lang), message.NewRFC822(m)))
}
