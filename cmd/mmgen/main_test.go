// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mmgen": main})
}

// TestScripts runs the scripts in testdata: each is a site, what mmgen is
// asked, and what it has to say. `mmgen --root site` looks at the files below
// site as if they were the system's.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			// The machine that tests may itself run under systemd.
			env.Setenv("SYSTEMD_SCOPE", "")
			env.Setenv("SYSTEMD_IN_INITRD", "")
			return nil
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}
