// SPDX-License-Identifier: GPL-2.0-or-later

// Package message is a mail message as Mailman sees it: its class
// Mailman.Message.Message (Mailman/Message.py) over the email package of
// Python 2.7 (email/message.py, feedparser.py, generator.py, mime/).
//
// A Message has header fields in order and a payload: a text, a list of parts, or nothing. All
// strings are bytes as they came; nothing is decoded, folded or re-encoded unless the comment
// of a function says so. Each function names the Python call that it answers to, and returns
// what that returns, oddities included.
//
// Parse makes a message from text and never fails. Flatten makes text from a message. Whatever
// was not changed between the two keeps its bytes, while Mailman folds every header field of
// the message anew:
//
//   - A field that was parsed or loaded is written as `Name: value` with the
//     line breaks it came with. Only one with a line of more than 998 bytes
//     (RFC 5322, 2.1.1) is folded.
//   - A field that this process added or changed is folded at 78 as
//     email.header.Header does it; a *Header value is encoded.
//   - Header fields of the parts are never folded (Mailman/Message.py: Generator).
//
// FromPickle takes a message out of a queue entry, and Pickle makes the value to store.
// Attributes of the Python object that have no counterpart here are stored again as they were.
package message

import (
	"iter"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/message/parse"
	"mmgen/runner/pickle"
)

// Message is Mailman.Message.Message: header fields in order, and a payload
// that is text or a list of parts. All strings are bytes.
type Message struct {
	class  pickle.Global
	loaded *pyvalue.Dict // the attributes with which the message was loaded; nil for a new one
	extra  []pyvalue.Entry

	fields      []Field
	payload     payload
	charset     *mimecharset.Charset // _charset: what set_charset was given
	oddCharset  pyvalue.Value        // the value of _charset that was loaded, where it is not a Charset
	preamble    optional
	epilogue    optional
	unixFrom    optional
	defaultType string
	defects     []parse.Defect
}

// optional is a text or None.
type optional struct {
	text string
	ok   bool
}

// classMessage is the class of what Parse and New make.
var classMessage = pickle.Global{Module: "Mailman.Message", Name: "Message"}

// New returns an empty message (Message()).
func New() *Message {
	return newOf(classMessage)
}

func newOf(class pickle.Global) *Message {
	return &Message{class: class, defaultType: "text/plain"}
}

// Copy returns a deep copy (copy.deepcopy). Texts are shared, since nothing
// can change them.
func (m *Message) Copy() *Message {
	c := *m
	c.fields = append([]Field(nil), m.fields...)
	for i := range c.fields {
		if h, ok := c.fields[i].Value.(*header.Header); ok {
			c.fields[i].Value = h.Copy()
		}
	}
	c.extra = append([]pyvalue.Entry(nil), m.extra...)
	c.defects = append([]parse.Defect(nil), m.defects...)
	if m.payload.parts != nil {
		c.payload.parts = make([]*Message, len(m.payload.parts))
		for i, p := range m.payload.parts {
			c.payload.parts[i] = p.Copy()
		}
	}
	return &c
}

// DefaultType is get_default_type(): the content type where the message has
// no Content-Type field.
func (m *Message) DefaultType() string { return m.defaultType }

// SetDefaultType is set_default_type().
func (m *Message) SetDefaultType(ctype string) { m.defaultType = ctype }

// Preamble is the text before the first boundary; ok is false for None.
func (m *Message) Preamble() (text string, ok bool) { return m.preamble.text, m.preamble.ok }

// SetPreamble sets the preamble attribute.
func (m *Message) SetPreamble(text string) { m.preamble = optional{text, true} }

// Epilogue is the text behind the last boundary; ok is false for None.
func (m *Message) Epilogue() (text string, ok bool) { return m.epilogue.text, m.epilogue.ok }

// SetEpilogue sets the epilogue attribute.
func (m *Message) SetEpilogue(text string) { m.epilogue = optional{text, true} }

// UnixFrom is get_unixfrom(): the envelope line `From x ...`, without line
// end; ok is false for None.
func (m *Message) UnixFrom() (line string, ok bool) { return m.unixFrom.text, m.unixFrom.ok }

// SetUnixFrom is set_unixfrom().
func (m *Message) SetUnixFrom(line string) { m.unixFrom = optional{line, true} }

// CopyEnvelope takes unixfrom, preamble, epilogue and default type from other
// (Decorate.py: process, which moves a message into a new multipart).
func (m *Message) CopyEnvelope(other *Message) {
	m.unixFrom = other.unixFrom
	m.preamble = other.preamble
	m.epilogue = other.epilogue
	m.defaultType = other.defaultType
}

// Walk calls f for the message and all its parts, depth first (email/iterators.py: walk). As in
// Python, parts that f adds to the message with which it is called are walked too.
func (m *Message) Walk(f func(*Message)) {
	f(m)
	for _, p := range m.payload.parts {
		p.Walk(f)
	}
}

// TextParts lists the parts, m included, whose main type is text, and whose
// subtype is the given one unless that is "" (email/iterators.py:
// typed_subpart_iterator with its default maintype).
func (m *Message) TextParts(subtype string) []*Message {
	var found []*Message
	m.Walk(func(p *Message) {
		if p.ContentMaintype() == "text" && (subtype == "" || p.ContentSubtype() == subtype) {
			found = append(found, p)
		}
	})
	return found
}

// BodyLines goes through the lines, with their line feeds, of all parts that
// have a text (email/iterators.py: body_line_iterator); with decode their
// transfer encoding is undone.
func (m *Message) BodyLines(decode bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		more := true
		m.Walk(func(p *Message) {
			if !more || !p.HasBody() {
				return
			}
			text := p.Body()
			if decode {
				text = p.DecodedBody()
			}
			for line := range strings.Lines(text) {
				if more = yield(line); !more {
					return
				}
			}
		})
	}
}
