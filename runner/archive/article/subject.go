// SPDX-License-Identifier: GPL-2.0-or-later

package article

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/lazyregexp"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/subject"
)

// Replies, with white space as Python's \s has it in texts without flags.
var (
	reply       = lazyregexp.New(`^[\t-\r ]*[Rr][Ee][\t-\r ]*(\[[0-9]+\][\t-\r ]*)?:[\t-\r ]*`)
	strictReply = lazyregexp.New(`^(([Rr][Ee]|[Aa][Ww]|[Ss][Vv]|[Vv][Ss])(\[[0-9]+\])?:[\t-\r ]*)+`)
)

// setSubject takes the subject, without the `Re:` before it. One that has nothing
// else in it is called so in the list's language.
func (mk *maker) setSubject(a *Article, m *message.Message) {
	text := m.Get("Subject")
	if text == "" {
		text = mk.noSubject()
	}
	for n := len(reply().FindString(text)); n > 0; n = len(reply().FindString(text)) {
		if text = text[n:]; text == "" {
			text = mk.noSubject()
			break
		}
	}
	a.Subject = i18n.Text{S: text}
	if decoded := mk.decode(text); decoded.S != "" {
		if mk.obscures() {
			decoded.S = Obscure(decoded.S, i18n.Text{S: mk.speak.T(" at ", nil)}.UTF8(mk.charset))
		}
		a.Decoded.Subject = decoded
	}
}

func (mk *maker) noSubject() string { return mk.speak.T("No subject", nil) }

// decode is a header value as unicode, in one line (HyperArch.py:
// decode_charset). What can't be decoded is in the list's charset, in Latin-1 if
// that is us-ascii.
func (mk *maker) decode(value string) i18n.Text {
	text, err := header.DecodedLine(value)
	if err != nil {
		cs := mk.charset
		if cs == "us-ascii" {
			cs = "iso-8859-1"
		}
		text = drop(i18n.Text{S: value}.UTF8(cs), pystr.IsLineBreak)
	}
	return i18n.Text{S: text, Unicode: true}
}

// drop takes characters out of a text.
func drop(text string, unwanted func(rune) bool) string {
	return strings.Join(strings.FieldsFunc(text, unwanted), "")
}

// strip is the subject for sorting: without the list's prefix, wherever it stands,
// replies before it, and white space (HyperArch.py: strip_subject).
func (mk *maker) strip(a *Article) i18n.Text {
	text := a.Decoded.Subject
	if text.S == "" {
		text = a.Subject
	}
	prefix := i18n.TextOf(mk.List.Value("subject_prefix"))
	prefix.S = strings.TrimFunc(prefix.S, spaceOf(prefix))
	if prefix.S != "" {
		_, _, numbered := subject.NumberAt(prefix.S)
		text.S = subject.CutPrefix(text.S, prefix, numbered)
	}
	text.S = strictReply().ReplaceAllLiteralString(strings.TrimLeftFunc(text.S, spaceOf(text)), "")
	text.S = drop(text.S, pystr.IsBlank)
	return text
}

// SubjectKey is what the article is sorted by in the subject index, and what
// posts without references are threaded by.
func (a *Article) SubjectKey() i18n.Text {
	stripped := a.Decoded.Stripped
	return i18n.Text{S: lower(stripped), Unicode: stripped.Unicode}
}
