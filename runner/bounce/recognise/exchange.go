// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import "strings"

// The two forms of a line about a recipient; case counts.
var exchangeAddrs = []*pattern{
	match(`SMTP=(?P<addr>[^;]+); on `),
	match(`(?P<addr>[^ ]+) on `),
}

// exchange recognises some reports of Microsoft Exchange (Bouncers/Exchange.py).
func exchange(r *report) Result {
	begun := false
	var addrs set
	for text := range lines(r.Message) {
		if !begun {
			begun = strings.Contains(text, "did not reach the following recipient")
			continue
		}
		if strings.Contains(text, "MSEXCH:") {
			break
		}
		l := newLine(text)
		for _, p := range exchangeAddrs {
			if addr, ok := r.findCased(l, p); ok {
				addrs.add(addr)
				break
			}
		}
	}
	return failed(addrs.list()...)
}
