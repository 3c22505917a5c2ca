// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import "strings"

// sina recognises the reports of sina.com (Bouncers/Sina.py, which Mailman does
// not ask): `<address>` at the beginning of a line of the first part.
func sina(r *report) Result {
	if !strings.EqualFold(r.Get("From"), "mailer-daemon@sina.com") || len(r.Parts()) == 0 {
		return Result{}
	}
	var addrs set
	for text := range lines(r.Parts()[0]) {
		if addr, ok := inAngles(text); ok && strings.HasPrefix(text, "<") {
			addrs.add(addr)
		}
	}
	return failed(addrs.list()...)
}
