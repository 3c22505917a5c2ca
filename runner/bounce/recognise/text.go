// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"iter"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/message/address"
	"mmgen/runner/message/transfer"
)

// Limits by which a search ends within a second.
const (
	maxText  = 4 << 20 // bytes of a message that are looked at, counted before its transfer encoding is undone
	maxLines = 400_000
	maxLine  = 64 << 10 // bytes; longer lines are skipped
	// budget is how many bytes are searched for patterns, all recognisers
	// together. A line counts anew for each pattern.
	budget = 4 << 20
	// searchCost is what a search costs at least, in bytes.
	searchCost = 32
)

// report is a message that is looked at.
type report struct {
	*message.Message
	budget int // how much of the budget is left
}

func newReport(msg *message.Message) *report { return &report{msg, budget} }

// lines goes through the lines, with their line feeds, of all parts that have a
// text (email/iterators.py: body_line_iterator).
func lines(m *message.Message) iter.Seq[string] {
	return eachLine(m, func(_ *message.Message, text string) string { return text })
}

// decodedLines is lines with the transfer encoding undone.
func decodedLines(m *message.Message) iter.Seq[string] {
	return eachLine(m, func(part *message.Message, text string) string {
		text, _ = transfer.Decode(text, part.Get("Content-Transfer-Encoding"))
		return text
	})
}

// eachLine goes through the lines of what decode makes of the text of each part.
func eachLine(m *message.Message, decode func(part *message.Message, text string) string) iter.Seq[string] {
	return func(yield func(string) bool) {
		room, left := maxText, maxLines
		m.Walk(func(part *message.Message) {
			if room == 0 || left == 0 || !part.HasBody() {
				return
			}
			text := head(part.Body(), room)
			room -= len(text)
			for line := range strings.Lines(decode(part, text)) {
				if left--; left == 0 || len(line) <= maxLine && !yield(line) {
					left = 0
					return
				}
			}
		})
	}
}

// head is the beginning of a text, cut at a line where it is longer than n.
func head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return text[:strings.LastIndexByte(text[:n], '\n')+1]
}

// leaves are the parts other than multiparts (Postfix.py and Netscape.py:
// flatten).
func leaves(m *message.Message) []*message.Message {
	var leaves []*message.Message
	m.Walk(func(part *message.Message) {
		if !part.IsMultipart() {
			leaves = append(leaves, part)
		}
	})
	return leaves
}

// sender is the first address of the From field, in small letters.
func sender(m *message.Message) string { return pystr.Lower(firstAddress(m.Get("From"))) }

// firstAddress is the first address of a field, or what stands in its place
// (parseaddr).
func firstAddress(field string) string { return address.Parse(field).Addr }

// inAngles is what stands between `<` and `>` in a line for the first time.
func inAngles(line string) (addr string, ok bool) {
	_, rest, _ := strings.Cut(line, "<")
	addr, _, ok = strings.Cut(rest, ">")
	return addr, ok
}

// beforeColon is what stands in `<..>:` at the beginning of a line.
func beforeColon(line string) (addr string, ok bool) {
	addr, rest, ok := strings.Cut(line, ">")
	if !ok || !strings.HasPrefix(addr, "<") || !strings.HasPrefix(rest, ":") {
		return "", false
	}
	return addr[1:], true
}

// set are the keys of a Python dict, which lists them in the order of their
// hashes.
type set struct{ keys pyvalue.Dict }

func (s *set) add(key string) { s.keys.Set(pyvalue.Str(key), true) }

func (s *set) list() []string {
	var keys []string
	for _, e := range s.keys.HashOrder() {
		keys = append(keys, string(e.Key.(pyvalue.Str)))
	}
	return keys
}
