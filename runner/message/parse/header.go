// SPDX-License-Identifier: GPL-2.0-or-later

package parse

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// headerReader is _parse_headers, which reads line by line here.
type headerReader struct {
	*parser
	m     *Part
	begin int // where the header begins

	open        bool // the next line may continue the line before it
	first, last line // the lines of the current field; first is empty without one
	broken      bool // the field has a line that is not indented
	envelope    line // an envelope line that nothing has followed yet; empty for none

	seen  map[string]bool // the fields of onceFields that were read
	some  bool            // a field was read
	feeds lineFeeds
}

// header reads the header of m, up to the first line that does not belong to it. If that line
// is empty it is dropped; any other line is the first one of the body.
func (p *parser) header(m *Part) {
	h := headerReader{parser: p, m: m, begin: -1, seen: map[string]bool{}}
	for {
		l := p.in.line()
		if l.text == "" {
			break
		}
		kind := h.kindOf(l)
		if kind == oddEnd || beginsField(l, kind) && h.full() {
			if !isBlank(l.text) {
				p.in.unread(l)
			}
			break
		}
		h.line(l, kind)
	}
	h.close()
	p.in.unread(h.envelope) // the line is probably the first one of the body
}

// full tells whether one more field is too many.
func (h *headerReader) full() bool {
	n := h.fieldCount
	if h.first.text != "" {
		n++
	}
	return n >= MaxFields
}

// kindOf tells what a line is for the header.
func (h *headerReader) kindOf(l line) oddKind {
	switch {
	case isHeaderLine(l.text):
		return notOdd
	case h.behindCR(l):
		return oddMore
	case isBlank(l.text):
		return oddEnd
	}
	return h.oddLine(l.text)
}

// line takes a line of the header.
func (h *headerReader) line(l line, kind oddKind) {
	if h.envelope.text != "" {
		h.defect(MisplacedEnvelope, h.envelope)
		h.envelope = line{}
	}
	begins := h.begin < 0
	if begins {
		h.begin = l.begin
	}
	switch {
	case kind == oddMore || l.text[0] == ' ' || l.text[0] == '\t':
		h.more(l, kind == oddMore)
	case kind == oddEnvelope || kind == notOdd && isEnvelope(l.text):
		h.close()
		h.open = false
		if begins && kind == notOdd {
			h.m.Envelope = Optional{trimLineEnd(l.text), true}
		} else {
			h.envelope = l
		}
	case kind == oddLeftOut:
		h.close()
		h.open = true // indented lines behind it are left out with it
		h.defect(MalformedHeader, l)
	case beginsField(l, kind):
		h.close()
		h.open, h.some = true, true
		h.first, h.last, h.broken = l, l, false
		if name := fieldName(l.text); onceFields[name] {
			h.seen[name] = true
		}
	}
}

// beginsField tells whether a line of that kind is the first one of a field.
func beginsField(l line, kind oddKind) bool {
	return kind == oddField || kind == notOdd && l.text[0] != ' ' && l.text[0] != '\t' && !isEnvelope(l.text)
}

// more adds a line to the field that is being read.
func (h *headerReader) more(l line, broken bool) {
	switch {
	case !h.open:
		h.defect(LeadingContinuation, l)
	case h.first.text != "":
		h.last = l
		h.broken = h.broken || broken
	}
}

func (h *headerReader) defect(kind DefectKind, l line) {
	if len(h.m.Defects) < maxDefects {
		h.m.Defects = append(h.m.Defects, Defect{kind, Optional{l.text, true}})
	}
}

// close makes a field of its lines. White space before the value goes, line
// breaks within stay.
func (h *headerReader) close() {
	if h.first.text == "" {
		return
	}
	name, _, _ := strings.Cut(h.first.text, ":")
	begin := h.first.begin + len(name) + 1
	end := h.first.begin + len(h.first.text)
	head := strings.TrimLeft(h.in.text[begin:end], pystr.Blanks)
	value := h.in.text[end-len(head) : h.last.begin+len(h.last.text)]
	if h.broken {
		value = indented(value)
	}
	f := Field{Value: strings.TrimRight(value, "\r\n")}
	f.Name, f.Gap = SplitName(name)
	h.m.Fields = append(h.m.Fields, f)
	h.fieldCount++
	h.first = line{}
}

// indented is a value all of whose lines but the first are indented.
func indented(value string) string {
	var b strings.Builder
	b.Grow(len(value) + len(value)/64)
	text, _, value := pystr.CutLine(value)
	b.WriteString(text)
	for value != "" {
		text, _, value = pystr.CutLine(value)
		if text == "" {
			continue
		}
		b.WriteByte('\n')
		if text[0] != ' ' && text[0] != '\t' {
			b.WriteByte(' ')
		}
		b.WriteString(text)
	}
	return b.String()
}

// isEnvelope tells whether a line of a header is an envelope line. (Python takes
// the field `From : x` for one.)
func isEnvelope(s string) bool {
	rest, ok := strings.CutPrefix(s, "From ")
	return ok && !strings.HasPrefix(strings.TrimLeft(rest, " \t"), ":")
}

// isHeaderLine is feedparser.py: headerRE.
func isHeaderLine(s string) bool {
	if s[0] == ' ' || s[0] == '\t' || isEnvelope(s) {
		return true
	}
	for i := 0; i < len(s); i++ {
		if s[i] == ':' {
			return i > 0
		}
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return false
}

// SplitName divides what stands before the colon of a field: blanks behind a name are no part
// of it (RFC 5322, 4.5). They are kept in extension fields only, and written again with these;
// the names of all other fields must be such that Mailman finds them.
func SplitName(text string) (name, gap string) {
	name = strings.TrimRight(text, pystr.Blanks)
	if isExtension(text) {
		gap = text[len(name):]
	}
	return name, gap
}
