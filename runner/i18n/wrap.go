// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import (
	"strings"

	"mmgen/runner/charset"
)

// Column is the width that letters are filled to (Utils.py: wrap).
const Column = 70

// Wrap fills a text to lines of at most Column characters (Utils.py: wrap).
// Paragraphs are divided by an empty line; a line that begins with white
// space is not joined to the one before it. Lines are broken at white space,
// those that have none within the width at the first behind it.
func Wrap(t Text) Text { return WrapAt(t, Column) }

// WrapAt is Wrap for another width.
func WrapAt(t Text, column int) Text {
	var chars []rune
	if t.Unicode {
		chars = []rune(t.S)
	} else {
		chars = make([]rune, len(t.S))
		for i := range len(t.S) {
			chars[i] = rune(t.S[i])
		}
	}
	chars = wrap(chars, column, t.Unicode)
	if t.Unicode {
		return Text{string(chars), true}
	}
	b := make([]byte, len(chars))
	for i, c := range chars {
		b[i] = byte(c)
	}
	return Text{string(b), false}
}

// wrap does it on characters: bytes of a str, code points of a unicode.
func wrap(text []rune, column int, unicode bool) []rune {
	var out []rune
	for _, para := range split(text, 2) {
		for _, line := range fill(para, unicode) {
			out = append(breakLine(out, line, column), '\n')
		}
		out = append(out, '\n')
	}
	return out[:len(out)-2]
}

// fill joins the lines of a paragraph that belong together.
func fill(para []rune, unicode bool) [][]rune {
	var lines [][]rune
	joined := false // whether the line before may be joined to
	for _, line := range split(para, 1) {
		switch {
		case len(line) == 0:
			lines = append(lines, line)
			continue // as in Mailman, joined keeps its value
		case joined && !space(line[0]):
			last := &lines[len(lines)-1]
			*last = append(append(trimRight(*last, unicode), ' '), line...)
		default:
			lines = append(lines, line)
		}
		joined = !space(line[0])
	}
	return lines
}

// breakLine appends line to out, with newlines where it must be broken.
func breakLine(out, line []rune, column int) []rune {
	for len(line) > 0 {
		if len(line) <= column {
			return append(out, line...)
		}
		last, next := breakAt(line, column)
		out = append(append(out, line[:min(last+1, len(line))]...), '\n')
		line = line[next:]
	}
	return out
}

// breakAt says which character of a long line is the last before the break
// and which is the first behind it.
func breakAt(line []rune, column int) (last, next int) {
	next = column
	for next > 0 && !space(line[next]) {
		next--
	}
	last = next
	for last > 0 && space(line[last]) {
		last--
	}
	if last == 0 {
		// No white space within the width.
		last = column
		for last < len(line) && !space(line[last]) {
			last++
		}
		next = last
	} else {
		next++
	}
	for next < len(line) && space(line[next]) {
		next++
	}
	return last, next
}

// split divides at each run of n newlines.
func split(text []rune, n int) [][]rune {
	var parts [][]rune
	start, run := 0, 0
	for i, c := range text {
		if c != '\n' {
			run = 0
			continue
		}
		if run++; run == n {
			parts = append(parts, text[start:i+1-n])
			start, run = i+1, 0
		}
	}
	return append(parts, text[start:])
}

// space tells whether c is of string.whitespace.
func space(c rune) bool { return c < 0x80 && strings.ContainsRune(charset.Blanks, c) }

// trimRight is rstrip(): of a unicode it takes more than ASCII white space.
func trimRight(s []rune, isUnicode bool) []rune {
	for len(s) > 0 && (space(s[len(s)-1]) || isUnicode && charset.IsSpace(s[len(s)-1])) {
		s = s[:len(s)-1]
	}
	return s[:len(s):len(s)]
}
