// SPDX-License-Identifier: GPL-2.0-or-later

package decision

import (
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/notice"
)

// refusal is a letter to somebody whose request is rejected.
type refusal struct {
	to   string
	lang string // "" for the member's
	what string // what was asked for, in the current language
	why  string
}

// refuse sends the letter (ListAdmin.py: __refuse).
func refuse(s *membership.Session, r refusal) error {
	l := s.List
	if r.lang == "" {
		r.lang = member.Of(l).Language(r.to)
	}
	text, err := i18n.Letter{
		Name: "refuse.txt", Lang: r.lang, List: l,
		Vars: i18n.Vars{"listname": l.RealName(), "request": r.what, "reason": r.why, "adminaddr": l.OwnerAddress()},
	}.Make(s.Site)
	if err != nil {
		return err
	}
	letter := notice.User{
		Recipients: []string{r.to}, Sender: l.OwnerAddress(), Text: text, Lang: r.lang,
		Subject: i18n.For(s.Site, r.lang).T("Request to mailing list %(realname)s rejected", i18n.Vars{"realname": l.RealName()}),
	}
	return notice.Send(s.Site, s.Change, letter.Message(s.Site))
}
