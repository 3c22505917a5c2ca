// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// plant makes files (text) and links ("-> target") below a root.
func plant(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range files {
		name = filepath.Join(root, name)
		err := os.MkdirAll(filepath.Dir(name), 0o755)
		if err == nil && len(text) > 3 && text[:3] == "-> " {
			err = os.Symlink(text[3:], name)
		} else if err == nil {
			err = os.WriteFile(name, []byte(text), 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestSystemdVersion(t *testing.T) {
	for file, want := range map[string]int{
		"usr/lib/systemd/libsystemd-shared-239.so":                       239,
		"usr/lib/systemd/libsystemd-shared-252-14.el9.so":                252,
		"usr/lib/systemd/libsystemd-shared-257.3-1.fc42.so":              257,
		"usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-252.so":      252,
		"usr/lib/aarch64-linux-gnu/systemd/libsystemd-shared-257.so":     257,
		"usr/lib/arm-linux-gnueabihf/systemd/libsystemd-shared-255.4.so": 255,
		"lib/systemd/libsystemd-shared-241.so":                           241,
		"usr/lib/systemd/libsystemd-core-252.so":                         0,
		"usr/lib/systemd/libsystemd-shared-x.so":                         0,
		"usr/lib/other/systemd/libsystemd-shared-260.so":                 0,
	} {
		if got := SystemdVersion(plant(t, map[string]string{file: "x"})); got != want {
			t.Errorf("%s: %d, want %d", file, got, want)
		}
	}
	both := map[string]string{"usr/lib/systemd/libsystemd-shared-249.so": "", "usr/lib/systemd/libsystemd-shared-250.so": ""}
	if got := SystemdVersion(plant(t, both)); got != 250 {
		t.Errorf("during an upgrade: %d, want the newer", got)
	}
	if got := SystemdVersion(t.TempDir()); got != 0 {
		t.Errorf("nothing there: %d", got)
	}
}

func TestLookElsewhere(t *testing.T) {
	host := Look(plant(t, map[string]string{
		"etc/fstab":                                "server:/mm /srv/mm nfs defaults\n",
		"etc/systemd/system/srv-more.mount":        "[Mount]\nWhat=server:/more\nWhere=/srv/more\nType=nfs4\n",
		"etc/systemd/system/x.service":             "[Service]\nType=nfs\nWhere=/x\n",
		"usr/lib/systemd/libsystemd-shared-247.so": "",
	}))
	want := Mounts{{"/srv/mm", "nfs"}, {"/srv/more", "nfs4"}}
	if diff := cmp.Diff(want, host.Mounts); diff != "" {
		t.Errorf("mounts: %s", diff)
	}
	if host.Version != 247 || host.Mmgen != "/usr/lib/systemd/system-generators/mmgen" {
		t.Errorf("version %d, mmgen %s", host.Version, host.Mmgen)
	}
}

// Pipes that nobody else opens are passed over.
func TestLookWaitsForNoPipe(t *testing.T) {
	root := plant(t, map[string]string{
		"etc/systemd/system/srv-more.mount": "[Mount]\nWhat=server:/more\nWhere=/srv/more\nType=nfs4\n",
	})
	for _, name := range []string{"etc/fstab", "etc/systemd/system/srv-pipe.mount"} {
		if err := syscall.Mkfifo(filepath.Join(root, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found := make(chan Mounts, 1)
	go func() { found <- Look(root).Mounts }()
	select {
	case got := <-found:
		if diff := cmp.Diff(Mounts{{"/srv/more", "nfs4"}}, got); diff != "" {
			t.Errorf("mounts: %s", diff)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the generator waits")
	}
}

func TestVersionHere(t *testing.T) {
	out, err := exec.Command("systemctl", "--version").Output()
	if err != nil {
		t.Skip("systemctl is not here")
	}
	if got := fmt.Sprint(SystemdVersion("")); !strings.HasPrefix(string(out), "systemd "+got+" ") {
		t.Errorf("version %s, but systemctl says %s", got, out)
	}
}

func TestLookHere(t *testing.T) {
	if _, err := os.Stat("/proc/self/mountinfo"); err != nil {
		t.Skip("there is no /proc here")
	}
	for _, m := range Look("").Mounts {
		if m.Where == "/" && m.Type != "" {
			return
		}
	}
	t.Error("nothing is mounted at /")
}

func TestPython2(t *testing.T) {
	root := plant(t, map[string]string{
		"usr/bin/python2.7": "", "usr/bin/python3.11": "", "usr/bin/python3": "-> python3.11",
		"etc/alternatives/python": "-> /usr/bin/python2.7", "usr/bin/python2": "-> /etc/alternatives/python",
		"usr/bin/python": "-> python3", "usr/bin/pythonx": "-> nowhere", "usr/bin/loop": "-> loop", "opt/py/python": "",
	})
	for path, want := range map[string]bool{
		"/usr/bin/python2.7": true, "/usr/bin/python2": true, "/opt/py/python": true,
		"/usr/bin/python": false, "/usr/bin/python3": false, "/usr/bin/pythonx": false, "/usr/bin/loop": false, "/usr/bin/none": false, "": false,
		"/home/mm/python": true, // a generator can't look there
	} {
		if got := isPython2(root, path); got != want {
			t.Errorf("isPython2(%s) = %v", path, got)
		}
	}
}

func TestWanted(t *testing.T) {
	for _, c := range []struct {
		scope, initrd string
		want          bool
	}{
		{"", "", true}, {"system", "0", true}, {"system", "", true},
		{"user", "0", false}, {"user", "", false}, {"system", "1", false}, {"", "1", false},
	} {
		env := map[string]string{"SYSTEMD_SCOPE": c.scope, "SYSTEMD_IN_INITRD": c.initrd}
		if got := Wanted(func(name string) string { return env[name] }); got != c.want {
			t.Errorf("%v: %v", env, got)
		}
	}
}
