// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import "mmgen/runner/message/address"

// exim recognises the reports of Exim, which says in a header field who failed
// (Bouncers/Exim.py).
func exim(r *report) Result {
	fields := r.GetAll("X-Failed-Recipients")
	if len(fields) == 0 {
		return Result{}
	}
	var addrs []string
	for _, a := range address.ParseList(fields) {
		addrs = append(addrs, a.Addr)
	}
	return failed(addrs...)
}
