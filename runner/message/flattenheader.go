// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message/header"
)

// maxLine is the longest line that a mail may have (RFC 5322, 2.1.1).
const maxLine = 998

// header is _write_headers. The blank line behind the header belongs to it.
func (g *generator) header(m *Message, top bool) {
	fold := (top || g.FoldParts) && !g.NoFold
	for i := range m.fields {
		f := &m.fields[i]
		g.out.WriteString(f.Name)
		g.out.WriteString(f.gap)
		g.out.WriteString(": ")
		g.out.WriteString(oneField(f.written(fold, g.Refold)))
		g.out.WriteByte('\n')
	}
	g.out.WriteByte('\n')
}

// written is the value of a field as it is written, without its last line end. With refold it
// is folded, even where it has line breaks already.
func (f *Field) written(fold, refold bool) string {
	var value string
	switch v := f.Value.(type) {
	case header.Text:
		value = string(v)
	case header.Unicode:
		value = v.EncodedFor(f.Name)
	default:
		return v.Encoded()
	}
	// Text of an unknown charset must not be cut (generator.py: _is8bitstring).
	if fold && (f.touched || refold || longLine(f.Name, value)) && pystr.IsASCII(value) {
		return header.Fold(f.Name, value, header.MaxFolded)
	}
	return value
}

// longLine tells whether the field has a line that is longer than maxLine.
func longLine(name, value string) bool {
	if len(name)+2+len(value) <= maxLine {
		return false
	}
	length := len(name) + 2
	for {
		i := strings.IndexByte(value, '\n')
		if i < 0 {
			return length+len(value) > maxLine
		}
		if length+i > maxLine {
			return true
		}
		value, length = value[i+1:], 0
	}
}

// oneField makes sure that a value ends neither the field nor the header: a further line that
// does not begin with white space gets a blank, and line ends at the end are removed. No parsed
// field needs this. Python would write such a value as it is, or raise HeaderParseError.
func oneField(value string) string {
	if strings.IndexByte(value, '\n') < 0 {
		return value
	}
	value = strings.TrimRight(value, "\r\n")
	if unindented(value) < 0 {
		return value
	}
	var b strings.Builder
	b.Grow(len(value) + len(value)/16)
	for i := unindented(value); i >= 0; i = unindented(value) {
		b.WriteString(value[:i])
		b.WriteByte(' ')
		value = value[i:]
	}
	b.WriteString(value)
	return b.String()
}

// unindented is the offset of the first line, not counting the line at the head, that does not
// begin with white space; -1 where there is none.
func unindented(value string) int {
	for i := 0; ; {
		n := strings.IndexByte(value[i:], '\n')
		if n < 0 {
			return -1
		}
		if i += n + 1; value[i] != ' ' && value[i] != '\t' {
			return i
		}
	}
}
