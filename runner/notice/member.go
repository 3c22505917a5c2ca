// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pending"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// personalVERP is the metadata key of letters to one member.
func personalVERP(s *site.Site) queue.Extra {
	v, _ := s.Settings.Value("VERP_PERSONALIZED_DELIVERIES")
	return queue.With("verp", mlist.FromSetting(v))
}

// attrText is a list attribute that is a text, str or unicode.
func attrText(l *mlist.List, attr string) i18n.Text { return i18n.TextOf(l.Value(attr)) }

// Welcome is what a new member is told.
type Welcome struct {
	Address  string
	Password string
	Digest   bool
	Text     i18n.Text // what the letter begins with
}

// SendSubscribeAck welcomes a new member, in the member's language (Deliverer.py).
func SendSubscribeAck(s *site.Site, c *mlist.Change, w Welcome) error {
	l := c.List()
	lang := member.Of(l).Language(w.Address)
	translator := i18n.For(s, lang)
	text, err := welcomeText(s, l, w, lang, translator)
	if err != nil {
		return err
	}
	mode := ""
	if w.Digest {
		mode = translator.T(" (Digest mode)", nil)
	}
	m := User{
		Recipients: []string{l.MemberAdminAddress(w.Address)}, Sender: l.RequestAddress(),
		Subject: translator.T("Welcome to the \"%(realname)s\" mailing list%(digmode)s",
			i18n.Vars{"realname": l.RealName(), "digmode": mode}),
		Text: w.Text.Then(text, s.CharsetOf(lang)), Lang: lang,
	}.Message(s)
	m.Add("X-No-Archive", "yes")
	return Send(s, c, m, personalVERP(s))
}

func welcomeText(s *site.Site, l *mlist.List, w Welcome, lang string, translator i18n.Translator) (i18n.Text, error) {
	var welcome, umbrella i18n.Text
	if l.Bool("welcome_msg") {
		welcome = i18n.Wrap(attrText(l, "welcome_msg"))
		welcome.S += "\n"
	}
	if l.Bool("umbrella_list") {
		umbrella = i18n.Wrap(i18n.Text{S: translator.T(`Note: Since this is a list of mailing lists, administrative
notices like the password reminder will be sent to
your membership administrative address, %(addr)s.`, i18n.Vars{"addr": l.MemberAdminAddress(w.Address)})})
	}
	user, _ := member.Of(l).CPAddress(w.Address)
	return i18n.Letter{
		Name: "subscribeack.txt", Lang: lang, List: l,
		Vars: i18n.Vars{
			"real_name": l.RealName(), "host_name": l.HostName(), "welcome": welcome, "umbrella": umbrella,
			"emailaddr": l.PostingAddress(), "listinfo_url": l.ScriptURL("listinfo", true),
			"optionsurl": l.OptionsURL(w.Address, true), "password": w.Password, "user": user,
		},
	}.Make(s)
}

// SendUnsubscribeAck says goodbye to somebody who is not a member any more, in that
// language (Deliverer.py).
func SendUnsubscribeAck(s *site.Site, c *mlist.Change, addr, lang string) error {
	l := c.List()
	subject := i18n.For(s, lang).T("You have been unsubscribed from the %(realname)s mailing list",
		i18n.Vars{"realname": l.RealName()})
	m := User{
		Recipients: []string{l.MemberAdminAddress(addr)}, Sender: l.BouncesAddress(),
		Subject: subject, Text: i18n.Wrap(attrText(l, "goodbye_msg")), Lang: lang,
	}.Message(s)
	return Send(s, c, m, personalVERP(s))
}

// SendProbe asks a member whose mail came back whether the address is alive,
// with the message that came back (Deliverer.py: sendProbe). The list must be
// locked. A probe that bounces comes back with a token under which the list
// keeps the member and the message.
func SendProbe(s *site.Site, c *mlist.Change, addr string, msg *message.Message) error {
	l := c.List()
	lang := member.Of(l).Language(addr)
	text, err := i18n.Letter{
		Name: "probe.txt", Lang: lang, List: l,
		Vars: i18n.Vars{
			"listname": l.RealName(), "address": addr,
			"optionsurl": l.OptionsURL(addr, true), "owneraddr": l.OwnerAddress(),
		},
	}.Make(s)
	if err != nil {
		return err
	}
	token, err := pending.New(c, pending.ProbeBounce, pyvalue.Str(addr), msg.Pickle())
	if err != nil {
		return fmt.Errorf("sending a probe to %s: %w", addr, err)
	}
	sender := l.ProbeAddress(token)
	subject := i18n.For(s, lang).T("%(listname)s mailing list probe message", i18n.Vars{"listname": l.RealName()})
	m := User{Recipients: []string{addr}, Sender: sender, Subject: subject, Lang: lang}.
		Multipart(s, TextPart(s, text, lang), message.NewRFC822(msg))
	return Send(s, c, m, queue.With("envsender", pyvalue.Str(sender)),
		queue.With("verp", false), queue.With("probe_token", pyvalue.Str(token)))
}

// TextPart is a part of a letter: MIMEText in the charset of a language.
func TextPart(s *site.Site, text i18n.Text, lang string) *message.Message {
	cs := s.CharsetOf(lang)
	return message.NewText(fit(text, cs), "plain", cs)
}
