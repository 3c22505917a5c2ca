// SPDX-License-Identifier: GPL-2.0-or-later

package article

import (
	"strings"
	"unicode/utf8"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/mimecharset"
)

// body is the text of a post (both Article.__init__): its transfer encoding
// undone, and decoded unless it is in the list's charset already; one that can't
// be decoded stays bytes.
func (mk *maker) body(m *message.Message) i18n.Text {
	raw := m.DecodedBody()
	if raw == "" {
		// What no encoding can be taken off, such as a multipart.
		_, text, _ := strings.Cut(m.String(), "\n\n")
		return i18n.Text{S: text}
	}
	if m.BodyIsUnicode() {
		return i18n.Text{S: endLines(raw, true), Unicode: true}
	}
	switch cs := mk.bodyCharset(m); cs {
	case "":
		return i18n.Text{S: raw}
	case mk.charset:
		return i18n.Text{S: endLines(raw, false)}
	default:
		text, err := charset.Decode(raw, cs, charset.Strict)
		if err != nil {
			return i18n.Text{S: raw}
		}
		return i18n.Text{S: endLines(text, true), Unicode: true}
	}
}

// bodyCharset is the charset that the post names, else that in which posts in the
// list's language go out. It is "" where the post names it "".
func (mk *maker) bodyCharset(m *message.Message) string {
	cs := m.ContentCharset()
	if cs == "" {
		if named, ok := m.Param("charset"); ok && named == "" {
			return ""
		}
		if cs = mimecharset.New(mk.charset).Output; cs == "" {
			cs = mk.charset
		}
	}
	cs = pystr.Strip(pystr.Lower(cs))
	for _, quote := range []string{`"`, "'"} {
		if len(cs) > 1 && strings.HasPrefix(cs, quote) && strings.HasSuffix(cs, quote) {
			cs = cs[1 : len(cs)-1]
		}
	}
	return cs
}

// endLines gives each line of a text, and the last as well, a \n in the place of
// its end: `[line + '\n' for line in text.splitlines()]`.
func endLines(text string, unicode bool) string {
	var b strings.Builder
	kept := 0
	for i := 0; i < len(text); {
		n := lineBreak(text[i:], unicode)
		if n == 0 {
			i++
			continue
		}
		if text[i:i+n] != "\n" {
			if b.Len() == 0 {
				b.Grow(len(text) + 1)
			}
			b.WriteString(text[kept:i])
			b.WriteByte('\n')
			kept = i + n
		}
		i += n
	}
	if !strings.HasSuffix(text[kept:], "\n") && kept < len(text) {
		return b.String() + text[kept:] + "\n"
	}
	if kept == 0 {
		return text
	}
	return b.String() + text[kept:]
}

// lineBreak is how long the line end is that s begins with, 0 for none. A
// unicode has more kinds of them than a str.
func lineBreak(s string, unicode bool) int {
	switch c := s[0]; {
	case c == '\n':
		return 1
	case c == '\r' && strings.HasPrefix(s, "\r\n"):
		return 2
	case c == '\r':
		return 1
	case !unicode || ' ' <= c && c < utf8.RuneSelf:
		return 0
	}
	if r, n := utf8.DecodeRuneInString(s); pystr.IsLineBreak(r) {
		return n
	}
	return 0
}
