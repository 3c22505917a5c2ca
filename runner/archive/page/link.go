// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// span is a piece of a line; the zero span stands for no piece.
type span struct{ begin, end int }

func (s span) found() bool { return s.end > 0 }

// findLink is the first thing that find finds in a line behind from.
func findLink(line string, from int, find func(string) (begin, end int, ok bool)) span {
	begin, end, ok := find(line[from:])
	if !ok {
		return span{}
	}
	return span{from + begin, from + end}
}

// findURL is where the first URL in a line begins, and where its :// ends (urlpat).
func findURL(line string) (begin, end int, ok bool) {
	const colon = "://"
	for from := 0; ; {
		i := strings.Index(line[from:], colon)
		if i < 0 {
			return 0, 0, false
		}
		at := from + i
		for begin = at; begin > from && isLetter(line[begin-1]); begin-- {
		}
		if begin < at {
			return begin, at + len(colon), true
		}
		from = at + 1
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// urlEnd is where a URL ends of which s is what follows the ://: before a closing
// bracket or quote, white space, or an underscore at the end of a word.
func urlEnd(s string) int {
	const after = "]})>'\"" + pystr.Blanks
	for i := range len(s) {
		if strings.IndexByte(after, s[i]) >= 0 {
			return i
		}
		if s[i] == '_' && (i+1 == len(s) || strings.IndexByte(pystr.Blanks, s[i+1]) >= 0) {
			return i
		}
	}
	return len(s)
}

// scripts are the schemes of URLs that a browser runs or shows as a page of the
// archive's own, and not as somebody else's.
var scripts = []string{"javascript", "jscript", "livescript", "mocha", "vbscript", "data"}

// isScript tells whether a URL is no address but a script.
func isScript(url string) bool {
	scheme, _, _ := strings.Cut(url, ":")
	return slices.Contains(scripts, strings.ToLower(scheme))
}
