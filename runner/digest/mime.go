// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
)

// fillMIME gives the MIME digest its parts: masthead, the list's own header, table of contents,
// a multipart/digest of the messages, which differ only in their header fields from what was
// posted, and the list's own footer.
func (i *issue) fillMIME(m *message.Message) {
	m.Attach(i.part(i.masthead, i.name))
	if i.header != nil {
		m.Attach(i.part(i18n.TextOf(i.header), i.translator.T("Digest Header", nil)))
	}
	text, cs := compose(i.charset, i.contents)
	contents := message.NewText(text, "plain", cs)
	contents.Add("Content-Description", i.translator.T("Today's Topics (%(msgcount)d messages)",
		i18n.Vars{"msgcount": len(i.posts)}))
	m.Attach(contents)
	digest := message.NewBase("multipart", "digest")
	for _, p := range i.posts {
		digest.Attach(message.NewRFC822(p.whole))
	}
	m.Attach(digest)
	if i.footer != nil {
		m.Attach(i.part(i18n.TextOf(i.footer), i.translator.T("Digest Footer", nil)))
	}
	// Mailman means this to stand behind the last part. It is not written any more, since the
	// email package now calls that attribute epilogue.
	m.SetAttr("postamble", pyvalue.Str(i.end()))
}

// part is a text of the list as a part of a MIME digest.
func (i *issue) part(text i18n.Text, description string) *message.Message {
	m := text.Part(i.charset)
	m.Add("Content-Description", description)
	return m
}
