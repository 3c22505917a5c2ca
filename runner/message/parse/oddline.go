// SPDX-License-Identifier: GPL-2.0-or-later

package parse

import (
	"iter"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// In Python a header line that is not a field by RFC 5322 ends the header, and all fields
// behind it become text. Here the header goes on where more fields follow, and the odd line is
// treated by its kind:
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
// Lines that are left out are among the Defects. A text that follows the header without an
// empty line stays text: see goesOn.

// oddKind is what is to be done with an odd line of a header.
type oddKind int

const (
	notOdd      oddKind = iota // a line that belongs to the header for Python too
	oddEnd                     // the header ends before it
	oddField                   // it is a field
	oddMore                    // it goes on with the field before
	oddLeftOut                 // it is left out
	oddEnvelope                // it is an envelope line with `>` before it: left out
)

// Bounds of the text that is looked at to tell whether a header goes on.
const (
	oddLookAhead = 200 // lines
	oddProse     = 3   // lines without colon among them
)

// oddLine tells what to do with a line that is not a header line. The next line of the input is
// the one behind it.
func (h *headerReader) oddLine(text string) oddKind {
	name, _, colon := strings.Cut(text, ":")
	envelope := strings.HasPrefix(text, ">From ")
	likely := colon && !envelope && isLikelyName(name)
	switch {
	case !h.some && !likely && !envelope, !h.goesOn(colon || envelope, likely):
		return oddEnd
	case envelope:
		return oddEnvelope
	case colon && pystr.Strip(name) != "":
		return oddField
	case !colon && h.takesMore():
		return oddMore
	}
	return oddLeftOut
}

// goesOn tells whether what follows an odd line is more of a header: fields of mail come before
// the next empty line, with few lines without colon between them, and they are not fields that
// occur once in a header and that this one has already. (A letter that is quoted in a body
// begins with such fields.) Behind a line that is likely a field, or that has a colon, one such
// field is enough; a line that is likely a field needs none where an empty line follows. Behind
// any other line two fields must follow, or one field and the empty line.
func (h *headerReader) goesOn(colon, likely bool) bool {
	if h.in.pos <= h.certain {
		return true
	}
	prose, found, count := 0, 0, 0
	for l := range h.in.ahead(oddLookAhead) {
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
			if h.seen[fieldName(l.text)] {
				return false // a header has such a field only once
			}
			if found++; colon || found > 1 {
				h.certain = l.begin
				return true
			}
		}
	}
	return likely && prose == 0 && count < oddLookAhead
}

// ahead goes through the next lines without taking them from the input.
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
func (h *headerReader) behindCR(l line) bool {
	if h.begin < 0 || l.begin == 0 || h.in.text[l.begin-1] != '\r' {
		return false
	}
	if !h.feeds.known {
		h.feeds = lineFeeds{known: true, some: hasLineFeeds(h.in.text[h.begin:])}
	}
	return h.feeds.some
}

// lineFeeds tells whether the lines of a header end with line feeds, once that
// is known.
type lineFeeds struct{ known, some bool }

// hasLineFeeds tells whether a line feed comes before the first empty line between carriage
// returns. A carriage return before a line feed does not count.
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
	return pystr.Lower(strings.TrimRight(name, pystr.Blanks))
}

// isLikelyName tells whether what stands before a colon can hardly be anything
// but a field's name: a word with blanks behind it, or one of an extension.
func isLikelyName(name string) bool {
	word := strings.TrimRight(name, " \t")
	return isHeaderLine(word+":") && word[0] != ' ' && word[0] != '\t' || isExtension(word)
}

// isExtension tells whether it is the name of a field that no RFC knows.
func isExtension(name string) bool {
	return len(name) > 2 && pystr.EqualFold(name[:2], "X-")
}

// takesMore tells whether the last field can go on with a line that is not
// indented.
func (h *headerReader) takesMore() bool {
	if h.first.text == "" {
		return false
	}
	name := fieldName(h.first.text)
	last := strings.TrimRight(h.last.text, pystr.Blanks)
	return freeText[name] || isExtension(name) || strings.HasSuffix(last, ";") || strings.HasSuffix(last, ",")
}
