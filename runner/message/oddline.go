// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"iter"
	"slices"
	"strings"

	"mmgen/runner/charset"
)

// A header line that is no field by RFC 5322 ends the header in Python, and all
// fields behind it become text. Here the header goes on where more fields
// follow, and the odd line is dealt with by what it is:
//
//	Name : value        a field (RFC 5322, 4.5)
//	X-Some Name: value  a field as it stands; its name may hold blanks, 8-bit
//	                    and control characters
//	>From x             left out, as Python leaves out `From x`
//	text behind a       goes on with the field, on a line of its own
//	bare CR
//	no colon            goes on with the field before it, where that is free
//	                    text or its line ends with a separator; otherwise it is
//	                    left out
//
// What is left out is among the Defects. Text that begins without the empty
// line before it stays text: see headerGoesOn.

// oddKind is what is to be done with an odd line of a header.
type oddKind int

const (
	notOdd      oddKind = iota // a line that Python takes for one of the header
	oddEnd                     // the header ends before it
	oddField                   // it is a field
	oddMore                    // it goes on with the field before
	oddLeftOut                 // it is left out
	oddEnvelope                // it is an envelope line with `>` before it: left out
)

// Bounds of what is looked at to tell whether a header goes on.
const (
	oddLookAhead = 200 // lines
	oddProse     = 3   // lines without colon among them
)

// oddLine tells what to do with a line that is no header line. Before are the
// lines of the header so far; the input stands behind the line.
func (p *parser) oddLine(before []line, text string) oddKind {
	name, _, colon := strings.Cut(text, ":")
	envelope := strings.HasPrefix(text, ">From ")
	likely := colon && !envelope && isLikelyName(name)
	switch {
	case !likely && !envelope && !hasField(before), !p.headerGoesOn(before, colon || envelope, likely):
		return oddEnd
	case envelope:
		return oddEnvelope
	case colon && strings.Trim(name, charset.Blanks) != "":
		return oddField
	case !colon && takesMore(before):
		return oddMore
	}
	return oddLeftOut
}

// headerGoesOn tells whether what follows an odd line is more of a header: fields
// of mail come before the next empty line, with few lines without colon between
// them, and they are none of those that a header has once and this one has
// already. (A letter that is quoted in a body begins with such.) One is enough
// behind a line that is likely a field for itself, which needs none at all where
// an empty line follows, or that has a colon; behind another there are two, or
// the empty line.
func (p *parser) headerGoesOn(before []line, colon, likely bool) bool {
	if p.in.pos <= p.goesOn {
		return true
	}
	prose, found, count := 0, 0, 0
	for l := range p.in.ahead(oddLookAhead) {
		count++
		switch {
		case isBlank(l.text):
			return prose == 0 && (likely || found > 0)
		case l.text[0] == ' ' || l.text[0] == '\t':
		case !strings.Contains(l.text, ":"):
			if prose++; prose > oddProse {
				return false
			}
		case isHeaderLine(l.text) && isMailField(fieldName(l.text)):
			if repeats(before, fieldName(l.text)) {
				return false
			}
			if found++; colon || found > 1 {
				p.goesOn = l.begin
				return true
			}
		}
	}
	return likely && prose == 0 && count < oddLookAhead
}

// ahead goes through the next lines and leaves the input where it is.
func (in *input) ahead(n int) iter.Seq[line] {
	return func(yield func(line) bool) {
		pos, unused := in.pos, slices.Clone(in.unused)
		defer func() { in.pos, in.unused = pos, unused }()
		for range n {
			l := in.line()
			if l.text == "" || !yield(l) {
				return
			}
		}
	}
}

// behindCR tells whether a line of the header stands behind a carriage return
// that ends no line, since the others end with line feeds.
func (p *parser) behindCR(before []line, l line) bool {
	if len(before) == 0 || l.begin == 0 || p.in.text[l.begin-1] != '\r' {
		return false
	}
	if begin := before[0].begin; p.feeds.header != begin || !p.feeds.known {
		p.feeds = lineFeeds{header: begin, known: true, some: hasLineFeeds(p.in.text[begin:])}
	}
	return p.feeds.some
}

// lineFeeds tells whether the lines of the header that begins there end with
// line feeds.
type lineFeeds struct {
	header      int
	known, some bool
}

// hasLineFeeds tells whether a line feed comes before an empty line between
// carriage returns. Those before a line feed are no such line.
func hasLineFeeds(header string) bool {
	header = header[:min(len(header), maxCRLine)]
	feed := strings.IndexByte(header, '\n')
	blank := strings.Index(header, "\r\r")
	return feed >= 0 && (blank < 0 || feed < blank || strings.Trim(header[blank:feed], "\r") == "")
}

// maxCRLine is how far into a header the first line feed is looked for.
const maxCRLine = 1 << 16

// fieldName is the name in a line that is a field, in lower case.
func fieldName(text string) string {
	name, _, _ := strings.Cut(text, ":")
	return lowerASCII(strings.TrimRight(name, charset.Blanks))
}

// isField tells whether a header line begins a field.
func (l line) isField() bool {
	switch l.odd {
	case notOdd:
		return l.text[0] != ' ' && l.text[0] != '\t' && !isEnvelope(l.text)
	case oddField:
		return true
	}
	return false
}

func hasField(lines []line) bool { return slices.ContainsFunc(lines, line.isField) }

// isLikelyName tells whether what stands before a colon can hardly be anything
// but a field's name: a word with blanks behind it, or one of an extension.
func isLikelyName(name string) bool {
	word := strings.TrimRight(name, " \t")
	return isHeaderLine(word+":") && word[0] != ' ' && word[0] != '\t' || isExtension(word)
}

// isExtension tells whether it is the name of a field that no RFC knows.
func isExtension(name string) bool {
	return len(name) > 2 && equalFold(name[:2], "X-")
}

// repeats tells whether the header has the field already and must not have it
// twice.
func repeats(before []line, name string) bool {
	return onceFields[name] && slices.ContainsFunc(before, func(l line) bool {
		return l.isField() && fieldName(l.text) == name
	})
}

// takesMore tells whether the last field can go on with a line that is not
// indented.
func takesMore(before []line) bool {
	i := len(before) - 1
	for i >= 0 && before[i].odd == notOdd && !before[i].isField() || i >= 0 && before[i].odd == oddMore {
		i--
	}
	if i < 0 || !before[i].isField() {
		return false
	}
	name := fieldName(before[i].text)
	last := strings.TrimRight(before[len(before)-1].text, charset.Blanks)
	return freeText[name] || isExtension(name) || strings.HasSuffix(last, ";") || strings.HasSuffix(last, ",")
}
