// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// Lines with which the text of a report and the original message begin.
var (
	yahooIntros = []*pattern{
		match(`^message\s+from\s+yahoo\.\S+`),
		match(`^sorry, we were unable to deliver your message to the following address(\(es\))?\.`),
	}
	yahooEnds = []string{"--- Original message follows", "--- Below this line is a copy of the message"}
)

// yahoo recognises the reports of Yahoo! (Bouncers/Yahoo.py): `<address>:` at the
// beginning of a line, between introduction and original message.
func yahoo(r *report) Result {
	if !strings.HasPrefix(sender(r.Message), "mailer-daemon@yahoo") {
		return Result{}
	}
	begun := false
	var addrs []string
	for text := range lines(r.Message) {
		text = pystr.Strip(text)
		if !begun {
			l := newLine(text)
			begun = slices.ContainsFunc(yahooIntros, func(p *pattern) bool { return r.has(l, p) })
		} else if addr, ok := beforeColon(text); ok {
			addrs = append(addrs, addr)
		} else if slices.ContainsFunc(yahooEnds, func(s string) bool { return strings.HasPrefix(text, s) }) {
			break
		}
	}
	return failed(addrs...)
}
