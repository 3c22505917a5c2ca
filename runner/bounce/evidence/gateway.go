// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"strings"

	"mmgen/runner/message/address"
)

// gatewayRecipient reads the reports of gateways, as to telephones, that repeat the
// header of the message and say that it failed, but not for whom. The only recipient
// in the header is meant if it is one of the gateway's own domain: other recipients of
// a list's post are not there.
func gatewayRecipient(r *report) (addrs []string, known bool) {
	if !r.isReport() {
		return nil, false
	}
	_, host, ok := strings.Cut(strings.ToLower(address.Parse(r.Get("From")).Addr), "@")
	if !ok {
		return nil, false
	}
	var to []string
	failed, late := false, false
	for _, text := range r.texts() {
		for raw := range strings.Lines(head(text, 64<<10)) {
			l := newLine(raw)
			late = late || isLate(l)
			failed = failed || l.verdict() == permanent
			if strings.HasPrefix(strings.TrimLeft(l.lower, " \t"), "to:") {
				to = append(to, addresses(l.text)...)
			}
		}
	}
	if !failed || late || len(to) != 1 {
		return nil, false
	}
	_, domain, _ := strings.Cut(strings.ToLower(to[0]), "@")
	if host != domain && !strings.HasSuffix(host, "."+domain) {
		return nil, false
	}
	return to, true
}
