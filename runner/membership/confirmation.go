// SPDX-License-Identifier: GPL-2.0-or-later

package membership

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/notice"
)

// The subjects of letters that ask for a confirmation, where the answer comes to an
// address with the cookie in it (MailList.py: GetConfirmJoinSubject,
// GetConfirmLeaveSubject).
const (
	joinSubject  = "Your confirmation is required to join the %(listname)s mailing list"
	leaveSubject = "Your confirmation is required to leave the %(listname)s mailing list"
)

// confirmationLetter asks somebody to confirm.
type confirmationLetter struct {
	template  string // verify.txt or unsub.txt
	to        string
	about     string // the address that is subscribed or unsubscribed
	cookie    string
	lang      string
	remote    string // ` from WHERE` in the language that is spoken, or nothing
	subject   string // joinSubject or leaveSubject
	automatic string // Auto-Submitted
}

// sendConfirmation sends a letter that can be answered to confirm.
func (s *Session) sendConfirmation(c confirmationLetter) error {
	l := s.List
	text, err := i18n.Letter{
		Name: c.template, Lang: c.lang, List: l,
		Vars: i18n.Vars{
			"email": c.about, "listaddr": l.PostingAddress(), "listname": l.RealName(), "cookie": c.cookie,
			"requestaddr": l.RequestAddress(), "remote": c.remote, "listadmin": l.OwnerAddress(),
			"confirmurl": s.confirmURL(c.cookie),
		},
	}.Make(s.Site)
	if err != nil {
		return err
	}
	answer := l.ConfirmationAddress(c.cookie)
	m := notice.User{Recipients: []string{c.to}, Sender: answer, Text: text, Lang: c.lang}.Message(s.Site)
	// The subject is not set by User.Subject, which would encode it: the answer has it, and
	// Mailman looks for the cookie there.
	m.Del("Subject")
	m.AddValue("Subject", s.confirmSubject(c.subject, c.cookie))
	m.Add("Reply-To", answer)
	m.Add("Auto-Submitted", c.automatic)
	return notice.Send(s.Site, s.Change, m)
}

// confirmSubject is the subject of such a letter. It is the command that confirms,
// unless the address that answers go to has the cookie.
func (s *Session) confirmSubject(words, cookie string) header.Value {
	if !s.Site.Settings.Bool("VERP_CONFIRMATIONS") {
		return header.Text("confirm " + cookie)
	}
	cs := s.Translator.Charset()
	if cs == "" {
		cs = s.Site.CharsetOf(s.List.PreferredLanguage())
	}
	text := s.Translator.T(words, i18n.Vars{"listname": s.List.RealName()})
	return header.New(text, false, mimecharset.New(cs), "subject")
}

// repliesTo tells whether a letter to an address is an answer to a mail from there.
func repliesTo(remote, addr string) bool {
	return strings.HasSuffix(pystr.Lower(remote), pystr.Lower(addr))
}
