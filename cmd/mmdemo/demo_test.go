// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// bin is the folder with the three programs.
var bin string

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

// runTests builds the programs for the tests.
func runTests(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "mmdemo-test-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(bin)
	build := exec.Command("go", "build", "-o", bin, "mmgen/cmd/mmdemo", "mmgen/cmd/mmgen", "mmgen/cmd/mmrun")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the programs: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// TestScripts runs the scripts in testdata. Each has the three programs in a
// folder of its own, $BIN, which PATH begins with: the demo counts the processes
// that run programs of that folder.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			own := filepath.Join(env.WorkDir, "bin")
			env.Setenv("BIN", own)
			env.Setenv("PATH", own+":"+env.Getenv("PATH"))
			env.Setenv("TMPDIR", env.WorkDir)
			return os.CopyFS(own, os.DirFS(bin))
		},
	})
}

// notPossible is the exit status of machine where this machine does not let it
// be played.
const notPossible = 99

// machine plays a machine with a Mailman, for the command behind it: in a mount
// namespace of its own there is an mm_cfg.py that no program can read without
// failing. Its exit status is 98 where that was not so.
const machine = `
mount --make-rprivate / && mount -t tmpfs tmpfs "$TOP" && mkdir "$TOP/upper" "$TOP/work" &&
mount -t overlay -o "lowerdir=/etc,upperdir=$TOP/upper,workdir=$TOP/work" overlay /etc || exit 99
rm -rf /etc/mailman
mkdir /etc/mailman
echo "SMTPHOST = =" >/etc/mailman/mm_cfg.py
if mmgen --dry-run 2>/dev/null; then exit 98; fi
exec mmdemo
`

// TestMachinesMailmanIsLeftAlone: with a Mailman on the machine, whose settings
// are broken besides, the demo shows what it shows elsewhere.
func TestMachinesMailmanIsLeftAlone(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can play a machine with a Mailman")
	}
	cmd := exec.Command("unshare", "-m", "sh", "-c", machine)
	cmd.Env = append(os.Environ(), "TOP="+t.TempDir(), "PATH="+bin+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.Is(err, exec.ErrNotFound) || errors.As(err, &exit) && exit.ExitCode() == notPossible {
		t.Skipf("a machine with a Mailman can't be played here: %v: %s", err, out)
	}
	if err != nil || !strings.Contains(string(out), "entries in the queues: 0; processes: 0") {
		t.Errorf("the demo says, with %v:\n%s", err, out)
	}
}
