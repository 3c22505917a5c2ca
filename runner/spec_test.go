// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"fmt"
	"strings"
	"testing"

	"mmgen/runner"
)

func TestParseSpec(t *testing.T) {
	for arg, want := range map[string]int{
		"All": 8, "All:0:2": 8,
		"Outgoing": 1, "OutgoingRunner": 1, "out": 1, "Outgoing:0:1": 1, "in:1:2": 1,
		"": 0, "Out": 0, "outgoing": 0, "all": 0, "Runner": 0, "shunt": 0, "bad": 0,
		"In:1": 0, "in:1:1": 0, "in:-1:2": 0, "in:0:0": 0, "in:a:b": 0, "in:0:2:3": 0, "in:": 0,
	} {
		got, err := runner.ParseSpec(arg)
		if len(got) != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d specs (%v), want %d", arg, len(got), err, want)
		}
		if err != nil && !strings.Contains(err.Error(), fmt.Sprintf("%q", strings.Split(arg, ":")[0])) && !strings.Contains(err.Error(), fmt.Sprintf("%q", arg)) {
			t.Errorf("%q: the error does not name it: %v", arg, err)
		}
	}
}

func TestMerge(t *testing.T) {
	all := specs(t, "All")
	for _, tt := range []struct {
		more string
		want int
	}{{"Outgoing", 8}, {"out:0:1", 8}, {"All", 8}, {"out:0:2", 9}, {"out:1:2", 9}} {
		if got := runner.Merge(all, specs(t, tt.more)); len(got) != tt.want {
			t.Errorf("All and %s are %d, want %d", tt.more, len(got), tt.want)
		}
	}
}

// TestNames: as in QRUNNERS, and each is known to ParseSpec.
func TestNames(t *testing.T) {
	for _, name := range runner.Names() {
		if got, err := runner.ParseSpec(name); len(got) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := len(runner.Names()); got != 8 {
		t.Errorf("%d runners, want 8", got)
	}
}
