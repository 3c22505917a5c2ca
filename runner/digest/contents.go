// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"fmt"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message/address"
)

// The widths of the table of contents (ToDigest.py: send_i18n_digests).
const (
	contentsWidth = 65
	contentsMost  = 70 // with the author's name
)

// contents writes the table of contents: for each post its subject, and its author, on a line
// of its own where there is no room behind the subject.
func (i *issue) contents(w *writer) {
	w.lines(w.own(i.translator.T("Today's Topics:\n", nil)))
	prefix, comparable := w.pattern(i18n.TextOf(i.list().Value("subject_prefix")))
	for n, p := range i.posts {
		subject := w.oneline(p.subject)
		if comparable {
			subject = withoutPrefix(subject, prefix)
		}
		lines := strings.Split(w.wrap(fmt.Sprintf("%2d. ", n+1)+subject, contentsWidth), "\n")
		last := &lines[len(lines)-1]
		if author := author(w.oneline(p.from)); w.width(*last)+w.width(author) > contentsMost {
			lines = append(lines, author)
		} else {
			*last += author
		}
		w.lines("  " + lines[0])
		for _, line := range lines[1:] {
			w.lines("      " + strings.TrimLeft(line, pystr.Blanks))
		}
	}
}

// author is the first author of a From field, in parentheses, behind a blank.
func author(from string) string {
	addresses := address.ParseList([]string{from})
	if len(addresses) == 0 {
		return ""
	}
	name := addresses[0].Name
	if name == "" {
		name = addresses[0].Addr
	}
	if name == "" {
		return ""
	}
	return " (" + name + ")"
}

// pattern is a text of the list as Python's re compares it with bytes: a character of a unicode
// equals the byte with the same number. ok is false where a character has no such byte.
func (w *writer) pattern(t i18n.Text) (s string, ok bool) {
	if !t.Unicode || w.utf8 {
		return w.text(t), true
	}
	s, err := charset.Encode(t.S, "iso-8859-1", charset.Strict)
	return s, err == nil
}

// withoutPrefix takes the list's subject prefix off a subject, also behind `Re: `. It does not
// find a prefix that contains a number.
func withoutPrefix(subject, prefix string) string {
	for _, at := range prefixPlaces(subject) {
		end := at + len(prefix)
		if end <= len(subject) && pystr.Lower(subject[at:end]) == pystr.Lower(prefix) {
			return subject[:at] + subject[end:]
		}
	}
	return subject
}

// prefixPlaces are the places where a prefix may stand, in the order in which they are tried:
// behind `re`, which a colon may follow, and all or some of the blanks there; or at the
// beginning.
func prefixPlaces(subject string) []int {
	const re = "re"
	if len(subject) < len(re) || pystr.Lower(subject[:len(re)]) != re {
		return []int{0}
	}
	var places []int
	behind := func(at int) {
		end := at
		for end < len(subject) && subject[end] == ' ' {
			end++
		}
		for ; end >= at; end-- {
			places = append(places, end)
		}
	}
	if strings.HasPrefix(subject[len(re):], ":") {
		behind(len(re) + 1)
	}
	behind(len(re))
	return append(places, 0)
}
