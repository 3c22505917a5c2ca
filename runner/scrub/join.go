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
// The text is in the charset of the first plain text among the parts. Where that charset lacks
// a character, Mailman writes a question mark; here the whole text is UTF-8 then. Two faults of
// Mailman are mended here: it treats a line of its own that was converted already (EUC-JP goes
// out as ISO-2022-JP) as one that was not, and it does not convert `Skipped content of type ..`
// at all.

// piece is the text of one part.
type piece struct {
	text    string
	charset string // "": the charset of the whole text, or an unknown one
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

// joinedCharset is the charset of the whole text: that of the first plain text or else of the
// list, in the form in which it goes out.
func (j *job) joinedCharset() string {
	cs := j.charset
	if j.first != nil && j.first.charset != "" && j.first.charset != "us-ascii" {
		cs = j.first.charset
	}
	return mimecharset.New(cs).OutputCharset()
}

// pieces are the texts of the parts. For a part that is not a text, it is a line that names the
// content type.
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

// inCharset converts pieces to a charset as Mailman does. ok is false where that would lose a
// character. Bytes in an unknown charset, and bytes that mean nothing in their charset, do not
// count as lost.
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

// encode is a text in a charset. ok is false where the charset lacks a character; characters
// that stand for broken bytes don't count. Where the charset is unknown, and so the first text
// can't be read either, the result is in the charset of the list, with question marks.
func encode(text, cs, list string) (s string, ok bool) {
	if !charset.Known(cs) {
		return i18n.Text{S: text, Unicode: true}.In(list), true
	}
	if !charset.Holds(text, cs) {
		return "", false
	}
	return i18n.Text{S: text, Unicode: true}.In(cs), true
}

// inUTF8 converts pieces to UTF-8. cs is the charset in which Mailman would have them; some of
// them are bytes that Mailman would leave as they are.
func inUTF8(pieces []piece, cs string) []string {
	texts := make([]string, len(pieces))
	for i, p := range pieces {
		texts[i] = p.utf8Beside(cs)
	}
	return texts
}

// utf8Beside is a piece in UTF-8, where the whole text would be in cs. Mailman would leave the
// bytes of a piece as they are if its charset is cs or unknown. Where such bytes mean nothing
// in cs, their charset is guessed.
func (p piece) utf8Beside(cs string) string {
	if p.unicode || p.charset != "" && p.charset != cs {
		return p.utf8()
	}
	if text, err := charset.Decode(p.text, p.charset, charset.Strict); err == nil {
		return text
	}
	if p.charset != "" && pystr.IsASCII(p.text) { // broken escape sequences of ISO-2022
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
