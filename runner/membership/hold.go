// SPDX-License-Identifier: GPL-2.0-or-later

package membership

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/moderation"
	"mmgen/runner/notice"
	"mmgen/runner/queue"
)

// HoldSubscription asks the moderators whether somebody may become a member
// (ListAdmin.py: HoldSubscription). With admin_immed_notify they are told at once, and
// the person's language is the current one from then on.
func (s *Session) HoldSubscription(u UserDesc) error {
	requests, err := moderation.Of(s.Change)
	if err != nil {
		return err
	}
	u = s.withDefaults(u)
	requests.AddApplicant(moderation.Applicant{
		Address: u.Address, FullName: u.FullName, Password: u.Password, Digest: u.Digest, Language: u.Language,
	})
	s.logf("vette", "%s: held subscription request from %s", s.List.InternalName(), u.Address)
	if !s.List.Bool("admin_immed_notify") {
		return nil
	}
	s.Speak(s.List.PreferredLanguage())
	err = s.tellModerators("subauth.txt", "New subscription request to list %(realname)s from %(addr)s", u.Address)
	s.Speak(u.Language)
	return err
}

// HoldUnsubscription asks the moderators whether a member may leave (ListAdmin.py:
// HoldUnsubscription). With admin_immed_notify they are told at once.
func (s *Session) HoldUnsubscription(addr string) error {
	requests, err := moderation.Of(s.Change)
	if err != nil {
		return err
	}
	requests.AddLeaver(addr)
	s.logf("vette", "%s: held unsubscription request from %s", s.List.InternalName(), addr)
	if !s.List.Bool("admin_immed_notify") {
		return nil
	}
	return s.tellModerators("unsubauth.txt", "New unsubscription request from %(realname)s by %(addr)s", addr)
}

// tellModerators sends a letter about a request to the list's owner address, from
// where it goes to the moderators too.
func (s *Session) tellModerators(template, subject, addr string) error {
	l := s.List
	text, err := i18n.Letter{
		Name: template, List: l,
		Vars: i18n.Vars{
			"username": addr, "listname": l.InternalName(), "hostname": l.HostName(),
			"admindb_url": l.ScriptURL("admindb", true),
		},
	}.Make(s.Site)
	if err != nil {
		return err
	}
	// Its sender is the owner address as well, so that its bounces are not counted.
	m := notice.User{
		Recipients: []string{l.OwnerAddress()}, Sender: l.OwnerAddress(), Text: text, Lang: l.PreferredLanguage(),
		Subject: s.Translator.T(subject, i18n.Vars{"realname": l.RealName(), "addr": addr}),
	}.Message(s.Site)
	return notice.Send(s.Site, s.Change, m, queue.With("tomoderators", pyvalue.Value(int64(1))))
}
