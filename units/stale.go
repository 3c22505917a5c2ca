// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"fmt"
	"slices"
	"strings"

	"github.com/coreos/go-systemd/v22/unit"
)

// Stale makes the units of earlier settings into those of a site whose settings have a fault
// now. The units stay as they are, so that queues are watched and mail is handled as soon as
// the settings are right again. In addition each service of a queue, and the sweep, starts
// mmrun-settings.service. It fails and says why until the fault is mended, and then it
// succeeds.
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

// readAnew makes systemd run the generator again. If that finds no fault either, it keeps
// units in a file, and the units that are new are started. (The start is that of
// mmrun-settings.service too, which would else begin anew without end.) It is one command:
// after the reload systemd takes no further line of the unit as it was.
const readAnew = `+/bin/sh -c "systemctl daemon-reload && test -e %s && systemctl --no-block start ` + target + `"`

// Awaiting makes the units of settings that have a fault, where there are none of earlier
// settings (after a boot), into those that bring the rest: when mmrun-settings.service
// finds no fault any more, it has the units made anew and started. kept is the file in
// which the generator keeps units without a fault. Root reads the settings, in the
// sandbox, since the user that they name may be the fault; only the reload is outside.
func Awaiting(set Set, kept string) Set {
	awaiting := Set{Units: slices.Clone(set.Units), Links: set.Links}
	for i, u := range awaiting.Units {
		if u.Name != settings {
			continue
		}
		opts := slices.DeleteFunc(slices.Clone(u.Options), func(o *unit.UnitOption) bool {
			return o.Section == "Service" && (o.Name == "User" || o.Name == "Group")
		})
		opts, notes := relax(opts, []Relaxation{{RootReader, "The settings have a fault, and root looks whether it is mended."}})
		opts = append(opts, unit.NewUnitOption("Service", "ExecStartPost", fmt.Sprintf(readAnew, kept)))
		awaiting.Units[i].Notes = append(slices.Clone(u.Notes), notes...)
		awaiting.Units[i].Options = opts
	}
	return awaiting
}
