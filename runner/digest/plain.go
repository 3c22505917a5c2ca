// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"strings"

	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/mimecharset"
)

// The lines between the parts of a digest (RFC 1153).
var (
	separator70 = strings.Repeat("-", 70)
	separator30 = strings.Repeat("-", 30)
)

// fillPlain gives the plain digest its text.
func (i *issue) fillPlain(m *message.Message) {
	text, cs := compose(i.charset, i.plain)
	// Bytes that mean nothing in the charset go out as they are.
	_ = m.SetBodyCharset(text, mimecharset.New(cs))
}

// plain writes the plain digest (RFC 1153): masthead, table of contents,
// messages, and the end.
func (i *issue) plain(w *writer) {
	w.lines(w.text(i.masthead), "")
	if i.header != nil {
		w.lines(w.value(i.header), "")
	}
	i.contents(w)
	w.lines("", "", separator70, "")
	for n, p := range i.posts {
		if n > 0 {
			w.lines(separator30, "")
		}
		i.plainPost(w, p)
	}
	if i.footer != nil {
		// RFC 1153 has no place for the footer, so it is one more message.
		w.lines(separator30, "", "Subject: "+w.own(i.translator.T("Digest Footer", nil)), "",
			w.value(i.footer), "", separator30, "")
	}
	end := w.own(i.end())
	w.lines(end, strings.Repeat("*", w.width(end)))
}

// end is the last line of a digest.
func (i *issue) end() string { return i.translator.T("End of ", nil) + i.name }

// plainPost writes one message: some of its header fields, and its text.
func (i *issue) plainPost(w *writer, p post) {
	if p.text == nil {
		w.lines(w.own(i.translator.T("[Message discarded by content filter]", nil)))
		return
	}
	for _, name := range i.Site.Settings.Strs("PLAIN_DIGEST_KEEP_HEADERS") {
		if value := p.text.Get(name); value != "" {
			field := w.wrap(name+": "+w.oneline(value), i18n.Column)
			w.lines(strings.ReplaceAll(field, "\n", "\n\t"))
		}
	}
	text := w.body(textOf(p.text), p.text.ContentCharset())
	w.lines("", text)
	if !strings.HasSuffix(text, "\n") {
		w.lines("")
	}
}

// textOf is the decoded body of a message; where nothing can be decoded, the body as it stands.
func textOf(m *message.Message) string {
	if text := m.DecodedBody(); text != "" {
		return text
	}
	_, body, _ := strings.Cut(m.String(), "\n\n")
	return body
}
