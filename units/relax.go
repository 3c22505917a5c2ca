// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"slices"
	"strings"

	"github.com/coreos/go-systemd/v22/unit"
)

// Relaxation is a reason to make the sandbox of a service wider than usual.
type Relaxation struct {
	Kind RelaxKind
	Why  string // a sentence for the unit: which setting, and what it has the service do
}

// RelaxKind says which lines are left out or changed.
type RelaxKind int

const (
	// OpenNetwork allows the network for a queue that usually does not need it.
	OpenNetwork RelaxKind = iota
	// ForeignCode lets code of the site's own run in the process: it may write
	// outside of Mailman's directories and make code at run time.
	ForeignCode
	// ForeignPrograms lets any program run: a mailer that is setuid or setgid,
	// hands mail to processes that outlive the runner, and delivers to home
	// directories.
	ForeignPrograms
	// CodeAtRunTime lets a program have memory that is written and executed.
	CodeAtRunTime
	// HomeReadable shows home directories, read-only but for the site's own.
	HomeReadable
	// SharedTmp shows the machine's own /tmp and /var/tmp.
	SharedTmp
	// RootReader lets root read any file. It is for settings of which it is not known who can
	// read them.
	RootReader
)

// change is what a relaxation does to [Service].
type change struct {
	drop []string          // names of options
	set  map[string]string // other values for options that are there
	add  []*unit.UnitOption
}

// changes has a row for each kind. Under User=, each line in privileged turns
// NoNewPrivileges= on by itself (systemd's context_has_no_new_privileges), so a
// setgid program works only without all of them; PrivateUsers= has the kernel
// ignore the setgid bit of a group that is not mapped.
var changes = map[RelaxKind]change{
	OpenNetwork: {drop: []string{"PrivateNetwork", "IPAddressDeny"},
		set: map[string]string{"RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6"}},
	ForeignCode: {drop: []string{"RestrictSUIDSGID", "MemoryDenyWriteExecute", "ProcSubset"},
		set: map[string]string{"ProtectSystem": "full"}},
	ForeignPrograms: {drop: slices.Concat(privileged, []string{"CapabilityBoundingSet", "PrivateUsers", "PrivateTmp",
		"ProtectHome", "PrivateNetwork", "IPAddressDeny", "ProcSubset", "ProtectProc", "SystemCallErrorNumber"}),
		set: map[string]string{"ProtectSystem": "full"},
		add: []*unit.UnitOption{{Section: "Service", Name: "KillMode", Value: "process"}}},
	CodeAtRunTime: {drop: []string{"MemoryDenyWriteExecute"}},
	HomeReadable:  {set: map[string]string{"ProtectHome": "read-only"}},
	SharedTmp:     {drop: []string{"PrivateTmp"}},
	RootReader: {drop: []string{"PrivateUsers"},
		set: map[string]string{"CapabilityBoundingSet": "CAP_DAC_READ_SEARCH"}},
}

var privileged = []string{"NoNewPrivileges", "PrivateDevices", "ProtectKernelTunables", "ProtectKernelModules",
	"ProtectKernelLogs", "ProtectClock", "ProtectHostname", "RestrictAddressFamilies", "RestrictNamespaces",
	"RestrictRealtime", "RestrictSUIDSGID", "LockPersonality", "MemoryDenyWriteExecute",
	"SystemCallArchitectures", "SystemCallFilter"}

// relax applies relaxations to the lines of a service, and returns for each a
// sentence that says what it did.
func relax(opts []*unit.UnitOption, reasons []Relaxation) (kept []*unit.UnitOption, notes []string) {
	kept = opts
	for _, r := range reasons {
		var without []string
		kept, without = changes[r.Kind].apply(kept)
		if len(without) > 0 {
			notes = append(notes, r.Why+" Hence "+strings.Join(without, ", ")+".")
		}
	}
	return kept, notes
}

func (c change) apply(opts []*unit.UnitOption) (kept []*unit.UnitOption, did []string) {
	for _, opt := range opts {
		switch value, other := c.set[opt.Name]; {
		case opt.Section == "Service" && slices.Contains(c.drop, opt.Name):
			did = append(did, "no "+opt.Name+"=")
		case opt.Section == "Service" && other && value != opt.Value:
			kept = append(kept, unit.NewUnitOption(opt.Section, opt.Name, value))
			did = append(did, opt.Name+"="+value)
		default:
			kept = append(kept, opt)
		}
	}
	for _, opt := range c.add {
		kept = append(kept, opt)
		did = append(did, opt.Name+"="+opt.Value)
	}
	return kept, slices.Compact(did)
}
