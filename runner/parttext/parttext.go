// SPDX-License-Identifier: GPL-2.0-or-later

// Package parttext tells what the reader of a message sees of its parts: the
// text of a part in UTF-8, with its transfer encoding, its charset and, in
// HTML, tags and character references undone.
//
// It answers to nothing in Mailman. Handlers that must not lose a text (MimeDel,
// Scrubber) or must not let one through (Approve) use it to look at the parts; the
// messages that they send are made from the parts themselves.
package parttext

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message"
)

// UTF8 is the body of a part, decoded. Bytes that are not of the part's charset are
// U+FFFD; where the part names no charset, or an unknown one, the charset is guessed
// (see Guess). It is "" for a multipart.
func UTF8(part *message.Message) string {
	body := part.DecodedBody()
	if part.BodyIsUnicode() {
		return body
	}
	if named := part.ContentCharset(); named != "" && charset.Known(named) {
		if text, err := charset.DecodeLenient(body, named); err == nil {
			return text
		}
	}
	return Guess(body, "utf-8")
}

// IsBlank tells whether a part, with all that is in it, shows nothing to its
// reader. What is no text shows something unless it is empty.
func IsBlank(part *message.Message) bool {
	if part.IsMultipart() {
		for _, inner := range part.Parts() {
			if !IsBlank(inner) {
				return false
			}
		}
		return true
	}
	switch part.ContentType() {
	case "text/html", "application/xhtml+xml":
		return IsBlankHTML(UTF8(part))
	}
	if part.ContentMaintype() != "text" {
		return part.Body() == ""
	}
	return isBlank(UTF8(part))
}

// isBlank tells whether a text has white space and invisible characters only.
func isBlank(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool { return pystr.IsSpace(r) || IsInvisible(r) }) == ""
}

// IsInvisible tells whether a character takes no room: soft hyphen, the joiners
// and spaces of no width, and the byte order mark.
func IsInvisible(r rune) bool {
	switch r {
	case 0, 0xad, 0x34f, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff:
		return true
	}
	return false
}
