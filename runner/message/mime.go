// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"fmt"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/pickle"
)

// Charset is get_charset(): what SetCharset was given last, nil for None. (It is nil in a
// parsed message, whatever the Content-Type says; ContentCharset is what that says.)
func (m *Message) Charset() *mimecharset.Charset { return m.charset }

// SetBodyCharset is set_payload(text, charset) for bytes in cs: adds
// MIME-Version, Content-Type and Content-Transfer-Encoding where they are
// missing, and encodes the body as cs wants it. With a nil cs it is SetBody.
// For errors see SetCharset.
func (m *Message) SetBodyCharset(text string, cs *mimecharset.Charset) error {
	m.SetBody(text)
	if cs == nil {
		return nil
	}
	return m.SetCharset(cs)
}

// SetBodyUnicodeCharset is set_payload(text, charset) for a Python unicode,
// given in UTF-8.
func (m *Message) SetBodyUnicodeCharset(text string, cs *mimecharset.Charset) error {
	m.SetBodyUnicode(text)
	if cs == nil {
		return nil
	}
	return m.SetCharset(cs)
}

// SetCharset is set_charset(); a nil cs takes the charset parameter off Content-Type. The
// error, where Python raises it, is charset.ErrUnicode or charset.ErrUnknown: the body can't be
// converted to the charset in which cs goes out. The body is then as it was, and the message
// can be sent.
func (m *Message) SetCharset(cs *mimecharset.Charset) error {
	if cs == nil {
		m.DelParam("charset")
		m.charset, m.oddCharset = nil, nil
		return nil
	}
	m.charset = cs
	if !m.Has("MIME-Version") {
		m.AddHeader("MIME-Version", "1.0")
	}
	if m.Has("Content-Type") {
		m.SetParam("charset", cs.OutputCharset())
	} else {
		m.AddHeader("Content-Type", "text/plain", [2]string{"charset", cs.OutputCharset()})
	}
	err := m.encodeUnicode(cs)
	if err == nil && cs.String() != cs.OutputCharset() {
		err = m.encodeBody(cs)
	}
	if !m.Has("Content-Transfer-Encoding") {
		encoding := cs.TransferEncoding()
		if encoding == "" || err != nil {
			encoding = m.plainEncoding()
		} else if err = m.encodeBody(cs); err != nil {
			encoding = m.plainEncoding()
		}
		m.Add("Content-Transfer-Encoding", encoding)
	}
	if err != nil {
		return fmt.Errorf("set the charset of a message to %s: %w", cs, err)
	}
	return nil
}

// encodeUnicode makes a unicode body a str in the output charset.
func (m *Message) encodeUnicode(cs *mimecharset.Charset) error {
	if m.payload.kind != payloadUnicode {
		return nil
	}
	text, err := charset.Encode(m.payload.text, cs.Output, charset.Strict)
	if err == nil {
		m.SetBody(text)
	}
	return err
}

// encodeBody is body_encode of the payload, if it has one.
func (m *Message) encodeBody(cs *mimecharset.Charset) error {
	if !m.HasBody() {
		return nil
	}
	text, err := cs.BodyEncode(m.payload.text)
	if err == nil {
		m.SetBody(text)
	}
	return err
}

// plainEncoding is encode_7or8bit.
func (m *Message) plainEncoding() string {
	if pystr.IsASCII(m.payload.text) {
		return "7bit"
	}
	return "8bit"
}

// mimeClass is a class of the email.mime package.
func mimeClass(module, name string) pickle.Global {
	return pickle.Global{Module: "email.mime." + module, Name: name}
}

// NewBase is MIMEBase(main, sub): a message with Content-Type and MIME-Version.
func NewBase(main, sub string) *Message {
	return newMIME(mimeClass("base", "MIMEBase"), main, sub)
}

func newMIME(class pickle.Global, main, sub string, params ...[2]string) *Message {
	m := newOf(class)
	m.AddHeader("Content-Type", main+"/"+sub, params...)
	m.Add("MIME-Version", "1.0")
	return m
}

// NewText is MIMEText(text, subtype, charset) for bytes in that charset. Text that can't be
// converted to the output charset stays as it is.
func NewText(text, subtype, charset string) *Message {
	m := newText(subtype, charset)
	_ = m.SetBodyCharset(text, mimecharset.New(charset))
	return m
}

// NewTextUnicode is MIMEText(text, subtype, charset) for a Python unicode, given in UTF-8. The
// error is charset.ErrUnicode: the charset lacks a character of the text.
func NewTextUnicode(text, subtype, charset string) (*Message, error) {
	m := newText(subtype, charset)
	if err := m.SetBodyUnicodeCharset(text, mimecharset.New(charset)); err != nil {
		return nil, err
	}
	return m, nil
}

func newText(subtype, charset string) *Message {
	return newMIME(mimeClass("text", "MIMEText"), "text", subtype, [2]string{"charset", charset})
}

// NewRFC822 is MIMEMessage(m): a message/rfc822 that holds m itself.
func NewRFC822(m *Message) *Message {
	outer := newMIME(mimeClass("message", "MIMEMessage"), "message", "rfc822")
	outer.Attach(m)
	outer.SetDefaultType("message/rfc822")
	return outer
}
