// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import "strings"

var llnlAddr = match(`,\s*(?P<addr>\S+@[^,]+),`)

// llnl recognises the reports of sendmail at LLNL (Bouncers/LLNL.py): the first
// line with an address between two commas.
func llnl(r *report) Result {
	for text := range lines(r.Message) {
		if !strings.Contains(text, "@") {
			continue
		}
		if addr, ok := r.find(newLine(text), llnlAddr); ok {
			return failed(addr)
		}
	}
	return Result{}
}
