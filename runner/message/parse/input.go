// SPDX-License-Identifier: GPL-2.0-or-later

package parse

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// input is BufferedSubFile of email/feedparser.py: lines of a text, which seem
// to end where one of the stops comes.
type input struct {
	text   string
	pos    int
	unused []line // lines that were put back; they are read, from the last one on, before the text at pos
	stops  []stop
}

// line is a line with its line end, \r\n, \n or \r, and where it begins. It is
// empty at the end of the input.
type line struct {
	text  string
	begin int
}

// stop says at which lines the input seems to end: at the boundary, or at an
// empty line.
type stop struct {
	boundary string // the boundary, with the two hyphens before it
	blank    bool
}

func (in *input) push(s stop) { in.stops = append(in.stops, s) }
func (in *input) pop()        { in.stops = in.stops[:len(in.stops)-1] }

// unread puts a line back.
func (in *input) unread(l line) {
	switch {
	case l.text == "":
	case len(in.unused) == 0 && l.begin+len(l.text) == in.pos:
		in.pos = l.begin
	default:
		in.unused = append(in.unused, l)
	}
}

// line reads a line; it is empty at the end, and before a line that a stop
// matches.
func (in *input) line() line {
	if n := len(in.unused); n > 0 {
		l := in.unused[n-1]
		if in.stopped(l.text) {
			return line{}
		}
		in.unused = in.unused[:n-1]
		return l
	}
	head, end, _ := pystr.CutLine(in.text[in.pos:])
	text := in.text[in.pos : in.pos+len(head)+len(end)]
	if in.stopped(text) {
		return line{}
	}
	l := line{text: text, begin: in.pos}
	in.pos += len(text)
	return l
}

func (in *input) stopped(text string) bool {
	for i := len(in.stops) - 1; i >= 0; i-- {
		if in.stops[i].match(text) {
			return true
		}
	}
	return false
}

// rest reads all lines up to the end.
func (in *input) rest() string {
	var head string
	for len(in.unused) > 0 {
		l := in.line()
		if l.text == "" {
			return head
		}
		head += l.text
	}
	begin := in.pos
	in.skip()
	if head != "" {
		return head + in.text[begin:in.pos]
	}
	return in.text[begin:in.pos]
}

// skip moves pos to the first line that a stop matches, or to the end. It looks only at lines
// that begin like a stop.
func (in *input) skip() {
	if len(in.stops) == 0 {
		in.pos = len(in.text)
		return
	}
	blank := false
	for _, s := range in.stops {
		blank = blank || s.blank
	}
	for in.pos < len(in.text) {
		l := in.line()
		if l.text == "" {
			return
		}
		if !blank {
			in.pos = nextHyphens(in.text, in.pos)
		}
	}
}

// nextHyphens returns where the next line that begins with two hyphens begins,
// from the line at pos on.
func nextHyphens(text string, pos int) int {
	for {
		i := strings.Index(text[pos:], "--")
		if i < 0 {
			return len(text)
		}
		pos += i
		if pos == 0 || text[pos-1] == '\n' || text[pos-1] == '\r' {
			return pos
		}
		pos++
	}
}

// match tells whether the input stops at that line.
func (s stop) match(text string) bool {
	if s.blank {
		return isBlank(text)
	}
	is, _ := s.boundaryLine(text)
	return is
}

// boundaryLine tells whether a line is the boundary, and whether it is the
// last one: with two more hyphens. Blanks may follow, and a line end.
func (s stop) boundaryLine(text string) (is, end bool) {
	rest, is := strings.CutPrefix(text, s.boundary)
	if !is {
		return false, false
	}
	rest, end = strings.CutPrefix(rest, "--")
	switch strings.TrimLeft(rest, " \t") {
	case "", "\n", "\r", "\r\n":
		return true, end
	}
	return false, false
}

// isBlank tells whether a line is only a line end.
func isBlank(text string) bool {
	return text != "" && (text[0] == '\n' || text[0] == '\r')
}
