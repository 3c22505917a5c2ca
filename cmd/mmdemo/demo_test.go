// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the scripts in testdata. They have the three programs in a
// folder of its own, which PATH begins with.
func TestScripts(t *testing.T) {
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", bin, "mmgen/cmd/mmdemo", "mmgen/cmd/mmgen", "mmgen/cmd/mmrun")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the programs: %v\n%s", err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("BIN", bin)
			env.Setenv("PATH", bin+":"+env.Getenv("PATH"))
			env.Setenv("TMPDIR", env.WorkDir)
			return nil
		},
	})
}
