// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import "strings"

// FullName is what socket.getfqdn() makes of a host's name, as far as
// /etc/hosts tells: the name itself where that has a dot, or where nothing
// better is known. A name server is not asked.
func (h *Host) FullName(name string) string {
	if strings.Contains(name, ".") {
		return name
	}
	text, err := h.ReadFile("/etc/hosts")
	if err != nil {
		return name
	}
	if full := fqdnIn(string(text), name); full != "" {
		return full
	}
	return name
}
