// SPDX-License-Identifier: GPL-2.0-or-later

// Package units is the model of what mmgen emits: which systemd units there
// are, for which queue, with which lines. It is pure: a Config goes in, a Set
// of units and links comes out, and nothing is read or written.
//
// The units, with QUEUE one of Mailman's queues (see Queues):
//
//	mmrun.target           groups all that follows; wanted by multi-user.target
//	mmrun-QUEUE.path       starts the service as soon as an entry is there
//	mmrun-QUEUE.timer      instead of the path where nothing can be watched
//	mmrun-QUEUE.service    drains the queue and ends
//	mmrun-sweep.timer      starts now and then ..
//	mmrun-sweep.target     .. every path, timer and service of a queue
//	mmrun-job-NAME.timer   starts, at its time, ..
//	mmrun-job-NAME.service .. one of the day's jobs (see Periodic), for sites that want it
//	mmrun-settings.path    starts, when a settings file is changed ..
//	mmrun-settings.service .. the check of the settings, which fails with the reason
//
// Their text is in templates/units; see there for the two marks that a template
// has beyond systemd's syntax.
//
// # Why a path unit never fails or spins
//
// A path unit looks again when its service ends. If an entry is still there, it
// starts the service again at once, and after a few rounds it gives up for good
// (trigger-limit-hit) or, before systemd 250, keeps PID 1 busy. So:
//
//   - StartLimitIntervalSec=0: good runs count as starts too, and a burst of
//     mail must not use up a limit.
//   - Restart=on-failure, and no RestartPreventExitStatus=: a runner that
//     leaves entries exits 75, one that can't run at all 64, 74 or 78 (or 203, 217
//     from systemd). In each case the service is then waiting for its restart
//     (auto-restart), which is not inactive, so the path unit does not look. After
//     an exit status that is kept from restarting the service would be failed: the
//     path unit would look, find the entry, and start it again without end.
//   - The service's only conditions are a glob that finds whatever the path's
//     own glob finds, the one of interrupted entries and, for out, that of
//     bounces to be registered and those of entries on their way to it: one of
//     them is enough. If the conditions failed while an entry waits, the path unit
//     would start the service without end.
//   - The path's glob finds nothing but names that entries have (see entry.go):
//     a stray file would stay, and start the service every half minute.
//   - The path needs the same mounts as its service (RequiresMountsFor=): a
//     dependency that fails for the service alone would have the same effect.
//   - TriggerLimitBurst= is above what --linger 1s lets through in its
//     interval: each run lasts a second at least.
//
// Type=simple, since Restart= is refused for Type=oneshot before systemd 244.
//
// # The day's jobs
//
// A run that is killed, or takes longer than an hour, is gone on with after five minutes,
// and so is one that had to leave out a locked list (exit status 75). After a fault of
// the site the service is failed until the job is due again, so that it is seen.
//
// # What the generator can't see
//
// A directory below VAR_PREFIX may be a link to somewhere else (Debian's logs
// and locks, many a site's archives), and /var can't be looked into at boot.
// systemd follows a link in ReadWritePaths= only if no directory above it is
// listed too, so directories that may be links are named in BindPaths=: bound
// onto themselves, they are writable wherever they lie.
package units

import (
	"strings"

	"github.com/coreos/go-systemd/v22/unit"
)

// Unit is one unit file.
type Unit struct {
	Name    string   // "mmrun-in.service"
	Notes   []string // sentences for people who read the file
	Options []*unit.UnitOption
}

// Value returns the values of an option, one for each line that sets it.
func (u Unit) Value(section, name string) []string {
	var values []string
	for _, opt := range u.Options {
		if opt.Section == section && opt.Name == name {
			values = append(values, opt.Value)
		}
	}
	return values
}

// Link is a symbolic link that enables a unit.
type Link struct {
	Name   string // "mmrun.target.wants/mmrun-in.path"
	Target string // "../mmrun-in.path"
}

// Set is all that is emitted for a site.
type Set struct {
	Units []Unit
	Links []Link
}

// Unit returns the unit of a name.
func (s Set) Unit(name string) (u Unit, ok bool) {
	for _, u := range s.Units {
		if u.Name == name {
			return u, true
		}
	}
	return Unit{}, false
}

func (s *Set) add(u Unit, wantedBy ...string) {
	s.Units = append(s.Units, u)
	for _, by := range wantedBy {
		s.link(u.Name, by)
	}
}

// link makes one unit wanted by another.
func (s *Set) link(name, by string) {
	s.Links = append(s.Links, Link{by + ".wants/" + name, "../" + name})
}

// Resident are the names under which distributions run Mailman's own daemon; it
// must never run at the same time (Debian's second name is an alias).
var Resident = []string{"mailman.service", "mailman-qrunner.service"}

func resident() string { return strings.Join(Resident, " ") }
