// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import "strings"

var (
	smtp32End  = match(`original message follows`)
	smtp32Addr = match(`(user mailbox[^:]*:|delivery failed[^:]*:|unknown user[^:]*:|undeliverable +to|delivery userid[^:]*:)\s*(?P<addr>\S*)`)
)

// smtp32 recognises the reports of IMail (Bouncers/SMTP32.py).
func smtp32(r *report) Result {
	if !strings.HasPrefix(r.Get("X-Mailer"), "<SMTP32 v") {
		return Result{}
	}
	var addrs set
	for text := range lines(r.Message) {
		l := newLine(text)
		if r.has(l, smtp32End) {
			break
		}
		if addr, ok := r.find(l, smtp32Addr); ok {
			addrs.add(addr)
		}
	}
	return failed(addrs.list()...)
}
