// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import (
	"strings"
	"unicode/utf8"

	"mmgen/generator/pyvalue/pystr"
)

// Column is the width that letters are filled to (Utils.py: wrap).
const Column = 70

// Wrap fills a text to lines of at most Column characters (Utils.py: wrap). Paragraphs are
// divided by an empty line; a line that begins with white space is not joined to the one before
// it. Lines are broken at white space; a line that has none within the width is broken at the
// first white space behind it.
func Wrap(t Text) Text { return WrapAt(t, Column) }

// WrapAt is Wrap for another width.
func WrapAt(t Text, column int) Text {
	f := filler{column: column, unicode: t.Unicode}
	f.out.Grow(len(t.S) + len(t.S)/32 + 2)
	for paragraph := range strings.SplitSeq(t.S, "\n\n") {
		f.paragraph(paragraph)
		f.out.WriteByte('\n')
	}
	return Text{strings.TrimSuffix(f.out.String(), "\n\n"), t.Unicode}
}

// filler fills lines. It counts characters: bytes in a str, code points in a unicode.
type filler struct {
	column  int
	unicode bool
	lines   []string // the lines that are joined to one line
	out     strings.Builder
}

// paragraph joins the lines that belong together, and breaks them anew.
func (f *filler) paragraph(text string) {
	begun, joins := false, false // there is a line, and the next may be joined to it
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" && joins && !pystr.IsBlank(rune(line[0])) {
			f.trimLast()
		} else if begun {
			f.flush()
		}
		begun = true
		f.lines = append(f.lines, line)
		if line != "" { // an empty line leaves joins as it is, as in Mailman
			joins = !pystr.IsBlank(rune(line[0]))
		}
	}
	f.flush()
}

// trimLast removes the white space at the end of the lines that are joined so far.
func (f *filler) trimLast() {
	last := len(f.lines) - 1
	f.lines[last] = f.trimRight(f.lines[last])
	if f.lines[last] == "" && last > 0 { // those before it are trimmed already
		f.lines = f.lines[:last]
	}
}

// flush writes the joined line, to which no further one is joined, with newlines where it must
// be broken.
func (f *filler) flush() {
	line := strings.Join(f.lines, " ")
	for {
		width := f.widthOf(line)
		if width == len(line) {
			break
		}
		last, next := breakAt(line, width, f.first(line))
		f.out.WriteString(line[:min(last+1, len(line))])
		f.out.WriteByte('\n')
		line = line[next:]
	}
	f.out.WriteString(line)
	f.out.WriteByte('\n')
	f.lines = f.lines[:0]
}

// widthOf is the length, in bytes, of the characters that fit into the width.
func (f *filler) widthOf(line string) int {
	if !f.unicode {
		return min(len(line), f.column)
	}
	width := 0
	for n := 0; n < f.column && width < len(line); n++ {
		width += f.first(line[width:])
	}
	return width
}

// first is the length, in bytes, of the first character of a line.
func (f *filler) first(line string) int {
	if !f.unicode {
		return 1
	}
	_, size := utf8.DecodeRuneInString(line)
	return size
}

// breakAt says where the last character before the break ends and where the first
// behind it begins, in bytes, of a line that is longer than width. first is the length
// of its first character, before which there is no break.
func breakAt(line string, width, first int) (last, next int) {
	next = width
	for next > 0 && !pystr.IsBlank(rune(line[next])) {
		next--
	}
	last = next
	for last > 0 && pystr.IsBlank(rune(line[last])) {
		last--
	}
	if last < first {
		// No white space within the width.
		last = width
		for last < len(line) && !pystr.IsBlank(rune(line[last])) {
			last++
		}
		next = last
	} else {
		next++
	}
	for next < len(line) && pystr.IsBlank(rune(line[next])) {
		next++
	}
	return last, next
}

// trimRight is rstrip(): of a unicode it takes more than ASCII white space.
func (f *filler) trimRight(line string) string {
	if f.unicode {
		return strings.TrimRightFunc(line, pystr.IsSpace)
	}
	return strings.TrimRight(line, pystr.Blanks)
}
