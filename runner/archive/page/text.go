// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"strings"
	"time"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/archive/article"
	"mmgen/runner/i18n"
)

// Text is what an article adds to the text of its volume, NAME.txt (as_text), with
// its Body: much like an entry of a mailbox. What the list's charset lacks becomes
// a question mark.
func (p *Pages) Text(a *article.Article) []byte {
	v := p.voice(a.Lang)
	now := func(date string) string {
		if strings.TrimSpace(date) == "" {
			return p.site.Now().Format(time.ANSIC)
		}
		return date
	}
	email := a.Email.In(v.charset)
	if strings.TrimSpace(email) == "" {
		email = "bogus@does.not.exist.com"
	}
	body := a.Body.S
	if !pystr.IsASCII(body) {
		body = a.Body.UTF8(v.charset)
	}
	if p.obscures() {
		body = article.Obscure(body, i18n.Text{S: v.atmark()}.UTF8(v.charset))
	}
	if !pystr.IsASCII(body) {
		body = i18n.Text{S: body, Unicode: true}.In(v.charset)
	}

	b := make([]byte, 0, len(body)+1024)
	add := func(texts ...string) {
		for _, s := range texts {
			b = append(b, s...)
		}
	}
	add("From ", email, "  ", now(a.FromDate),
		"\nFrom: ", email, " (", a.Author.In(v.charset), ")",
		"\nDate: ", now(a.DateStr),
		"\nSubject: ", a.Subject.In(v.charset))
	for _, field := range [][2]string{
		{"In-Reply-To", a.RawInReplyTo}, {"References", a.RawReferences}, {"Message-ID", a.RawMessageID},
	} {
		if field[1] != "" {
			add("\n", field[0], ": ", field[1])
		}
	}
	add("\n\n", body, "\n")
	return b
}
