// SPDX-License-Identifier: GPL-2.0-or-later

// Package notice writes the letters that Mailman sends by itself, and queues
// them: Message.py (UserNotification, OwnerNotification), Deliverer.py, and the
// letters of MailList.py to owners about changes of membership.
//
// A letter goes to the virgin queue, from where it is delivered without the
// list's header and footer. Its entry has
//
//	listname              the list it is about
//	recips                its receivers
//	nodecorate            1
//	reduced_list_headers  1
//
// and what the kind of letter adds: envsender for one to the owners, verp for
// one to a member, probe_token for a probe.
//
// A letter's words are in the language of its receiver, which each call names:
// the template by language (i18n.Letter), short strings by the translator
// (i18n.Translator) that the caller speaks.
package notice

import (
	"fmt"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/maildate"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// User is a letter to somebody (Message.py: UserNotification).
type User struct {
	Recipients []string
	Sender     string    // From
	Subject    string    // the subject, in bytes of the charset of Lang
	Text       i18n.Text // what the charset of Lang lacks becomes a question mark
	Lang       string
}

// Message is the letter with a text.
func (u User) Message(s *site.Site) *message.Message {
	// Text that is bytes already always fits.
	m, _ := message.NewUserNotification(u.notification(s))
	return m
}

// Multipart is the letter with parts in place of a text.
func (u User) Multipart(s *site.Site, parts ...*message.Message) *message.Message {
	u.Text = i18n.Text{}
	m, _ := message.NewUserNotification(u.notification(s))
	return withParts(m, "multipart/mixed", parts)
}

// Forwarding is the letter with nothing but a message in it.
func (u User) Forwarding(s *site.Site, msg *message.Message) *message.Message {
	m, _ := message.NewUserNotification(u.notification(s))
	return withParts(m, "message/rfc822", []*message.Message{msg})
}

func (u User) notification(s *site.Site) message.Notification {
	cs := s.CharsetOf(u.Lang)
	return message.Notification{
		Recipients: u.Recipients, Sender: u.Sender, Subject: u.Subject,
		Text: fit(u.Text, cs), Charset: mimecharset.New(cs),
	}
}

// withParts makes a letter one with parts, as Mailman does with one that never had a
// text (set_type, attach).
func withParts(m *message.Message, ctype string, parts []*message.Message) *message.Message {
	m.SetCharset(nil)
	for _, name := range []string{"MIME-Version", "Content-Type", "Content-Transfer-Encoding"} {
		m.Del(name)
	}
	_ = m.SetType(ctype) // no error is possible: the type is a valid one
	m.SetParts(parts)
	return m
}

// Owner is a letter to those who run a list (Message.py: OwnerNotification). It comes
// from the site list's bounces address, since a letter to an owner that bounces back to
// the list would be sent to the owner again, without end.
type Owner struct {
	Subject    string    // the subject, in bytes of the charset of the list's language
	Text       i18n.Text // see User
	Moderators bool      // the moderators get it too
}

// Message is the letter with a text.
func (o Owner) Message(s *site.Site, l *mlist.List) *message.Message {
	m, _ := message.NewOwnerNotification(o.notification(s, l), l.OwnerAddress())
	return m
}

// Multipart is the letter with parts in place of a text.
func (o Owner) Multipart(s *site.Site, l *mlist.List, parts ...*message.Message) *message.Message {
	o.Text = i18n.Text{}
	return withParts(o.Message(s, l), "multipart/mixed", parts)
}

func (o Owner) notification(s *site.Site, l *mlist.List) message.Notification {
	recipients := l.Strs("owner")
	if o.Moderators {
		recipients = append(slices.Clone(recipients), l.Strs("moderator")...)
	}
	return User{
		Recipients: recipients, Sender: s.SiteAddress(l.HostName(), "bounces"),
		Subject: o.Subject, Text: o.Text, Lang: l.PreferredLanguage(),
	}.notification(s)
}

// Send queues a letter, with extra keys for its metadata (UserNotification:
// send). It gets a Message-ID, a Date, and a Precedence: bulk, or list if it is
// to the owners.
func Send(s *site.Site, c *mlist.Change, m *message.Message, extra ...queue.Extra) error {
	return send(s, c, c.List(), m, true, extra)
}

// SendUrgent is Send without a Precedence: the receiver is to answer it, which nobody
// does with bulk mail.
func SendUrgent(s *site.Site, c *mlist.Change, m *message.Message, extra ...queue.Extra) error {
	return send(s, c, c.List(), m, false, extra)
}

// send queues a letter of the list l, which need not be the one that is changed.
func send(s *site.Site, c *mlist.Change, l *mlist.List, m *message.Message, precedence bool, extra []queue.Extra) error {
	if !m.Has("Message-ID") {
		m.Add("Message-ID", s.UniqueMessageID(l))
	}
	if !m.Has("Date") {
		m.Add("Date", maildate.FormatLocal(s.Now()))
	}
	if precedence && !m.Has("Precedence") {
		if m.Get("To") == l.OwnerAddress() {
			m.Add("Precedence", "list")
		} else {
			m.Add("Precedence", "bulk")
		}
	}
	if sender, ok := m.Attr("_sender"); ok {
		extra = append(extra, queue.With("envsender", sender))
	}
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str(l.InternalName()))
	data.SetStrs("recips", m.Recipients())
	data.SetStr("nodecorate", int64(1))
	data.SetStr("reduced_list_headers", int64(1))
	if err := s.Put(c, site.Virgin, m, data, extra...); err != nil {
		return fmt.Errorf("sending a letter of list %s: %w", l.InternalName(), err)
	}
	return nil
}
