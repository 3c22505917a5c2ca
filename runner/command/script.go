// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/parttext"
)

// script is what a mail asks for, line by line (CommandRunner.py: Results.__init__).
// Its lines are bytes in the charset of the answer.
type script struct {
	lines   []string // the subject, if it can be read, and the text
	ignored []string // lines of the text beyond those that count
	partial bool     // the mail has more than that text
}

// maxText bounds what is read of a text, in bytes, before and after its transfer
// encoding is undone, and of a subject. Commands stand at the beginning; of what lies
// beyond, nothing is listed among the lines that are ignored or not processed.
const maxText = 1 << 18

// read reads a mail whose answer is in a charset. Of the text no more than maxLines
// count.
func read(msg *message.Message, cs string, maxLines int) script {
	var s script
	if subject, err := plainSubject(cutBehindLine(msg.Get("subject"))); err == nil {
		s.lines = append(s.lines, subject)
	}
	texts := msg.TextParts("plain")
	s.partial = len(texts) == 0 || texts[0] != msg
	if len(texts) == 0 {
		return s
	}
	lines := pystr.SplitLines(textIn(texts[0], cs))
	n := min(max(maxLines, 0), len(lines))
	s.lines = append(s.lines, lines[:n]...)
	s.ignored = lines[n:]
	return s
}

// plainSubject is a decoded subject. Letters beyond ASCII are left out: no command has any,
// but a translated `Re:` may.
func plainSubject(value string) (string, error) {
	text, err := decodeHeader(value)
	if err != nil {
		return "", err
	}
	return charset.Encode(text, "us-ascii", charset.Ignore)
}

// decodeHeader is make_header(decode_header(value)).__unicode__(). The error is that of
// package header.
func decodeHeader(value string) (string, error) {
	chunks, err := header.Decode(value)
	if err != nil {
		return "", err
	}
	h, err := header.Make(chunks, header.Layout{})
	if err != nil {
		return "", err
	}
	return h.Unicode()
}

// textIn is the text of a part, converted from the charset that it names. One that
// names none is taken as it stands; where nobody knows the charset, at which Mailman
// fails, it is guessed.
func textIn(part *message.Message, cs string) string {
	body := beginning(part)
	named := part.ContentCharset()
	if named == "" {
		return body
	}
	text, err := charset.Decode(body, named, charset.Replace)
	if err != nil {
		text = parttext.Guess(body, "utf-8")
	}
	if text, err = charset.Encode(text, cs, charset.Replace); err != nil {
		return body
	}
	return text
}

// beginning is the decoded body of a part, cut behind a line where it is too long.
func beginning(part *message.Message) string {
	if len(part.Body()) > maxText {
		short := message.New()
		short.Add("Content-Transfer-Encoding", part.Get("Content-Transfer-Encoding"))
		short.SetBody(cutBehindLine(part.Body()))
		part = short
	}
	return cutBehindLine(part.DecodedBody())
}

func cutBehindLine(text string) string {
	if len(text) <= maxText {
		return text
	}
	text = text[:maxText]
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		text = text[:i+1]
	}
	return text
}

func isBlank(line string) bool { return pystr.Strip(line) == "" }
