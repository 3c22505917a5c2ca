// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"mmgen/test/fakesmtp"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mmrun": mainWithoutMachine, wrapperName: main})
}

// noSite is the variable with the folder of a script in which there is no
// Mailman.
const noSite = "NO_SITE"

// mainWithoutMachine is main on a machine without a Mailman of its own: it looks
// for one below an empty folder, unless a script names another root.
func mainWithoutMachine() {
	os.Args = slices.Insert(os.Args, 1, "--root", os.Getenv(noSite))
	main()
}

// TestScripts runs the scripts in testdata. Besides testscript's own commands
// they have those of commands_test.go: a throwaway site, mail servers, and a
// look at what became of the mail.
func TestScripts(t *testing.T) {
	authority := fakesmtp.NewAuthority(t)
	trusted := filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(trusted, authority.PEM(), 0o644); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:  "testdata",
		Cmds: commands,
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Setup: func(env *testscript.Env) error {
			// The machine that tests may itself run under systemd.
			env.Setenv("NOTIFY_SOCKET", "")
			env.Setenv("JOURNAL_STREAM", "")
			env.Setenv(noSite, filepath.Join(env.WorkDir, "no-site"))
			env.Setenv("AUTHORITY", trusted)
			env.Values[key{}] = &stage{env: env, authority: authority}
			return nil
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}
