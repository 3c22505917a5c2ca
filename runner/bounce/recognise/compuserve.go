// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

const (
	compuserveMark = "your message could not be delivered"
	compuserveAddr = "Invalid receiver address: "
)

// compuserve recognises the reports of CompuServe (Bouncers/Compuserve.py): the
// addresses stand between two lines that both say the same.
func compuserve(r *report) Result {
	begun := false
	var addrs []string
	for text := range lines(r.Message) {
		if strings.Contains(pystr.Lower(text), compuserveMark) {
			if begun {
				break
			}
			begun = true
		} else if begun {
			if _, addr, ok := strings.Cut(text, compuserveAddr); ok {
				addrs = append(addrs, strings.TrimSuffix(addr, "\n"))
			}
		}
	}
	return failed(addrs...)
}
