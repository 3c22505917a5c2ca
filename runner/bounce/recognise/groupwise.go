// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
)

// groupWise recognises the reports of Novell GroupWise, NTMail and Internet Mail
// Service (Bouncers/GroupWise.py): in the first text, `<address>` or the first word
// of a line with `@`. Mailman overlooks a line that begins with a blank, and takes
// the line end with a word that is the whole line.
func groupWise(r *report) Result {
	mailer := pystr.Lower(r.Get("X-Mailer"))
	if r.ContentType() != "multipart/mixed" || len(mailer) < 3 {
		return Result{}
	}
	switch mailer[:3] {
	case "nov", "ntm", "int":
	default:
		return Result{}
	}
	part := firstText(r.Message)
	if part == nil {
		return Result{}
	}
	var addrs set
	for text := range lines(part) {
		if addr, ok := inAngles(text); ok {
			addrs.add(addr)
		} else if addr, ok := firstWord(text); ok {
			addrs.add(addr)
		}
	}
	return failed(addrs.list()...)
}

// firstWord is the first word of a line that has `@`. Of an indented line it must
// be an address.
func firstWord(text string) (word string, ok bool) {
	if !strings.Contains(text, "@") {
		return "", false
	}
	word, _, _ = strings.Cut(pystr.Strip(text), " ")
	return word, text[0] != ' ' || strings.Contains(word, "@")
}

// firstText is the first text/plain part that has a field (find_textplain; to
// Python a message without any is false).
func firstText(m *message.Message) *message.Message {
	if m.ContentType() == "text/plain" {
		if len(m.Fields()) == 0 {
			return nil
		}
		return m
	}
	for _, part := range m.Parts() {
		if found := firstText(part); found != nil {
			return found
		}
	}
	return nil
}
