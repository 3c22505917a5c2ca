// SPDX-License-Identifier: GPL-2.0-or-later

package approval

import (
	"html"
	"iter"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/parttext"
)

// Text is one reading of a text that goes out with a post: white space within a line
// is one blank, and none at its ends.
type Text string

func newText(s string) Text {
	var b strings.Builder
	b.Grow(len(s))
	begun, blank := false, false // the line has a character; it has a blank behind that
	for _, r := range s {
		switch r = visible(r); {
		case r < 0:
		case r == '\n':
			b.WriteByte('\n')
			begun, blank = false, false
		case r == ' ':
			blank = begun
		default:
			if blank {
				b.WriteByte(' ')
			}
			b.WriteRune(r)
			begun, blank = true, false
		}
	}
	return Text(b.String())
}

// words is the text in one line.
func (t Text) words() string {
	if !strings.Contains(string(t), "\n") {
		return string(t)
	}
	var b strings.Builder
	b.Grow(len(t))
	for line := range strings.SplitSeq(string(t), "\n") {
		if line != "" && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

// visible is the form that a character has in a Text: -1 for none, for characters that
// take no room.
func visible(r rune) rune {
	switch {
	case parttext.IsInvisible(r):
		return -1
	case r == '\r', r == '\u2028', r == '\u2029':
		return '\n'
	case r != '\n' && pystr.IsSpace(r):
		return ' '
	}
	return r
}

// Texts are the readings of all texts of a post: of the parts that are text, of
// other parts that are no files (a multipart that could not be taken apart), and of
// what stands before and behind the parts; and its header fields and those of the
// parts, as far as they mention an approval. They are made one at a time, since each
// is about as long as the post.
func Texts(msg *message.Message) iter.Seq[Text] {
	return func(yield func(Text) bool) {
		more := true
		msg.Walk(func(part *message.Message) {
			more = more && fieldTexts(part, yield)
			for _, text := range bodyTexts(part) {
				more = more && readings(text, yield)
			}
		})
	}
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

// readings yields the ways in which a text can be read: as it stands, with its
// character references decoded, as HTML, and as Mailman reads HTML, in which a line
// break is nothing. It is false where no more are wanted.
func readings(text string, yield func(Text) bool) bool {
	if !yield(newText(text)) {
		return false
	}
	if strings.Contains(text, "&") && !yield(newText(html.UnescapeString(text))) {
		return false
	}
	return !strings.Contains(text, "<") ||
		yield(newText(parttext.HTML(text))) && yield(newText(html.UnescapeString(withoutTags(text))))
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

// fieldTexts yields the header fields of a message or part that may mention an
// approval, other than those that are there for it. It is false where no more are
// wanted.
func fieldTexts(part *message.Message, yield func(Text) bool) bool {
	for _, field := range part.Fields() {
		if IsField(field.Name) {
			continue
		}
		value := field.Value.Encoded()
		if strings.Contains(value, "=?") {
			value = header.Oneline(value, "utf-8")
		}
		if mentionsApproval(value) && !yield(newText(parttext.Guess(value, "utf-8"))) {
			return false
		}
	}
	return true
}

// Password is a password as texts are searched for it.
type Password string

// NewPassword prepares a password, in UTF-8.
func NewPassword(s string) Password { return Password(newText(s).words()) }

// HasPassword tells whether a text has a password anywhere. An empty one it never
// has.
func (t Text) HasPassword(p Password) bool { return p != "" && strings.Contains(t.words(), string(p)) }

// HasLine tells whether a text has a password behind such a name and a colon.
func (t Text) HasLine(name string, p Password) bool {
	if p == "" {
		return false
	}
	words := t.words()
	for at := 0; ; {
		i := strings.Index(words[at:], string(p))
		if i < 0 {
			return false
		}
		before, ok := strings.CutSuffix(strings.TrimRight(words[:at+i], " *_"), ":")
		if ok && hasSuffixFold(strings.TrimRight(before, " *_"), name) {
			return true
		}
		at += i + 1
	}
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}
