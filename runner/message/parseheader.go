// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"

	"mmgen/runner/charset"
)

// header reads the header of m, up to the first line that is none of it. An
// empty line is taken, any other stays as the first of the body.
func (p *parser) header(m *Message) {
	var lines []line
	for {
		l := p.in.line()
		if l.text == "" {
			break
		}
		if !isHeaderLine(l.text) {
			if !isBlank(l.text) {
				p.in.unread(l)
			}
			break
		}
		lines = append(lines, l)
	}
	p.fields(m, lines)
}

// isHeaderLine is feedparser.py: headerRE.
func isHeaderLine(s string) bool {
	if s[0] == ' ' || s[0] == '\t' || strings.HasPrefix(s, "From ") {
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

// fields is _parse_headers: the fields in these lines.
func (p *parser) fields(m *Message, lines []line) {
	open := false // a field came before that can go on
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		switch {
		case l.text[0] == ' ' || l.text[0] == '\t':
			if !open {
				m.defects = append(m.defects, Defect{LeadingContinuation, l.text, true})
			}
		case strings.HasPrefix(l.text, "From "):
			open = false
			if i > 0 && i == len(lines)-1 {
				// Probably the first line of the body.
				p.in.unread(l)
				return
			}
			if i == 0 {
				m.unixFrom = optional{trimLineEnd(l.text), true}
				continue
			}
			m.defects = append(m.defects, Defect{MisplacedEnvelope, l.text, true})
		default:
			n := 1
			for i+n < len(lines) && (lines[i+n].text[0] == ' ' || lines[i+n].text[0] == '\t') {
				n++
			}
			m.fields = append(m.fields, p.field(l, lines[i+n-1]))
			open = true
			i += n - 1
		}
	}
}

// field makes a field of the lines from first to last. White space before the
// value goes, line breaks within stay.
func (p *parser) field(first, last line) Field {
	name, _, _ := strings.Cut(first.text, ":")
	begin := first.begin + len(name) + 1
	end := first.begin + len(first.text)
	head := strings.TrimLeft(p.in.text[begin:end], charset.Blanks)
	value := p.in.text[end-len(head) : last.begin+len(last.text)]
	return Field{Name: name, Value: Text(strings.TrimRight(value, "\r\n"))}
}
