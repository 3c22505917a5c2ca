// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"

	"mmgen/runner/charset"
)

// splitASCII is email/header.py: _split_ascii: text in lines, broken behind the
// first of chars that a line has at all. The first line may be first long, the
// others rest; what has nowhere to be broken stays longer.
func splitASCII(text string, first, rest int, indent, chars string) []string {
	var lines []string
	room := first
	for line := ""; text != ""; {
		line, _, text = cutLine(text)
		line = strings.TrimLeft(line, charset.Blanks)
		at := strings.IndexFunc(chars, func(c rune) bool { return strings.ContainsRune(line, c) })
		if len(line) < room || at < 0 {
			lines = append(lines, line)
			room = rest
			continue
		}
		f := asciiFolder{lines: lines, room: room, rest: rest, indent: indent, char: chars[at]}
		f.fold(line)
		lines, room = f.lines, f.room
	}
	return lines
}

// asciiFolder breaks one line at a character.
type asciiFolder struct {
	lines      []string
	room, rest int
	indent     string
	char       byte

	parts  []string // of the line at hand
	length int      // as Python counts it: the parts', not all that joins them
}

func (f *asciiFolder) fold(line string) {
	for more := true; more; {
		var part string
		part, line, more = strings.Cut(line, string(f.char))
		if more {
			line = strings.TrimLeft(line, charset.Blanks)
		}
		f.part(part)
	}
	if len(f.parts) > 0 {
		f.lines = append(f.lines, strings.Join(f.parts, f.joiner()))
	}
}

// end is what a broken line ends with.
func (f *asciiFolder) end() string {
	if f.char == ' ' {
		return ""
	}
	return string(f.char)
}

func (f *asciiFolder) joiner() string { return f.end() + " " }

func (f *asciiFolder) part(part string) {
	length := f.length + max(0, len(f.parts)-1)*len(f.joiner())
	// A field's own name, where the text begins with it, is no place to break.
	behindName := f.char == ' ' && len(f.lines) == 0 && len(f.parts) == 1 && isFieldName(f.parts[0])
	if behindName || length+len(part) <= f.room {
		f.parts = append(f.parts, part)
		f.length += len(part)
		return
	}
	if len(f.parts) > 0 {
		f.lines = append(f.lines, strings.Join(f.parts, f.joiner())+f.end())
	}
	if len(part) > f.room && f.char != ' ' {
		if sub := splitASCII(part, f.room, f.rest, f.indent, " "); len(sub) > 0 {
			f.lines = append(f.lines, sub[:len(sub)-1]...)
			part = sub[len(sub)-1]
		}
	}
	f.parts = []string{part}
	f.length = indentWidth(f.indent) + len(part)
	f.room = f.rest
}

// isFieldName tells whether s is a field's name with its colon
// (email/header.py: fcre).
func isFieldName(s string) bool {
	if len(s) < 2 || s[len(s)-1] != ':' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return true
}
