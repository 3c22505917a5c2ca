// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRelax says for each relaxation what is left of the lines that matter.
func TestRelax(t *testing.T) {
	for _, c := range []struct {
		queue string
		kind  RelaxKind
		want  map[string]string
	}{
		{"commands", OpenNetwork, map[string]string{"PrivateNetwork": "", "IPAddressDeny": "", "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6", "NoNewPrivileges": "yes"}},
		{"in", ForeignCode, map[string]string{"ProtectSystem": "full", "MemoryDenyWriteExecute": "", "NoNewPrivileges": "yes"}},
		{"in", CodeAtRunTime, map[string]string{"MemoryDenyWriteExecute": "", "ProtectSystem": "strict"}},
		{"in", HomeReadable, map[string]string{"ProtectHome": "read-only", "PrivateTmp": "yes"}},
		{"in", SharedTmp, map[string]string{"PrivateTmp": "", "ProtectHome": "yes"}},
		{"archive", ForeignPrograms, map[string]string{"ProtectSystem": "full", "KillMode": "process", "PrivateNetwork": "", "ProtectControlGroups": "yes", "UMask": "0007"}},
	} {
		j := job(c.queue, "/q", BySweep)
		j.Relaxed = []Relaxation{{c.kind, "FOO is 'bar'."}}
		set := Build(config(j))
		name := "mmrun-" + c.queue + ".service"
		for option, want := range c.want {
			if got := value(t, set, name, option); got != want {
				t.Errorf("relaxation %d: %s=%s, want %s", c.kind, option, got, want)
			}
		}
		u, _ := set.Unit(name)
		if !strings.Contains(u.Text(), "# FOO is 'bar'. Hence ") {
			t.Errorf("relaxation %d: the unit does not say why:\n%s", c.kind, u.Text())
		}
	}
}

// TestForeignProgramsMayGainPrivileges: any of these lines, under User=, turns
// NoNewPrivileges= on (seen on systemd 252 with a setgid program), or keeps a
// setuid or setgid bit from working.
func TestForeignProgramsMayGainPrivileges(t *testing.T) {
	j := job("out", "/q", BySweep)
	j.Relaxed = []Relaxation{{ForeignPrograms, "."}}
	set := Build(config(j))
	for _, option := range strings.Fields(`NoNewPrivileges CapabilityBoundingSet PrivateUsers PrivateDevices ProtectKernelTunables
		ProtectKernelModules ProtectKernelLogs ProtectClock ProtectHostname RestrictAddressFamilies RestrictNamespaces
		RestrictRealtime RestrictSUIDSGID LockPersonality MemoryDenyWriteExecute SystemCallArchitectures SystemCallFilter`) {
		if got := value(t, set, "mmrun-out.service", option); got != "" {
			t.Errorf("%s=%s is still there", option, got)
		}
	}
}

// TestRelaxTwice: a line that is gone already is not named again.
func TestRelaxTwice(t *testing.T) {
	j := job("out", "/q", BySweep)
	j.Relaxed = []Relaxation{{ForeignPrograms, "A."}, {SharedTmp, "B."}}
	u, _ := Build(config(j)).Unit("mmrun-out.service")
	if len(u.Notes) != 1 || !strings.HasPrefix(u.Notes[0], "A. Hence ") {
		t.Errorf("notes: %q", u.Notes)
	}
}

func TestForPath(t *testing.T) {
	for p, want := range map[string][]RelaxKind{
		"/home/mailman": {HomeReadable}, "/home": {HomeReadable}, "/root/x": {HomeReadable}, "/run/user/7": {HomeReadable},
		"/tmp/site": {SharedTmp}, "/var/tmp/site": {SharedTmp},
		"/homes/x": nil, "/var/lib/mailman": nil, "": nil, "--config": nil,
	} {
		var got []RelaxKind
		for _, r := range ForPath(p) {
			got = append(got, r.Kind)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", p, diff)
		}
	}
}
