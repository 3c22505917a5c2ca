// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"strings"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/parttext"
)

// writer makes the bytes of a text that is put together from texts of many charsets. They are
// in the list's charset, or in UTF-8. It notes whether a character was lost. Replacement
// characters for broken bytes, and bytes in an unknown charset, do not count as lost.
type writer struct {
	pieces []string // joined at the end, since most of them are texts of messages that are in memory already
	list   string   // the list's charset
	utf8   bool
	lossy  bool
}

// compose calls write to write a text: in the charset of the list or, where that does
// not hold all of it, again in UTF-8. It returns the text in the form in which it goes
// out, and the charset to make a message with (ToDigest.py: to_cset_out).
func compose(list string, write func(*writer)) (text, cs string) {
	w := &writer{list: list}
	write(w)
	out := mimecharset.New(list).OutputCharset()
	text, ok := recode(w.written(), list, out)
	if ok && !w.lossy {
		return text, list
	}
	w = &writer{list: list, utf8: true}
	write(w)
	return w.written(), "utf-8"
}

// lines writes lines, each with a line feed.
func (w *writer) lines(lines ...string) {
	for _, line := range lines {
		w.pieces = append(w.pieces, line, "\n")
	}
}

func (w *writer) written() string { return strings.Join(w.pieces, "") }

// own writes a text of the list, which is bytes in its charset.
func (w *writer) own(text string) string {
	if w.utf8 {
		return parttext.Guess(text, w.list)
	}
	return text
}

// text writes a text of the list, str or unicode.
func (w *writer) text(t i18n.Text) string {
	if t.Unicode {
		return w.from(t.S)
	}
	return w.own(t.S)
}

// value writes a text that is a value of a pickle.
func (w *writer) value(v pyvalue.Value) string { return w.text(i18n.TextOf(v)) }

// from converts a text from UTF-8.
func (w *writer) from(text string) string {
	if w.utf8 {
		return text
	}
	s, ok := encode(text, w.list)
	w.lossy = w.lossy || !ok
	return s
}

// oneline is a header value, decoded and in one line (Utils.py: oneline). One
// with bytes that are not encoded is not decoded either; bytes within an encoded
// word are of its charset.
func (w *writer) oneline(value string) string {
	text := header.Oneline(value, "utf-8")
	switch {
	case !pystr.IsASCII(value) && text == header.DropLineEnds(value): // the result for a value that can't be decoded
		return w.unnamed(text)
	case w.utf8:
		return parttext.Guess(text, w.list)
	case utf8.ValidString(text) && !fits(text, w.list):
		w.lossy = true
	}
	return header.Oneline(value, w.list)
}

// wrap fills lines to a width. In a text in UTF-8 characters are counted, not bytes.
func (w *writer) wrap(text string, width int) string {
	return i18n.WrapAt(i18n.Text{S: text, Unicode: w.utf8}, width).S
}

// width is how many characters a text has; in another charset than UTF-8, how many bytes.
func (w *writer) width(text string) int {
	if w.utf8 {
		return utf8.RuneCountInString(text)
	}
	return len(text)
}

// body writes the text of a message, which is bytes in the charset that the message names; ""
// where it names none. An unknown charset is taken for the charset in which the list's texts go
// out.
func (w *writer) body(text, named string) string {
	out := mimecharset.New(w.list).OutputCharset()
	switch {
	case named == "":
		return w.unnamed(text)
	case !w.utf8 && (named == w.list || named == out):
		return text
	}
	u, err := charset.DecodeLenient(text, named)
	if err != nil {
		u, _ = charset.DecodeLenient(text, out)
	}
	return w.from(u)
}

// unnamed writes a text whose charset the message does not name. Mailman takes it for text in
// the list's charset.
func (w *writer) unnamed(text string) string {
	if w.utf8 {
		return parttext.Guess(text, w.list)
	}
	if _, err := charset.Decode(text, w.list, charset.Strict); err != nil && utf8.ValidString(text) {
		w.lossy = true
	}
	return text
}

// recode converts bytes from a charset to another. ok is false where that lacks a
// character.
func recode(text, from, to string) (s string, ok bool) {
	s, ok, err := charset.Recode(text, from, to)
	switch {
	case err == nil:
		return s, ok
	case charset.Known(from): // of this text only the ASCII characters are left
		s, _, _ = charset.Recode(text, from, "us-ascii")
		return s, true
	}
	return text, true // the charset is unknown: the text stays as it is
}

// encode converts UTF-8 to a charset. ok is false where that lacks a character.
func encode(text, cs string) (s string, ok bool) {
	return i18n.Text{S: text, Unicode: true}.In(cs), fits(text, cs)
}

func fits(text, cs string) bool {
	return charset.Holds(text, cs) || !charset.Known(cs)
}
