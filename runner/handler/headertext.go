// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
)

// filterPatterns are the lines of a rule, without those that are empty or
// begin with #, in UTF-8.
func filterPatterns(rule pyvalue.Value, cs string, form norm.Form) []string {
	text, _ := pyvalue.AsString(rule)
	_, isUnicode := rule.(pyvalue.Unicode)
	isBreak := func(r rune) bool { return r == '\n' || r == '\r' || isUnicode && pystr.IsLineBreak(r) }
	isBlank := func(r rune) bool { return strings.ContainsRune(pystr.Blanks, r) || isUnicode && pystr.IsSpace(r) }
	var patterns []string
	for _, line := range strings.FieldsFunc(text, isBreak) {
		if line[0] == '#' || strings.TrimFunc(line, isBlank) == "" {
			continue
		}
		if !isUnicode {
			line = fromReferences(decodedText(line, cs))
		}
		patterns = append(patterns, form.String(line))
	}
	return patterns
}

// decodedText decodes bytes, as Latin-1 where there is no such charset.
func decodedText(b, cs string) string {
	text, err := charset.Decode(b, cs, charset.Replace)
	if err != nil {
		text, _ = charset.Decode(b, "iso-8859-1", charset.Replace)
	}
	return text
}

// fromReferences replaces references to characters, &#8364; and \u20ac, by the
// characters (Utils.py: xml_to_unicode). They come from the web pages of a list in a
// charset that lacks the character.
func fromReferences(text string) string {
	if !strings.Contains(text, "&#") && !strings.Contains(text, `\u`) && !strings.Contains(text, `\U`) {
		return text
	}
	return expand(expand(text, decimalReference), hexReference)
}

// expand replaces each reference that read finds at the beginning of a text.
func expand(text string, read func(string) (r rune, size int)) string {
	var b strings.Builder
	for len(text) > 0 {
		if r, size := read(text); size > 0 {
			b.WriteString(pystr.FromRunes([]rune{r})) // half a surrogate pair is a character to Python
			text = text[size:]
			continue
		}
		b.WriteByte(text[0])
		text = text[1:]
	}
	return b.String()
}

// decimalReference reads &#8364;.
func decimalReference(text string) (r rune, size int) {
	rest, ok := strings.CutPrefix(text, "&#")
	digits, _, closed := strings.Cut(rest, ";")
	if !ok || !closed || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, 0
	}
	return referenced(digits, 10), len("&#") + len(digits) + len(";")
}

// hexReference reads \u20ac.
func hexReference(text string) (r rune, size int) {
	const length = len(`\u20ac`)
	if len(text) < length || text[0] != '\\' || text[1]|0x20 != 'u' || strings.Trim(text[2:length], "0123456789abcdefABCDEF") != "" {
		return 0, 0
	}
	return referenced(text[2:length], 16), length
}

func referenced(digits string, base int) rune {
	n, err := strconv.ParseInt(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(n)
}

// decodedHeaders are all header fields of a message and its parts, a line each,
// in UTF-8 (SpamDetect.py: getDecodedHeaders).
func decodedHeaders(msg *message.Message, form norm.Form) string {
	var b strings.Builder
	msg.Walk(func(part *message.Message) {
		for _, f := range part.Fields() {
			b.WriteString(decodedText(f.Name, "us-ascii") + ": " + form.String(decodedValue(f.Value.Encoded())) + "\n")
		}
	})
	return b.String()
}

// decodedValue is a header value without its line breaks and encoded words. A
// charset that nobody knows is taken for Latin-1.
func decodedValue(value string) string {
	chunks, err := header.Decode(unfolded(value))
	if err != nil {
		chunks = []header.Chunk{{Text: value}}
	}
	var b strings.Builder
	for _, c := range chunks {
		cs := c.Charset
		if cs == "" {
			cs = "us-ascii"
		}
		b.WriteString(decodedText(c.Text, cs))
	}
	return b.String()
}

// unfolded makes one blank of each line feed with the white space behind it.
func unfolded(value string) string {
	if !strings.Contains(value, "\n") {
		return value
	}
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] == '\n' && i+1 < len(value) && strings.IndexByte(pystr.Blanks, value[i+1]) >= 0 {
			b.WriteByte(' ')
			i++
			continue
		}
		b.WriteByte(value[i])
	}
	return b.String()
}

// normalForm is a normal form of Unicode by its name.
func normalForm(name string) norm.Form {
	switch name {
	case "NFC":
		return norm.NFC
	case "NFD":
		return norm.NFD
	case "NFKD":
		return norm.NFKD
	}
	return norm.NFKC
}
