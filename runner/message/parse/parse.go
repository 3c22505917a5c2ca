// SPDX-License-Identifier: GPL-2.0-or-later

// Package parse takes the text of a mail message apart as Python 2.7 does
// (email/feedparser.py). It never fails; what is wrong with a message is among the
// Defects of its parts. All strings are bytes as they came, and slices of the text.
//
// Parts that lie more than MaxDepth deep in each other, or are more than MaxParts, are
// not taken apart: their text is the body of the part that contains them, so that
// nothing is lost. Nor are more than MaxFields fields read: a header with more ends
// there, since a queue entry of more would take too much memory to be read again.
// (Python takes 983 levels apart but cannot store more than 198 of them.)
//
// Where Python ends a header at a line that does not belong to it, the header may go on
// here: see oddline.go.
package parse

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message/param"
)

// Bounds of what is taken apart of a message.
const (
	MaxDepth   = 190    // how deep parts may lie in each other
	MaxParts   = 20_000 // parts of the whole message
	MaxFields  = 40_000 // in the whole message; text behind the last of them is not read as fields
	lastFields = 100    // how many of MaxFields are kept for the last part, so that its header is not cut
	maxDefects = 1000   // defects of one header that are noted
)

// Part is a message or a part of one.
type Part struct {
	Envelope    Optional // the line `From x ..` before the header, without line end
	Fields      []Field
	Body        string  // where there are no Parts
	Parts       []*Part // each with a header and a body of its own
	Preamble    Optional
	Epilogue    Optional
	DefaultType string // the content type where no field tells it
	Defects     []Defect
}

// Optional is a text or, in Python, None.
type Optional struct {
	Text string
	OK   bool
}

// Field is a header field: `Name Gap : Value`, the value without white space before
// it and without its last line end.
type Field struct{ Name, Gap, Value string }

// Message reads a message (email.message_from_string).
func Message(text string) *Part {
	p := parser{in: input{text: text}}
	m := &Part{DefaultType: "text/plain"}
	p.message(m, 0)
	if m.mainType() == "multipart" && len(m.Parts) == 0 {
		m.Defects = append(m.Defects, Defect{Kind: NotMultipart})
	}
	return m
}

// contentTypeField is the value of the first Content-Type field.
func (m *Part) contentTypeField() (value string, ok bool) {
	for i := range m.Fields {
		if pystr.EqualFold(m.Fields[i].Name, "content-type") {
			return m.Fields[i].Value, true
		}
	}
	return "", false
}

// contentType is get_content_type().
func (m *Part) contentType() string {
	if value, ok := m.contentTypeField(); ok {
		return param.ContentType(value)
	}
	return m.DefaultType
}

func (m *Part) mainType() string {
	main, _, _ := strings.Cut(m.contentType(), "/")
	return main
}

// parser is FeedParser, which goes down into parts by recursion.
type parser struct {
	in    input
	last  *Part // the message that ended last, to which line ends before a boundary belong
	count int   // how many messages were begun so far

	fieldCount int // how many fields were read so far
	certain    int // up to this offset a header is known to go on
}

// message is _parsegen: it reads m, up to the end of the input or the first line that a stop
// matches.
func (p *parser) message(m *Part, depth int) {
	p.last = m
	p.count++
	p.header(m)
	main := m.mainType()
	switch {
	case depth >= MaxDepth || p.count > MaxParts:
		m.Body = p.in.rest()
	case m.contentType() == "message/delivery-status":
		p.deliveryStatus(m, depth)
	case main == "message":
		p.message(m.newPart("text/plain"), depth+1)
	case main == "multipart":
		p.multipart(m, depth)
	default:
		m.Body = p.in.rest()
	}
}

// newPart gives m one more part.
func (m *Part) newPart(defaultType string) *Part {
	part := &Part{DefaultType: defaultType}
	m.Parts = append(m.Parts, part)
	return part
}

// deliveryStatus reads blocks of header fields with empty lines between them,
// each as a message.
func (p *parser) deliveryStatus(m *Part, depth int) {
	for {
		p.part(m.newPart("text/plain"), stop{blank: true}, depth+1)
		// First the empty line is taken, then the next line is looked at.
		p.in.line()
		line := p.in.line()
		if line.text == "" {
			return
		}
		p.in.unread(line)
	}
}

// multipart reads preamble, parts and epilogue.
func (p *parser) multipart(m *Part, depth int) {
	field, _ := m.contentTypeField()
	boundary, ok := param.Boundary(field)
	if !ok {
		m.Defects = append(m.Defects, Defect{Kind: NoBoundary})
		m.Body = p.in.rest()
		return
	}
	here := stop{boundary: "--" + boundary}
	p.in.push(here)
	preamble := p.in.rest()
	p.in.pop()
	line := p.in.line()
	if _, end := here.boundaryLine(line.text); line.text == "" || end {
		// Python loses the last boundary and the text behind it, if no other boundary came
		// before.
		m.Defects = append(m.Defects, Defect{Kind: NoStartBoundary})
		m.Body = preamble + line.text + p.in.rest()
		m.Epilogue = Optional{"", true}
		return
	}
	p.in.unread(line)
	if preamble != "" {
		m.Preamble = Optional{trimLineEnd(preamble), true}
	}
	p.parts(m, here, depth)
	m.Epilogue = Optional{p.in.rest(), true}
}

// parts reads the parts of a multipart and its last boundary.
func (p *parser) parts(m *Part, here stop, depth int) {
	defaultType := "text/plain"
	if m.contentType() == "multipart/digest" {
		defaultType = "message/rfc822"
	}
	for {
		line := p.in.line()
		if _, end := here.boundaryLine(line.text); line.text == "" || end {
			return
		}
		// Boundaries that follow each other directly count as one, even where the last one is
		// among them.
		for here.match(line.text) {
			line = p.in.line()
		}
		p.in.unread(line)
		p.part(m.newPart(defaultType), here, depth+1)
		p.last.giveLineEnd()
		p.last = m
	}
}

// part reads a part, which ends where the stop matches. Where there are too many parts, the
// last one has all the rest of the multipart.
func (p *parser) part(part *Part, end stop, depth int) {
	if p.count >= MaxParts || p.fieldCount >= MaxFields-lastFields {
		p.message(part, depth)
		return
	}
	p.in.push(end)
	p.message(part, depth)
	p.in.pop()
}

// giveLineEnd removes the line end before a boundary, since it belongs to the boundary (RFC
// 2046, 5.1.1).
func (m *Part) giveLineEnd() {
	if m.mainType() == "multipart" {
		if m.Epilogue.Text == "" {
			m.Epilogue = Optional{}
			return
		}
		m.Epilogue.Text = trimLineEnd(m.Epilogue.Text)
		return
	}
	m.Body = trimLineEnd(m.Body)
}

// trimLineEnd removes one line end.
func trimLineEnd(s string) string {
	switch {
	case strings.HasSuffix(s, "\r\n"):
		return s[:len(s)-2]
	case strings.HasSuffix(s, "\n"), strings.HasSuffix(s, "\r"):
		return s[:len(s)-1]
	}
	return s
}
