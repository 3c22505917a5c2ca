// SPDX-License-Identifier: GPL-2.0-or-later

package runner

// remaining says which entries of a queue stay in it. They are not looked at again.
type remaining struct {
	kept      map[string]bool
	all       bool // all entries, also those that were not taken yet
	forPython bool // some of the kept are for Mailman's own Python
}

func (r *remaining) keep(names ...string) {
	for _, name := range names {
		r.kept[name] = true
	}
}
