// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"iter"
	"strings"
	"sync"

	"mmgen/runner/message"
	"mmgen/runner/message/transfer"
	"mmgen/runner/parttext"
)

// Limits of what is looked at.
const (
	maxText       = 4 << 20 // bytes
	maxHTML       = 1 << 20 // bytes
	maxLines      = 400_000
	maxLine       = 2_000 // bytes
	maxRecipients = 110_000
	// maxDoubt is how many bytes of lines are searched for the words that the returned
	// message begins with. Where there are more it is taken to have begun.
	maxDoubt = 1 << 20
)

// report is a message that is looked at. What several readers ask of it is found once.
type report struct {
	*message.Message
	isReport func() bool
	texts    func() []string
}

func newReport(msg *message.Message) *report {
	return &report{
		msg,
		sync.OnceValue(func() bool { return isReport(msg) }),
		sync.OnceValue(func() []string { return texts(msg) }),
	}
}

// texts are the parts before the returned message that a person would read: its
// plain texts, or the text of its HTML where there is none.
func texts(m *message.Message) []string {
	var plain, html []*message.Message
	returned := false
	m.Walk(func(part *message.Message) {
		switch kind := part.ContentType(); {
		case returned || part.IsMultipart() && kind != "message/rfc822":
		case kind == "message/rfc822" || kind == "text/rfc822-headers":
			returned = true
		case !part.HasBody():
		case kind == "text/html":
			html = append(html, part)
		case strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "multipart/"):
			plain = append(plain, part)
		}
	})
	if len(plain) == 0 {
		return decoded(html, maxHTML, parttext.HTML)
	}
	return decoded(plain, maxText, func(text string) string { return text })
}

// decoded are the texts of parts, with their transfer encoding undone and changed by
// convert. Of all texts together no more than room bytes are read.
func decoded(parts []*message.Message, room int, convert func(string) string) (texts []string) {
	for _, part := range parts {
		text := head(part.Body(), room)
		room -= len(text)
		text, _ = transfer.Decode(text, part.Get("Content-Transfer-Encoding"))
		texts = append(texts, convert(text))
	}
	return texts
}

// originalBegins matches the line, in small letters and without quotation marks, after
// which a report has the returned message. Fields of its header are
// looked for without it.
var originalBegins = pattern(
	`(below|here|following|attached).{0,20} (is|are) .{0,20}(copy|header|original|message)|` +
		`(copy of|original|returned|unsent|undelivered|your|message).{0,12} (message|headers?|mail)( headers?| text)?( is| are)?[ :]*(follow|below|-{3})|` +
		`headers? follow|^-+ ?(original|returned|undelivered|unsent) (message|mail)|^original message( headers)?:`)

var (
	originalFields = []string{"received:", "return-path:", "dkim-signature:"}
	originalWords  = []string{"follow", "below", "---", "here", "attached", "original message"}
)

// lines goes through the lines of the texts up to the returned message.
func (r *report) lines() iter.Seq[line] {
	return func(yield func(line) bool) {
		left, doubt := maxLines, maxDoubt
		for _, text := range r.texts() {
			for raw := range strings.Lines(text) {
				l := newLine(raw)
				if l.mayBeginOriginal() {
					doubt -= len(l.text)
				}
				if left--; left == 0 || doubt <= 0 || l.beginsOriginal() || !yield(l) {
					return
				}
			}
		}
	}
}

func (l line) beginsOriginal() bool {
	text := strings.TrimLeft(l.lower, " \t>")
	for _, field := range originalFields {
		if strings.HasPrefix(text, field) {
			return true
		}
	}
	if value, ok := strings.CutPrefix(text, "content-type:"); ok {
		return strings.Contains(value, "rfc822")
	}
	return l.mayBeginOriginal() && originalBegins.MatchString(text)
}

// mayBeginOriginal tells whether the line has any of the words without which originalBegins
// does not match.
func (l line) mayBeginOriginal() bool {
	return strings.HasPrefix(strings.TrimLeft(l.lower, " \t>"), "-") || containsAny(l.lower, originalWords)
}

// head is the beginning of a text.
func head(text string, n int) string { return text[:min(n, len(text))] }
