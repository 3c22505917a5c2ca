// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// lowerRoot is the root file system that is booted; nothing is written to it.
var lowerRoot = flag.String("root", "/", "boot the system below this `directory`")

// machines counts those of this process.
var machines atomic.Int32

// machine is a system that is going to be booted. Several may run at once, also those
// of other processes.
type machine struct {
	name string
	root string // its root directory, an overlay over lowerRoot
}

// newMachine makes a machine. It skips the test where a real systemd can't be booted.
func newMachine(t *testing.T) machine {
	t.Helper()
	if os.Getenv(insideEnv) != "" {
		t.Skip("this is the inside of the booted system")
	}
	if os.Geteuid() != 0 {
		t.Skip("booting a systemd needs root")
	}
	if testing.Short() {
		t.Skip("booting a systemd takes a minute or two")
	}
	for _, tool := range []string{"systemd-nspawn", filepath.Join(*lowerRoot, "lib/systemd/systemd")} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s here; on Debian: apt-get install systemd-container", tool)
		}
	}
	m := machine{name: fmt.Sprintf("mmgen-boot-%d-%d", os.Getpid(), machines.Add(1)), root: overlay(t)}
	removeMailman(t, m.root)
	m.keepUp(t)
	return m
}

// overlay mounts a writable view of the root file system.
func overlay(t *testing.T) string {
	t.Helper()
	top := t.TempDir()
	if err := unix.Mount("tmpfs", top, "tmpfs", 0, "mode=0755"); err != nil {
		t.Skipf("can't mount a tmpfs here: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(top, unix.MNT_DETACH) })
	upper, work, root := filepath.Join(top, "upper"), filepath.Join(top, "work"), filepath.Join(top, "root")
	for _, dir := range []string{upper, work, root} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	options := fmt.Sprintf("lowerdir=%s,upperdir=%s,workdir=%s", *lowerRoot, upper, work)
	if err := unix.Mount("overlay", root, "overlay", 0, options); err != nil {
		t.Skipf("can't mount an overlay here: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(root, unix.MNT_DETACH) })
	return root
}

// removeMailman takes the Mailman of the machine below out of the overlay, with
// its settings, its queues and what starts it; and an mmgen that is installed there.
func removeMailman(t *testing.T, root string) {
	t.Helper()
	for _, pattern := range []string{
		"etc/mailman", "usr/lib/mailman", "usr/local/mailman", "usr/local/cpanel/3rdparty/mailman",
		"var/lib/mailman", "var/spool/mailman", "var/log/mailman", "var/lock/mailman", "run/mailman",
		"etc/cron.d/mailman", "etc/init.d/mailman", "etc/rc?.d/*mailman",
		"etc/systemd/system/mailman*", "etc/systemd/system/*.wants/mailman*", "usr/lib/systemd/system/mailman*",
		generator, "lib/systemd/system-generators/mmgen", maskFile, "usr/bin/mmgen", "usr/bin/mmrun", "usr/lib/mmgen",
	} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// keepUp has the machine do at most what the tests want: no job of its own that
// downloads or updates something.
func (m machine) keepUp(t *testing.T) {
	t.Helper()
	for _, timer := range []string{"apt-daily.timer", "apt-daily-upgrade.timer", "man-db.timer"} {
		m.link(t, "/dev/null", "etc/systemd/system/"+timer)
	}
}

// path is where a file of the machine is now.
func (m machine) path(name string) string { return filepath.Join(m.root, name) }

// write writes a file of the machine.
func (m machine) write(t *testing.T, name, text string) {
	t.Helper()
	write(t, m.path(name), text)
}

// link makes a symbolic link in the machine, in place of what is there.
func (m machine) link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(m.path(name)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(m.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if err := os.Symlink(to, m.path(name)); err != nil {
		t.Fatal(err)
	}
}

// start gives the machine a service that is started when it boots.
func (m machine) start(t *testing.T, unit, text string) {
	t.Helper()
	m.write(t, "etc/systemd/system/"+unit, text)
	m.link(t, "/etc/systemd/system/"+unit, "etc/systemd/system/multi-user.target.wants/"+unit)
}

// chroot runs a command of the machine's in it before it is booted.
func (m machine) chroot(t *testing.T, args ...string) {
	t.Helper()
	run(t, "chroot", append([]string{m.root, "env", "TMPDIR=/tmp"}, args...)...)
}

// boot boots the machine, which runs those tests of this program whose names match and
// powers off. The test fails where one of them does. arguments are for the tests.
func (m machine) boot(t *testing.T, tests string, limit time.Duration, arguments ...string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	run(t, "cp", self, m.path("usr/bin/mmgen-boot-test"))
	command := strings.Join(append([]string{"/usr/bin/mmgen-boot-test -test.v -test.run", "'" + tests + "'"}, arguments...), " ")
	m.write(t, "usr/bin/mmgen-boot-run", "#!/bin/sh\n"+command+" >/boot-test.out 2>&1\njournalctl -b --no-pager >/boot-test.journal\nsync\n")
	if err := os.Chmod(m.path("usr/bin/mmgen-boot-run"), 0o755); err != nil {
		t.Fatal(err)
	}
	m.start(t, "mmgen-boot-test.service", fmt.Sprintf(`[Unit]
Description=Boot test
After=mmrun.target
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
Environment=%s=1 TMPDIR=/tmp
WorkingDirectory=/tmp
TimeoutStartSec=%d
ExecStart=/usr/bin/mmgen-boot-run
`, insideEnv, int((limit-time.Minute).Seconds())))
	out := m.result(t, m.nspawn(t, limit))
	for line := range strings.Lines(out) {
		t.Log(strings.TrimRight(line, "\n"))
	}
	if !strings.Contains(out, "\nPASS\n") || strings.Contains(out, "--- FAIL") {
		t.Fatal("the tests inside the booted system did not pass")
	}
}

// nspawn runs the machine until it powers off, in a cgroup of its own, and returns what
// came to its console.
func (m machine) nspawn(t *testing.T, limit time.Duration) (console []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	const enter = `while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs" || exit; shift; done; shift; exec "$@"`
	args := append([]string{"-c", enter, "sh"}, m.cgroups(t)...)
	args = append(args, "--", "systemd-nspawn", "--directory="+m.root, "--boot", "--register=no",
		"--keep-unit", "--private-network", "--machine="+m.name, "--console=pipe")
	nspawn := exec.CommandContext(ctx, "sh", args...)
	nspawn.Env = append(os.Environ(), "SYSTEMD_LOG_TARGET=console")
	if *lowerRoot != "/" {
		nspawn.Env = append(nspawn.Env, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1") // 258 and later boot with no other
	}
	// A machine does not outlive its test. The kernel takes the thread for the parent.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	nspawn.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	nspawn.Cancel = func() error { return nspawn.Process.Signal(syscall.SIGTERM) }
	nspawn.WaitDelay = 20 * time.Second
	console, err := nspawn.CombinedOutput()
	if err != nil {
		console = fmt.Appendf(console, "systemd-nspawn: %v\n", err)
	}
	return console
}

// cgroups makes a cgroup for the machine in each hierarchy that systemd uses: two
// machines in the same one end each other's processes.
func (m machine) cgroups(t *testing.T) []string {
	t.Helper()
	var made []string
	for _, hierarchy := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"} {
		var kind unix.Statfs_t
		if err := unix.Statfs(hierarchy, &kind); err != nil || kind.Type != unix.CGROUP_SUPER_MAGIC && kind.Type != unix.CGROUP2_SUPER_MAGIC {
			continue
		}
		dir := filepath.Join(hierarchy, m.name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatalf("a cgroup for the machine: %v", err)
		}
		t.Cleanup(func() { removeCgroup(dir) })
		made = append(made, dir)
	}
	return made
}

// removeCgroup ends what still runs in a cgroup and removes it with those below it, the
// innermost first. One that a process has not left yet stays.
func removeCgroup(dir string) {
	var dirs []string
	filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			dirs = append(dirs, path)
		}
		return nil
	})
	for _, dir := range slices.Backward(dirs) {
		members, _ := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
		for _, member := range strings.Fields(string(members)) {
			if pid, err := strconv.Atoi(member); err == nil {
				unix.Kill(pid, unix.SIGKILL)
			}
		}
		unix.Rmdir(dir)
	}
}

// result is what the tests in the machine printed.
func (m machine) result(t *testing.T, console []byte) string {
	t.Helper()
	out, err := os.ReadFile(m.path("boot-test.out"))
	if err != nil {
		t.Fatalf("the booted system left no result (%v); its console:\n%s", err, console)
	}
	if journal, err := os.ReadFile(m.path("boot-test.journal")); err != nil || strings.Contains(string(out), "--- FAIL") {
		t.Logf("journal of the booted system (%v):\n%s", err, journal)
	}
	return string(out)
}
