// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"slices"
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
		l.odd = p.kindOf(lines, l)
		if l.odd == oddEnd {
			if !isBlank(l.text) {
				p.in.unread(l)
			}
			break
		}
		lines = append(lines, l)
	}
	p.fields(m, lines)
}

// kindOf tells what a line is for the header whose other lines come before it.
func (p *parser) kindOf(before []line, l line) oddKind {
	switch {
	case isHeaderLine(l.text):
		return notOdd
	case p.behindCR(before, l):
		return oddMore
	case isBlank(l.text):
		return oddEnd
	}
	return p.oddLine(before, l.text)
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

// fields is _parse_headers: the fields in these lines.
func (p *parser) fields(m *Message, lines []line) {
	open := false // a field came before that can go on
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		switch {
		case l.odd == oddLeftOut:
			open = true // what is indented behind it goes with it
			m.defects = append(m.defects, Defect{MalformedHeader, l.text, true})
		case l.goesOn():
			if !open {
				m.defects = append(m.defects, Defect{LeadingContinuation, l.text, true})
			}
		case l.odd == oddEnvelope || isEnvelope(l.text):
			open = false
			if i > 0 && i == len(lines)-1 {
				// Probably the first line of the body.
				p.in.unread(l)
				return
			}
			if i == 0 && l.odd == notOdd {
				m.unixFrom = optional{trimLineEnd(l.text), true}
				continue
			}
			m.defects = append(m.defects, Defect{MisplacedEnvelope, l.text, true})
		default:
			n := 1
			for i+n < len(lines) && lines[i+n].goesOn() {
				n++
			}
			m.fields = append(m.fields, p.field(lines[i:i+n]))
			open = true
			i += n - 1
		}
	}
}

// goesOn tells whether the line is more of the field before it.
func (l line) goesOn() bool { return l.odd == oddMore || l.text[0] == ' ' || l.text[0] == '\t' }

// field makes a field of its lines. White space before the value goes, line
// breaks within stay.
func (p *parser) field(lines []line) Field {
	first, last := lines[0], lines[len(lines)-1]
	name, _, _ := strings.Cut(first.text, ":")
	begin := first.begin + len(name) + 1
	end := first.begin + len(first.text)
	head := strings.TrimLeft(p.in.text[begin:end], charset.Blanks)
	value := p.in.text[end-len(head) : last.begin+len(last.text)]
	if slices.ContainsFunc(lines, func(l line) bool { return l.odd == oddMore }) {
		value = indented(head, lines[1:])
	}
	f := namedField(name)
	f.Value = Text(strings.TrimRight(value, "\r\n"))
	return f
}

// indented is a value of several lines, all but the first of which are indented.
func indented(head string, lines []line) string {
	var b strings.Builder
	b.WriteString(strings.TrimRight(head, "\r\n"))
	for _, l := range lines {
		text := strings.TrimRight(l.text, "\r\n")
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
