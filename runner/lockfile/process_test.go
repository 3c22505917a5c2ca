// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// start runs `sleep` under another name and returns its number.
func start(t *testing.T, argv ...string) (pid int) {
	t.Helper()
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Skip(err)
	}
	cmd := &exec.Cmd{Path: sleep, Args: append(argv, "60")}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	return cmd.Process.Pid
}

// zombie is a process that ended and that nobody has waited for.
func zombie(t *testing.T, name string) (pid int) {
	t.Helper()
	cmd := &exec.Cmd{Path: "/bin/true", Args: []string{name}}
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { cmd.Wait() })
	// WNOWAIT: it has ended and stays a zombie.
	if err := unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

func gonePID(t *testing.T) int {
	t.Helper()
	cmd := exec.Command("/bin/true")
	if err := cmd.Run(); err != nil {
		t.Skip(err)
	}
	return cmd.Process.Pid
}

func TestProgramHolds(t *testing.T) {
	uid := os.Geteuid()
	for name, tt := range map[string]struct {
		pid, uid int
		want     bool
	}{
		"mailmanctl":                        {start(t, "/usr/lib/mailman/bin/mailmanctl"), uid, true},
		"a name of its own for the process": {start(t, "mailmanctl: master"), uid, true},
		"something else":                    {start(t, "sleep"), uid, false},
		"the first process":                 {1, uid, false},
		"a zombie":                          {zombie(t, "mailmanctl"), uid, false},
		"nobody":                            {gonePID(t), uid, false},
		"no number":                         {0, uid, false},
		"a negative number":                 {-1, uid, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Program("mailmanctl").Holds(Holder{Host: "box", PID: tt.pid, UID: tt.uid}); got != tt.want {
				t.Errorf("it is said to hold the lock: %v, want %v", got, tt.want)
			}
		})
	}
}

func TestProgramNames(t *testing.T) {
	for command, want := range map[string]bool{
		"/usr/bin/python2\x00-S\x00/var/lib/mailman/bin/mailmanctl\x00-s\x00-q\x00start\x00": true,
		"mailmanctl\x00":                true,
		"":                              false,
		"\x00\x00":                      false,
		"/opt/mailmanctl/bin/other\x00": false,
		"/usr/bin/python2\x00/usr/lib/mailman/bin/qrunner\x00": false,
	} {
		if got := Program("mailmanctl").names([]byte(command)); got != want {
			t.Errorf("%q: %v, want %v", command, got, want)
		}
	}
}
