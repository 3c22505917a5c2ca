// SPDX-License-Identifier: GPL-2.0-or-later

package units

import "testing"

func TestStartsAhead(t *testing.T) {
	const own = "|/q/out/[0-9]*+*.pck | |/q/out/[0-9]*+*.bak"
	for _, test := range []struct {
		why             string
		in, virgin, out Trigger
		wants           string // of mmrun-in.service
		conditions      string // of mmrun-out.service
	}{
		{"all of them are watched", ByPath, ByPath, ByPath,
			"mmrun-out.service", own + " | |/q/in/[0-9]*+*.pck | |/q/virgin/[0-9]*+*.pck"},
		{"in is left to the sweep", BySweep, ByPath, ByPath, "", own + " | |/q/virgin/[0-9]*+*.pck"},
		{"in is on a network file system", ByTimer, ByPath, ByPath, "", own + " | |/q/virgin/[0-9]*+*.pck"},
		{"out is left to the sweep", ByPath, ByPath, BySweep, "", own},
		{"out is on a network file system", ByPath, ByPath, ByTimer, "", own},
	} {
		set := Build(config(job("in", "/q/in", test.in), job("out", "/q/out", test.out), job("virgin", "/q/virgin", test.virgin)))
		if got := value(t, set, "mmrun-in.service", "Wants"); got != test.wants {
			t.Errorf("%s: mmrun-in.service wants %q, not %q", test.why, got, test.wants)
		}
		if got := value(t, set, "mmrun-out.service", "ConditionPathExistsGlob"); got != test.conditions {
			t.Errorf("%s: mmrun-out.service starts if %s, want %s", test.why, got, test.conditions)
		}
		if got := value(t, set, "mmrun-out.service", "Wants"); got != "" {
			t.Errorf("%s: mmrun-out.service wants %s", test.why, got)
		}
	}
}
