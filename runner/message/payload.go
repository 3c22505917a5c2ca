// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/generator/pyvalue"
)

// payload is Message._payload.
type payload struct {
	kind  payloadKind
	text  string // payloadText, payloadUnicode
	parts []*Message
	other pyvalue.Value // payloadOther: what the pickle held
}

type payloadKind int

const (
	payloadNone    payloadKind = iota // None
	payloadText                       // str
	payloadUnicode                    // unicode, in UTF-8
	payloadParts                      // list of messages
	payloadOther                      // anything else a pickle held
)

// IsMultipart is is_multipart(): the payload is a list, even an empty one.
func (m *Message) IsMultipart() bool { return m.payload.kind == payloadParts }

// HasBody tells whether the payload is a text, even an empty one; it is false for a multipart,
// and for a message to which no body was given.
func (m *Message) HasBody() bool {
	return m.payload.kind == payloadText || m.payload.kind == payloadUnicode
}

// BodyIsUnicode tells whether the payload is a Python unicode, which Body
// returns in UTF-8.
func (m *Message) BodyIsUnicode() bool { return m.payload.kind == payloadUnicode }

// Parts returns the parts of a multipart, nil otherwise. The caller must not
// change the list; SetParts does.
func (m *Message) Parts() []*Message { return m.payload.parts }

// SetParts makes the payload that list of parts (set_payload(list)).
func (m *Message) SetParts(parts []*Message) {
	m.payload = payload{kind: payloadParts, parts: parts}
}

// Attach appends a part (attach). Python cannot append to a text; here the
// part then takes its place.
func (m *Message) Attach(part *Message) {
	m.SetParts(append(m.payload.parts[:len(m.payload.parts):len(m.payload.parts)], part))
}

// Body returns the payload as it stands, "" for a multipart or None
// (get_payload()).
func (m *Message) Body() string { return m.payload.text }

// SetBody is set_payload(text).
func (m *Message) SetBody(text string) {
	m.payload = payload{kind: payloadText, text: text}
}

// SetBodyUnicode is set_payload(text) for a Python unicode, given in UTF-8.
func (m *Message) SetBodyUnicode(text string) {
	m.payload = payload{kind: payloadUnicode, text: text}
}

// ClearBody is set_payload(None).
func (m *Message) ClearBody() { m.payload = payload{} }

// SharePayload gives m the payload of other; its parts are not copied:
// msg.set_payload(other.get_payload()).
func (m *Message) SharePayload(other *Message) { m.payload = other.payload }
