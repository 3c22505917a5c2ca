// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/parttext"
)

// A multipart whose parts are scrubbed becomes one text: that of its parts,
// with a line between them.
//
// The text is in the charset of the first plain text among the parts. What
// that charset lacks Mailman replaces by question marks; here the whole text
// then is UTF-8 instead. Two faults of Mailman's are mended on the way: it
// takes a line of its own that was converted already (EUC-JP goes out as
// ISO-2022-JP) for one that was not, and it does not convert `Skipped content
// of type ..` at all.

// piece is the text of one part.
type piece struct {
	text    string
	charset string // "" for the charset of the whole, or none that is known
	unicode bool   // text is UTF-8, whatever the charset
}

// join makes msg the text of its parts.
func (j *job) join(msg *message.Message) {
	pieces := j.pieces(msg)
	own := i18n.Text{S: j.say("-------------- next part --------------\n", nil), Unicode: j.foreign()}
	sep := piece{own.S, j.charset, own.Unicode}
	cs := j.joinedCharset()
	texts, ok := inCharset(append(pieces, sep), cs, j.charset)
	if !ok {
		cs = "utf-8"
		texts = inUTF8(append(pieces, sep), j.joinedCharset())
	}
	last := len(texts) - 1
	for i, text := range texts[:last] {
		texts[i] = withNewline(text)
	}
	putText(msg, strings.Join(texts[:last], texts[last]), cs)
	if j.first != nil {
		msg.SetFlow(j.first.flow)
	}
}

// joinedCharset is the charset of the whole: that of the first plain text, or
// the list's, in the form in which it goes out.
func (j *job) joinedCharset() string {
	cs := j.charset
	if j.first != nil && j.first.charset != "" && j.first.charset != "us-ascii" {
		cs = j.first.charset
	}
	return mimecharset.New(cs).OutputCharset()
}

// pieces are the texts of the parts. What is no text is named.
func (j *job) pieces(msg *message.Message) []piece {
	var pieces []piece
	msg.Walk(func(part *message.Message) {
		if part.Body() == "" || part.IsMultipart() {
			return
		}
		ctype := part.ContentType()
		if ctype == "text/plain" || ctype == "text/html" && j.html.action == keepHTML {
			pieces = append(pieces, pieceOf(part))
			return
		}
		said := j.say("Skipped content of type %(partctype)s\n", i18n.Vars{"partctype": ctype})
		pieces = append(pieces, piece{said, j.charset, j.foreign()})
	})
	return pieces
}

func pieceOf(part *message.Message) piece {
	p := piece{text: part.DecodedBody(), charset: part.ContentCharset(), unicode: part.BodyIsUnicode()}
	if set := part.Charset(); set != nil {
		p.charset = set.OutputCharset()
	}
	return p
}

// inCharset converts pieces to a charset as Mailman does. ok is false where that would
// lose a character. Bytes of an unknown charset, and bytes that are not of their
// charset, do not count.
func inCharset(pieces []piece, cs, list string) (texts []string, ok bool) {
	for _, p := range pieces {
		text := p.text
		if p.unicode || p.charset != "" && p.charset != cs {
			text, ok = encode(p.utf8(), cs, list)
			if !ok {
				return nil, false
			}
		}
		texts = append(texts, text)
	}
	return texts, true
}

// encode is text in a charset. ok is false where that lacks a character; characters
// that stand for broken bytes don't count. If the charset is unknown, so that the first
// text can't be read either, the result is in the list's, with question marks.
func encode(text, cs, list string) (s string, ok bool) {
	if !charset.Known(cs) {
		return i18n.Text{S: text, Unicode: true}.In(list), true
	}
	if !charset.Holds(text, cs) {
		return "", false
	}
	return i18n.Text{S: text, Unicode: true}.In(cs), true
}

// inUTF8 converts pieces to UTF-8 that Mailman would have in cs, some of which
// are bytes that it would leave as they are.
func inUTF8(pieces []piece, cs string) []string {
	texts := make([]string, len(pieces))
	for i, p := range pieces {
		texts[i] = p.utf8Beside(cs)
	}
	return texts
}

// utf8Beside is the text of a piece in UTF-8, beside which the whole would be in cs. Where
// Mailman would leave its bytes as they are, since it has no charset or that of the whole,
// they are guessed if they are not of that charset.
func (p piece) utf8Beside(cs string) string {
	if p.unicode || p.charset != "" && p.charset != cs {
		return p.utf8()
	}
	if text, err := charset.Decode(p.text, p.charset, charset.Strict); err == nil {
		return text
	}
	if p.charset != "" && pystr.IsASCII(p.text) { // broken escape sequences, which ISO-2022 has
		return p.utf8()
	}
	return parttext.Guess(p.text, cs)
}

// utf8 is the text of a piece in UTF-8, with U+FFFD for a byte that is not of its
// charset.
func (p piece) utf8() string {
	if p.unicode {
		return p.text
	}
	if text, err := charset.DecodeLenient(p.text, p.charset); err == nil {
		return text
	}
	return i18n.Text{S: p.text}.UTF8("us-ascii")
}

func withNewline(text string) string {
	if strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}
