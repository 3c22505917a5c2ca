// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/pickle"
)

// Notification has what a letter by Mailman is made of (Message.py: UserNotification).
type Notification struct {
	Recipients []string
	Sender     string
	Subject    string
	Text       string
	Charset    *mimecharset.Charset // the charset of Subject and Text, which is that of the letter's language; nil for none
	Unicode    bool                 // Subject and Text are Python unicodes, given in UTF-8
}

// NewUserNotification is UserNotification(recip, sender, subject, text, lang).
// A text that does not fit the charset is an error, see SetCharset.
func NewUserNotification(n Notification) (*Message, error) {
	m := newOf(pickle.Global{Module: "Mailman.Message", Name: "UserNotification"})
	err := m.notify(n)
	m.Add("To", strings.Join(n.Recipients, ", "))
	return m, err
}

// NewOwnerNotification is OwnerNotification(mlist, subject, text, tomoderators):
// a letter to the people who run a list, addressed to its owner address.
// Sender is the site list's bounces address, Recipients are owners and
// moderators.
func NewOwnerNotification(n Notification, owner string) (*Message, error) {
	m := newOf(pickle.Global{Module: "Mailman.Message", Name: "OwnerNotification"})
	err := m.notify(n)
	m.SetAttr("_sender", pyvalue.Str(n.Sender))
	m.Add("To", owner)
	m.Add("Precedence", "list")
	return m, err
}

func (m *Message) notify(n Notification) error {
	var err error
	if n.Unicode {
		err = m.SetBodyUnicodeCharset(n.Text, n.Charset)
	} else {
		err = m.SetBodyCharset(n.Text, n.Charset)
	}
	m.AddValue("Subject", header.New(n.Subject, n.Unicode, n.Charset, "Subject"))
	m.Add("From", n.Sender)
	m.SetAttr("recips", pyvalue.Strings(n.Recipients...))
	return err
}

// Recipients returns the recips attribute of a notification; nil where it has none.
func (m *Message) Recipients() []string {
	v, _ := m.Attr("recips")
	return pyvalue.Texts(v)
}
