// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// splitASCII is email/header.py: _split_ascii: it breaks text into lines, behind the first one
// of chars that occurs in a line. The first line may have a length of first, the others of
// rest. Text without any of chars may stay longer.
func splitASCII(text string, first, rest int, indent, chars string, emit func(line string)) {
	room := first
	begun := false
	for line := ""; text != ""; {
		line, _, text = pystr.CutLine(text)
		line = strings.TrimLeft(line, pystr.Blanks)
		at := strings.IndexFunc(chars, func(c rune) bool { return strings.ContainsRune(line, c) })
		if len(line) < room || at < 0 {
			emit(line)
			room, begun = rest, true
			continue
		}
		f := asciiFolder{emit: emit, begun: begun, room: room, rest: rest, indent: indent, char: chars[at]}
		f.fold(line)
		room, begun = f.room, f.begun
	}
}

// asciiFolder breaks one line at a character.
type asciiFolder struct {
	emit       func(line string)
	begun      bool // a line came before
	room, rest int
	indent     string
	char       byte

	parts  []string // the parts of the current line
	length int      // the length as Python counts it: of the parts, without what joins them
}

func (f *asciiFolder) fold(line string) {
	for more := true; more; {
		var part string
		part, line, more = strings.Cut(line, string(f.char))
		if more {
			line = strings.TrimLeft(line, pystr.Blanks)
		}
		f.part(part)
	}
	if len(f.parts) > 0 {
		f.line(f.joined(""))
	}
}

func (f *asciiFolder) line(line string) {
	f.emit(line)
	f.begun = true
}

// joined is the current line, with end behind it.
func (f *asciiFolder) joined(end string) string {
	n := len(end)
	for _, part := range f.parts {
		n += len(part) + f.joinerLen()
	}
	var b strings.Builder
	b.Grow(n)
	for i, part := range f.parts {
		if i > 0 {
			b.WriteString(f.end())
			b.WriteByte(' ')
		}
		b.WriteString(part)
	}
	b.WriteString(end)
	return b.String()
}

// end is the text at the end of a line that is broken.
func (f *asciiFolder) end() string {
	if f.char == ' ' {
		return ""
	}
	return string(f.char)
}

// joinerLen is the length of what stands between parts: end and a blank.
func (f *asciiFolder) joinerLen() int { return len(f.end()) + 1 }

func (f *asciiFolder) part(part string) {
	length := f.length + max(0, len(f.parts)-1)*f.joinerLen()
	// Where the text begins with a field name, the line is not broken behind that.
	behindName := f.char == ' ' && !f.begun && len(f.parts) == 1 && isFieldName(f.parts[0])
	if behindName || length+len(part) <= f.room {
		f.parts = append(f.parts, part)
		f.length += len(part)
		return
	}
	if len(f.parts) > 0 {
		f.line(f.joined(f.end()))
	}
	if len(part) > f.room && f.char != ' ' {
		part = f.atBlanks(part)
	}
	f.parts = append(f.parts[:0], part)
	f.length = indentWidth(f.indent) + len(part)
	f.room = f.rest
}

// atBlanks breaks a part that is too long for a line at blanks, and returns its
// last line.
func (f *asciiFolder) atBlanks(part string) (last string) {
	last, held := part, false
	splitASCII(part, f.room, f.rest, f.indent, " ", func(line string) {
		if held {
			f.line(last)
		}
		last, held = line, true
	})
	return last
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
