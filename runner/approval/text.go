// SPDX-License-Identifier: GPL-2.0-or-later

package approval

import (
	"html"
	"slices"
	"strings"

	"mmgen/runner/charset"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/parttext"
)

// Text is one reading of a text that goes out with a post.
type Text struct {
	lines string // white space within a line is one blank
	words string // line ends too
}

func newText(s string) Text {
	lines := strings.Split(strings.Map(visible, s), "\n")
	for i, line := range lines {
		lines[i] = oneBlank(line)
	}
	return Text{lines: strings.Join(lines, "\n"), words: oneBlank(strings.Join(lines, " "))}
}

// visible makes of a character what is left of it in a Text.
func visible(r rune) rune {
	switch {
	case parttext.IsInvisible(r):
		return -1
	case r == '\r', r == '\u2028', r == '\u2029':
		return '\n'
	case r != '\n' && charset.IsSpace(r):
		return ' '
	}
	return r
}

func oneBlank(s string) string { return strings.Join(strings.Fields(s), " ") }

// Texts are the readings of all texts of a post: of the parts that are text, of
// other parts that are no files (a multipart that could not be taken apart), and of
// what stands before and behind the parts; and its header fields and those of the
// parts, as far as they mention an approval.
func Texts(msg *message.Message) (texts []Text) {
	msg.Walk(func(part *message.Message) {
		texts = append(texts, fieldTexts(part)...)
		for _, text := range bodyTexts(part) {
			texts = append(texts, readings(text)...)
		}
	})
	return texts
}

// bodyTexts are what a part says beside its header and its own parts, in UTF-8.
func bodyTexts(part *message.Message) (texts []string) {
	preamble, _ := part.Preamble()
	epilogue, _ := part.Epilogue()
	switch main := part.ContentMaintype(); {
	case part.IsMultipart():
		texts = []string{parttext.Guess(preamble, "utf-8"), parttext.Guess(epilogue, "utf-8")}
	case main == "text" || main == "multipart" || main == "message":
		texts = []string{parttext.UTF8(part)}
	}
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

// readings are the ways in which a text can be read: as it stands, with its
// character references decoded, as HTML, and as Mailman reads HTML, in which a line
// break is nothing.
func readings(text string) []Text {
	all := []Text{newText(text)}
	if strings.Contains(text, "&") {
		all = append(all, newText(html.UnescapeString(text)))
	}
	if strings.Contains(text, "<") {
		all = append(all, newText(parttext.HTML(text)), newText(html.UnescapeString(withoutTags(text))))
	}
	return all
}

// withoutTags takes everything between angle brackets out.
func withoutTags(text string) string {
	var b strings.Builder
	for {
		before, tag, found := strings.Cut(text, "<")
		_, after, closed := strings.Cut(tag, ">")
		if !found || !closed {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(before)
		text = after
	}
}

// fieldTexts are the header fields of a message or part that may mention an approval,
// other than those that are there for it.
func fieldTexts(part *message.Message) (texts []Text) {
	for _, field := range part.Fields() {
		if IsField(field.Name) {
			continue
		}
		value := field.Value.Encoded()
		if strings.Contains(value, "=?") {
			value = header.Oneline(value, "utf-8")
		}
		if strings.Contains(strings.ToLower(value), "approve") {
			texts = append(texts, newText(parttext.Guess(value, "utf-8")))
		}
	}
	return texts
}

// Password is a password as texts are searched for it.
type Password string

// NewPassword prepares a password, in UTF-8.
func NewPassword(s string) Password { return Password(newText(s).words) }

// HasPassword tells whether a text has a password anywhere. An empty one it never
// has.
func (t Text) HasPassword(p Password) bool { return p != "" && strings.Contains(t.words, string(p)) }

// HasLine tells whether a text has a password behind such a name and a colon.
func (t Text) HasLine(name string, p Password) bool {
	if p == "" {
		return false
	}
	for at := 0; ; {
		i := strings.Index(t.words[at:], string(p))
		if i < 0 {
			return false
		}
		before, ok := strings.CutSuffix(strings.TrimRight(t.words[:at+i], " *_"), ":")
		if ok && hasSuffixFold(strings.TrimRight(before, " *_"), name) {
			return true
		}
		at += i + 1
	}
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}
