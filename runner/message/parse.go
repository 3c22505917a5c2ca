// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/runner/message/header"
	"mmgen/runner/message/parse"
)

// Parse reads a message as email.message_from_string(text, Message) does (package
// parse). It never fails; what is wrong with the message is among the Defects. Texts
// of the message are slices of text.
//
// Flatten(.., false) of the result is the text again, byte for byte, where
//   - every field is `Name: value` with one blank and its value does not begin
//     on the second line; lines of the header end with \n, none is longer than
//     998 bytes, and an empty line follows the last;
//   - the header has no line that is neither a field nor goes on with one (see
//     parse/oddline.go);
//   - every multipart has its boundary, once before each part and once behind
//     the last, on lines without trailing blanks that end with \n; the last is
//     followed by an empty line if it stands within another multipart;
//   - a delivery status is blocks of fields with one empty line between them.
//
// Other texts change in these places, as Python changes them.
func Parse(text string) *Message { return ofPart(parse.Message(text)) }

// ofPart makes a message of what was parsed.
func ofPart(p *parse.Part) *Message {
	m := New()
	m.defaultType, m.defects = p.DefaultType, p.Defects
	m.unixFrom = optional{p.Envelope.Text, p.Envelope.OK}
	m.preamble = optional{p.Preamble.Text, p.Preamble.OK}
	m.epilogue = optional{p.Epilogue.Text, p.Epilogue.OK}
	if len(p.Fields) > 0 {
		m.fields = make([]Field, len(p.Fields))
	}
	for i, f := range p.Fields {
		m.fields[i] = Field{Name: f.Name, Value: header.Text(f.Value), gap: f.Gap}
	}
	if len(p.Parts) == 0 {
		m.SetBody(p.Body)
		return m
	}
	parts := make([]*Message, len(p.Parts))
	for i, part := range p.Parts {
		parts[i] = ofPart(part)
	}
	m.SetParts(parts)
	return m
}
