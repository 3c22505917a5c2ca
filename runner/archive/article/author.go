// SPDX-License-Identifier: GPL-2.0-or-later

package article

import (
	"slices"
	"strings"
	"unicode"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/address"
)

// setAuthor takes name and address of the author from From, or the address
// from Reply-To.
func (mk *maker) setAuthor(a *Article, m *message.Message) {
	from := address.Parse(m.Get("From"))
	if from.Addr == "" {
		from.Addr = address.Parse(m.Get("Reply-To")).Addr
	}
	email, author := stripSeparators(from.Addr), stripSeparators(from.Name)
	if author == "" {
		author = email
	}
	obscured := email
	if mk.obscures() {
		obscured = strings.ReplaceAll(email, "@", mk.speak.T(" at ", nil))
		if author == email {
			author = obscured
		}
	}
	a.Author, a.Email = i18n.Text{S: author}, i18n.Text{S: obscured}
	if a.Decoded.Author = mk.decode(author); a.Decoded.Author.S != "" {
		a.Decoded.Email = mk.decode(obscured)
	}
}

// AuthorKey is what the article is sorted by in the author index, before date
// and message id: `Last, First`, of the decoded name where there is one.
func (a *Article) AuthorKey() i18n.Text {
	if a.Decoded.Author.S != "" {
		return fixAuthor(a.Decoded.Author)
	}
	return fixAuthor(a.Author)
}

// particles belong to the name behind them (pipermail.py: smallNameParts).
var particles = []string{"van", "von", "der", "de"}

// fixAuthor puts the last name first (pipermail.py: fixAuthor), with the words
// before it that are particles or, where the name is not all in one case, begin
// with a small letter. A name with a comma is that way already.
func fixAuthor(author i18n.Text) i18n.Text {
	name := author.S
	if strings.Contains(name, ",") {
		return author
	}
	words := strings.FieldsFunc(name, spaceOf(author))
	if len(words) == 1 {
		return author
	}
	if len(words) == 0 {
		return i18n.Text{S: ", "}
	}
	oneCase := upper(author) == name || lower(author) == name
	last := len(words) - 1
	i := last
	for i > 0 && (isParticle(words[i-1], author.Unicode) || !oneCase && beginsSmall(words[i-1])) {
		i--
	}
	turned := append([]string{words[last]}, words[i:last]...)
	author.S = strings.Join(turned, " ") + ", " + strings.Join(words[:i], " ")
	return author
}

func isParticle(word string, unicode bool) bool {
	return slices.Contains(particles, lower(i18n.Text{S: word, Unicode: unicode}))
}

func beginsSmall(word string) bool { return 'a' <= word[0] && word[0] <= 'z' }

// spaceOf is what divides the words of a text for Python's split().
func spaceOf(t i18n.Text) func(rune) bool {
	if t.Unicode {
		return pystr.IsSpace
	}
	return pystr.IsBlank
}

func lower(t i18n.Text) string {
	if t.Unicode {
		return eachRune(t.S, unicode.ToLower)
	}
	return pystr.Lower(t.S)
}

func upper(t i18n.Text) string {
	if t.Unicode {
		return eachRune(t.S, unicode.ToUpper)
	}
	return pystr.Upper(t.S)
}

func eachRune(s string, f func(rune) rune) string {
	b := make([]byte, 0, len(s))
	for _, r := range pystr.Each(s) {
		b = pystr.AppendRune(b, f(r))
	}
	return string(b)
}
