// SPDX-License-Identifier: GPL-2.0-or-later

package article

import (
	"strconv"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// setIDs takes message ids out of the header fields that have them. A post
// without one is known by its number.
func (a *Article) setIDs() {
	a.MsgID = stripSeparators(a.RawMessageID)
	if a.MsgID == "" {
		a.MsgID = strconv.FormatInt(a.Sequence, 10)
	}
	a.InReplyTo = stripSeparators(bracketed(a.RawInReplyTo))
	for _, id := range pystr.Fields(a.RawReferences) {
		a.References = append(a.References, stripSeparators(id))
	}
}

// bracketed is what stands between the first < and the last > of the first line
// that has both, brackets included (pipermail.py: msgid_pat).
func bracketed(field string) string {
	for line := range strings.Lines(field) {
		begin := strings.IndexByte(line, '<')
		end := strings.LastIndexByte(line, '>')
		if 0 <= begin && begin < end {
			return line[begin : end+1]
		}
	}
	return ""
}

// stripSeparators takes quotes or brackets, whichever, off both ends of a text
// (pipermail.py: strip_separators).
func stripSeparators(s string) string {
	if s == "" || strings.IndexByte(`"<([`, s[0]) < 0 || strings.IndexByte(`">)]`, s[len(s)-1]) < 0 {
		return s
	}
	if len(s) == 1 {
		return "" // s[1:-1] of a single quote
	}
	return s[1 : len(s)-1]
}
