// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// EquivalentAddresses are the addresses that are the same person's as addr by
// the list's equivalent_domains: the same local part at the other domains of
// the first group that addr's is in (Utils.py: check_eq_domains). Groups are
// divided by semicolons, the domains in them by commas.
func EquivalentAddresses(addr, equivalentDomains string) []string {
	at := strings.LastIndexByte(addr, '@')
	if equivalentDomains == "" || at < 0 {
		return nil
	}
	local, domain := addr[:at+1], pystr.Lower(addr[at+1:])
	groups := pystr.Lower(strings.Join(pystr.Fields(equivalentDomains), ""))
	for group := range strings.SplitSeq(groups, ";") {
		domains := strings.Split(group, ",")
		if !slices.Contains(domains, domain) {
			continue
		}
		var found []string
		for _, d := range domains {
			if d != domain {
				found = append(found, local+d)
			}
		}
		return found
	}
	return nil
}
