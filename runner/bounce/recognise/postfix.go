// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
)

// How the text of a report begins.
var (
	postfixIntro  = match(`^[ \t]*the\s*(bns)?\s*(postfix|keftamail|smtp_gateway)`)
	postfixReason = match(`^failure reason:$`)
	postfixAddr   = match(`<(?P<addr>[^>]*)>:`)
)

// postfix recognises the reports of Postfix and of what resembles it
// (Bouncers/Postfix.py): `<address>:` in the part that is described as
// notification.
func postfix(r *report) Result {
	switch r.ContentType() {
	case "multipart/mixed", "multipart/report":
	default:
		return Result{}
	}
	for _, part := range leaves(r.Message) {
		if part.ContentType() == "text/plain" && pystr.EqualFold(part.Get("Content-Description"), "notification") {
			return failed(r.postfixText(part)...)
		}
	}
	return Result{}
}

func (r *report) postfixText(part *message.Message) (addrs []string) {
	begun := false
	for text := range lines(part) {
		l := newLine(strings.TrimRight(text, pystr.Blanks))
		if !begun {
			begun = r.has(l, postfixIntro) || r.has(l, postfixReason)
		} else if addr, ok := r.find(l, postfixAddr); ok {
			addrs = append(addrs, addr)
		}
	}
	return addrs
}
