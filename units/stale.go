// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"slices"
	"strings"
)

// Stale makes the units of earlier settings into those of a site whose settings
// have a fault now. They stay what they are, so that queues are watched and
// mail is handled as soon as the settings are right again. In addition whatever
// serves a queue, and the sweep, starts mmrun-settings.service: it fails and
// says why until the fault is mended, and then it succeeds.
func Stale(set Set) Set {
	stale := Set{Units: slices.Clone(set.Units), Links: slices.Clone(set.Links)}
	for i, u := range stale.Units {
		if u.Name == target {
			note := "The settings have a fault now, so these units are those of the last settings that had none: systemctl status mmrun-settings.service says why."
			stale.Units[i].Notes = append(slices.Clone(u.Notes), note)
		}
		if u.Name == sweep || strings.HasSuffix(u.Name, ".service") && u.Name != settings {
			stale.link(settings, u.Name)
		}
	}
	return stale
}
