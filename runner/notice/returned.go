// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// Return sends a message back to its author, with a notice that says why (Bouncer.py:
// BounceMessage). The translator is that for the author; it translates the subject of a
// message that has none. The notice may name the variables sender and subject.
func Return(s *site.Site, c *mlist.Change, m *message.Message, why i18n.Text, t i18n.Translator) error {
	l := c.List()
	subject := t.T("(no subject)", nil)
	if m.Has("subject") {
		subject = m.Get("subject")
	}
	lang := l.PreferredLanguage()
	author := m.Sender(s.Settings.Bool("USE_ENVELOPE_SENDER"), false)
	subject = header.Oneline(subject, s.CharsetOf(lang))
	why = t.Say(why, i18n.Vars{"sender": author, "subject": subject})
	letter := User{
		Recipients: []string{author},
		Sender:     l.OwnerAddress(),
		Subject:    subject,
		Lang:       lang,
	}.Multipart(s, TextPart(s, why, lang), message.NewRFC822(m))
	return Send(s, c, letter)
}
