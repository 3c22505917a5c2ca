// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// Autorespond tells whether somebody who wrote to a list is to be answered by an
// automatic message, and counts that one (MailList.py: autorespondToSender). A sender
// who has had as many answers as are allowed in a day is told so, in the language lang;
// "" means the list's.
//
// In Mailman that language stays the current one afterwards.
func Autorespond(s *site.Site, c *mlist.Change, sender, lang string) (bool, error) {
	l := c.List()
	answer, count := l.Autorespond(sender)
	if answer != mlist.LastToday {
		return answer == mlist.Respond, nil
	}
	if lang == "" {
		lang = l.PreferredLanguage()
	}
	// The list's own template is not looked for.
	text, err := i18n.Letter{
		Name: "nomoretoday.txt", Lang: lang,
		Vars: i18n.Vars{
			"sender": sender, "listname": nameAtHost(l), "num": count, "owneremail": l.OwnerAddress(),
		},
	}.Make(s)
	if err != nil {
		return false, err
	}
	m := User{
		Recipients: []string{sender}, Sender: l.OwnerAddress(), Text: text, Lang: lang,
		Subject: i18n.For(s, lang).T("Last autoresponse notification for today", nil),
	}.Message(s)
	return false, Send(s, c, m)
}

// nameAtHost is `Name@host`, which is unicode where one of the two is.
func nameAtHost(l *mlist.List) pyvalue.Value {
	name, host := attrText(l, "real_name"), attrText(l, "host_name")
	text := name.S + "@" + host.S
	if name.Unicode || host.Unicode {
		return pyvalue.Unicode(text)
	}
	return pyvalue.Str(text)
}
