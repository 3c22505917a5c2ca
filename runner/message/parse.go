// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "strings"

// Parse reads a message as email.message_from_string(text, Message) does
// (email/feedparser.py). It never fails; what is wrong with the message is
// among the Defects. Texts of the message are slices of text.
//
// Parts that lie more than 190 deep in each other, or are more than 20,000,
// are not taken apart: what encloses them has their text for a payload, so
// that nothing is lost. Nor are more than 200,000 fields read: a header with more
// ends there. (Python takes 983 levels apart but cannot store more
// than 198 of them.)
//
// Flatten(.., false) of the result is the text again, byte for byte, where
//   - every field is `Name: value` with one blank and its value does not begin
//     on the second line; lines of the header end with \n, none is longer than
//     998 bytes, and an empty line follows the last;
//   - the header has no line that is neither a field nor goes on with one (see
//     oddline.go);
//   - every multipart has its boundary, once before each part and once behind
//     the last, on lines without trailing blanks that end with \n; the last is
//     followed by an empty line if it stands within another multipart;
//   - a delivery status is blocks of fields with one empty line between them.
//
// Other texts change in these places, as Python changes them.
func Parse(text string) *Message {
	p := parser{in: input{text: text}}
	m := New()
	p.message(m, 0)
	if m.ContentMaintype() == "multipart" && !m.IsMultipart() {
		m.defects = append(m.defects, Defect{Kind: NotMultipart})
	}
	return m
}

// parser is FeedParser, which goes down into parts by recursion.
type parser struct {
	in    input
	last  *Message // the message that ended last: line ends before a boundary are its
	count int      // of messages so far

	fieldCount int // of fields so far
	certain    int // up to there a header is known to go on
}

// How deep parts are taken apart, and how many.
const (
	parseDepth = 190
	parseParts = 20_000
)

// message is _parsegen: it reads m, up to the end of the input as the stops see
// it.
func (p *parser) message(m *Message, depth int) {
	p.last = m
	p.count++
	p.header(m)
	main := m.ContentMaintype()
	switch {
	case depth >= parseDepth || p.count > parseParts:
		m.SetBody(p.in.rest())
	case m.ContentType() == "message/delivery-status":
		p.deliveryStatus(m, depth)
	case main == "message":
		p.message(m.newPart("text/plain"), depth+1)
	case main == "multipart":
		p.multipart(m, depth)
	default:
		m.SetBody(p.in.rest())
	}
}

// newPart gives m one more part.
func (m *Message) newPart(defaultType string) *Message {
	part := New()
	part.defaultType = defaultType
	m.payload.kind = payloadParts
	m.payload.parts = append(m.payload.parts, part)
	return part
}

// deliveryStatus reads blocks of header fields with empty lines between them,
// each as a message.
func (p *parser) deliveryStatus(m *Message, depth int) {
	for {
		p.part(m.newPart("text/plain"), stop{blank: true}, depth+1)
		// First the empty line, then a look at what follows.
		p.in.line()
		line := p.in.line()
		if line.text == "" {
			return
		}
		p.in.unread(line)
	}
}

// multipart reads preamble, parts and epilogue.
func (p *parser) multipart(m *Message, depth int) {
	boundary, ok := m.Boundary()
	if !ok {
		m.defects = append(m.defects, Defect{Kind: NoBoundary})
		m.SetBody(p.in.rest())
		return
	}
	here := stop{boundary: "--" + boundary}
	p.in.push(here)
	preamble := p.in.rest()
	p.in.pop()
	line := p.in.line()
	if _, end := here.boundaryLine(line.text); line.text == "" || end {
		// Python loses the last boundary, and what follows it, if no other
		// came before.
		m.defects = append(m.defects, Defect{Kind: NoStartBoundary})
		m.SetBody(preamble + line.text + p.in.rest())
		m.epilogue = optional{"", true}
		return
	}
	p.in.unread(line)
	if preamble != "" {
		m.preamble = optional{trimLineEnd(preamble), true}
	}
	p.parts(m, here, depth)
	m.epilogue = optional{p.in.rest(), true}
}

// parts reads the parts of a multipart and its last boundary.
func (p *parser) parts(m *Message, here stop, depth int) {
	defaultType := "text/plain"
	if m.ContentType() == "multipart/digest" {
		defaultType = "message/rfc822"
	}
	for {
		line := p.in.line()
		if _, end := here.boundaryLine(line.text); line.text == "" || end {
			return
		}
		// Boundaries that follow each other are one, even the last.
		for here.match(line.text) {
			line = p.in.line()
		}
		p.in.unread(line)
		p.part(m.newPart(defaultType), here, depth+1)
		p.last.giveLineEnd()
		p.last = m
	}
}

// part reads a part, which ends where the stop says. The last of too many has
// all that is left of what it is a part of.
func (p *parser) part(part *Message, end stop, depth int) {
	if p.count >= parseParts {
		p.message(part, depth)
		return
	}
	p.in.push(end)
	p.message(part, depth)
	p.in.pop()
}

// giveLineEnd takes off the line end before a boundary, which belongs to that
// (RFC 2046, 5.1.1).
func (m *Message) giveLineEnd() {
	if m.ContentMaintype() == "multipart" {
		if m.epilogue.text == "" {
			m.epilogue = optional{}
			return
		}
		m.epilogue.text = trimLineEnd(m.epilogue.text)
		return
	}
	m.payload.text = trimLineEnd(m.payload.text)
}

// trimLineEnd takes off one line end.
func trimLineEnd(s string) string {
	switch {
	case strings.HasSuffix(s, "\r\n"):
		return s[:len(s)-2]
	case strings.HasSuffix(s, "\n"), strings.HasSuffix(s, "\r"):
		return s[:len(s)-1]
	}
	return s
}
