// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/pending"
)

// reasons are why delivery is disabled, as the letters say it and as the
// subscribe log does (Bouncer.py: REASONS, sendNextNotification).
var reasons = map[member.Status]struct{ letter, log string }{
	member.ByBounce: {"due to excessive bounces", "BYBOUNCE"},
	member.ByUser:   {"by yourself", "BYUSER"},
	member.ByAdmin:  {"by the list administrator", "BYADMIN"},
	member.Unknown:  {"for unknown reasons", "UNKNOWN"},
}

// sendNextNotice tells a disabled member how to enable delivery, or removes a member
// who has been told often enough (Bouncer.py: sendNextNotification).
func (s *scorer) sendNextNotice(c *mlist.Change, addr string) error {
	l := c.List()
	info, err := member.Of(l).BounceInfo(addr)
	if err != nil || info == nil {
		return err
	}
	status, err := member.Of(l).DeliveryStatus(addr)
	if err != nil {
		return err
	}
	if info.NoticesExhausted() {
		return s.remove(c, addr, info, status)
	}
	password, _ := member.Of(l).Password(addr)
	lang := member.Of(l).Language(addr)
	text, err := i18n.Letter{
		Name: "disabled.txt", Lang: lang, List: l,
		Vars: i18n.Vars{
			"listname":    l.RealName(),
			"noticesleft": info.NoticesLeft(),
			"confirmurl":  l.ScriptURL("confirm", true) + "/" + info.Cookie(),
			"optionsurl":  l.OptionsURL(addr, true),
			"password":    password,
			"owneraddr":   l.OwnerAddress(),
			"reason":      s.reason(status, info),
		},
	}.Make(s.site)
	if err != nil {
		return err
	}
	m := notice.User{Recipients: []string{addr}, Sender: l.RequestAddress(), Text: text, Lang: lang}.Message(s.site)
	// The subject is not set by User.Subject, which would encode it. The member's answer has
	// it, and Mailman looks for the cookie there.
	m.Del("Subject")
	m.Add("Subject", "confirm "+info.Cookie())
	if err := notice.SendUrgent(s.site, c, m); err != nil {
		return err
	}
	info.Noticed(mlist.DayOf(s.site.Now()))
	return member.Of(l).SetBounceInfo(addr, info)
}

// reason says why delivery is disabled, in the scorer's translator.
func (s *scorer) reason(status member.Status, info *member.BounceInfo) string {
	why, ok := reasons[status]
	if !ok {
		why = reasons[member.Unknown]
	}
	text := s.translator.T(why.letter, nil)
	if status == member.ByBounce {
		text += s.translator.T(" The last bounce received from you was dated %(date)s",
			i18n.Vars{"date": info.Date().String()})
	}
	return text
}

// remove ends the membership of somebody who has had all notices.
func (s *scorer) remove(c *mlist.Change, addr string, info *member.BounceInfo, status member.Status) error {
	l := c.List()
	tellMember, tellOwners := true, l.Bool("bounce_notify_owner_on_removal")
	session := &membership.Session{Site: s.site, Change: c, List: l, Translator: s.translator}
	err := session.DeleteApproved(membership.Removal{
		Name: addr, Whence: "disabled address", TellMember: &tellMember, TellOwners: &tellOwners,
	})
	if err != nil {
		return err
	}
	s.translator = session.Translator
	if _, err := pending.Confirm(c, info.Cookie()); err != nil {
		return err
	}
	if status == member.ByBounce {
		s.log(l, "%s deleted after exhausting notices", addr)
	}
	why := "invalid value"
	if r, ok := reasons[status]; ok {
		why = r.log
	}
	s.site.Logs.Logf("subscribe", "%s: %s auto-unsubscribed [reason: %s]", l.InternalName(), addr, why)
	return nil
}

// tellOwners tells the owners what was done to a member, with a part that says why: the
// message that came back, as a rule (Bouncer.py: __sendAdminBounceNotice).
func (s *scorer) tellOwners(c *mlist.Change, addr string, why *message.Message, did string) error {
	l := c.List()
	siteOwner := s.site.SiteAddress(l.HostName(), "")
	text, err := i18n.Letter{
		Name: "bounce.txt", List: l,
		Vars: i18n.Vars{
			"listname": l.RealName(), "addr": addr, "did": did, "owneraddr": siteOwner,
			// Only old templates show these.
			"negative": "", "but": "", "reenable": "",
		},
	}.Make(s.site)
	if err != nil {
		return err
	}
	lang := l.PreferredLanguage()
	m := notice.User{
		Recipients: []string{l.OwnerAddress()}, Sender: siteOwner,
		Subject: s.translator.T("Bounce action notification", nil), Lang: lang,
	}.Multipart(s.site, notice.TextPart(s.site, text, lang), why)
	return notice.Send(s.site, c, m)
}
