// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// qmailIntros begin the first paragraph of a report.
var qmailIntros = []string{
	"Hi. This is the",
	"Hi. The MTA program at",
	"We're sorry. There's a problem",
	"Check your send e-mail address.",
	"This is the mail delivery agent at",
	"Unfortunately, your mail was not delivered",
	"Your mail message to the following",
}

// qmail recognises the reports of qmail, whose format is QSBMF
// (https://cr.yp.to/proto/qsbmf.txt; Bouncers/Qmail.py): a paragraph of
// introduction, a paragraph for each recipient that begins with `<address>:`, and
// a break, which begins with a hyphen.
func qmail(r *report) Result {
	const (
		before = iota
		intro
		recipients
	)
	state := before
	var addrs []string
	for text := range lines(r.Message) {
		text = pystr.Strip(text)
		switch state {
		case before:
			if slices.ContainsFunc(qmailIntros, func(s string) bool { return strings.HasPrefix(text, s) }) {
				state = intro
			}
		case intro:
			if text == "" {
				state = recipients
			}
		case recipients:
			if strings.HasPrefix(text, "-") {
				return failed(addrs...)
			}
			if addr, ok := beforeColon(text); ok {
				addrs = append(addrs, addr)
			}
		}
	}
	return failed(addrs...)
}
