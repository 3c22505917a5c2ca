// SPDX-License-Identifier: GPL-2.0-or-later

// Package boot boots a real systemd with mmgen and mmrun installed and looks
// at what happens to mail.
//
// The test lays an overlay over the machine's own root file system, puts the
// built binaries, a site and this test's own binary into it, and boots it by
// systemd-nspawn, without a network. A unit in there runs the same binary
// again, which then does the inner tests (inside_test.go), and powers off.
// What the inner tests printed comes out as a file.
//
// The root file system of another release, with another systemd, will do as
// well as the machine's own, for instance one that mmdebstrap made:
//
//	mmdebstrap --variant=minbase --include=systemd,systemd-sysv,dbus trixie DIR
//	CGO_ENABLED=0 go test ./test/boot -run TestBoot -v -args -root DIR
package boot

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/test/demosite"
)

const (
	insideEnv = "MMGEN_BOOT_INSIDE" // set where this binary runs in the booted system
	varPrefix = "/var/lib/mailman"
	mmCfg     = "/etc/mailman/mm_cfg.py"
	sinkPort  = 2525
	bootLimit = 8 * time.Minute // with no posts timed
)

// lowerRoot is the root file system that is booted; nothing is written to it.
var lowerRoot = flag.String("root", "/", "boot the system below this `directory`")

func TestBoot(t *testing.T) {
	if os.Getenv(insideEnv) != "" {
		t.Skip("this is the inside of the booted system")
	}
	need(t)
	root := overlay(t)
	install(t, root)
	out := boot(t, root)
	for _, line := range strings.Split(out, "\n") {
		t.Log(line)
	}
	if !strings.Contains(out, "\nPASS\n") || strings.Contains(out, "--- FAIL") {
		t.Fatal("the tests inside the booted system did not pass")
	}
}

// need skips the test where a real systemd can't be booted.
func need(t *testing.T) {
	t.Helper()
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

// install puts binaries, site and the test unit into the overlay.
func install(t *testing.T, root string) {
	t.Helper()
	build(t, "mmgen/cmd/mmgen", filepath.Join(root, "usr/lib/systemd/system-generators/mmgen"))
	build(t, "mmgen/cmd/mmrun", filepath.Join(root, "usr/bin/mmrun"))
	build(t, "mmgen/test/boot/sink", filepath.Join(root, "usr/bin/mmgen-boot-sink"))
	if err := os.Symlink("/usr/lib/systemd/system-generators/mmgen", filepath.Join(root, "usr/bin/mmgen")); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	run(t, "cp", self, filepath.Join(root, "usr/bin/mmgen-boot-test"))
	removeMailman(t, root)
	makeSite(t, root)
	own := files(*latencyPosts)
	maps.Copy(own, mailman)
	for path, text := range own {
		write(t, filepath.Join(root, path), text)
	}
	wants := filepath.Join(root, "etc/systemd/system/multi-user.target.wants")
	if err := os.MkdirAll(wants, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, unit := range []string{"mmgen-boot-test.service", "mmgen-boot-sink.service"} {
		if err := os.Symlink("/etc/systemd/system/"+unit, filepath.Join(wants, unit)); err != nil {
			t.Fatal(err)
		}
	}
	// The sink is this system's mail server.
	if err := os.Symlink("mmgen-boot-sink.service", filepath.Join(root, "etc/systemd/system/postfix.service")); err != nil {
		t.Fatal(err)
	}
}

// removeMailman takes the Mailman of the machine below out of the overlay, with
// its settings, its queues and what starts it.
func removeMailman(t *testing.T, root string) {
	t.Helper()
	for _, pattern := range []string{
		"etc/mailman", "usr/lib/mailman", "usr/local/mailman", "usr/local/cpanel/3rdparty/mailman",
		"var/lib/mailman", "var/spool/mailman", "var/log/mailman", "var/lock/mailman", "run/mailman",
		"etc/cron.d/mailman", "etc/init.d/mailman", "etc/rc?.d/*mailman",
		"etc/systemd/system/mailman*", "etc/systemd/system/*.wants/mailman*", "usr/lib/systemd/system/mailman*",
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

// files are those of the booted system that are the test's own; this many
// posts are timed there.
func files(posts int) map[string]string {
	limit := fmt.Sprint(int((bootLimit - time.Minute + timingLimit(posts)).Seconds()))
	return map[string]string{
		"etc/systemd/system/mmgen-boot-sink.service": `[Unit]
Description=SMTP sink of the boot test, which takes its time as a mail server does
[Service]
Type=notify
ExecStartPre=/bin/sleep 3
ExecStart=/usr/bin/mmgen-boot-sink -listen 127.0.0.1:2525 -log /run/sink.log
`,
		"etc/systemd/system/mmgen-boot-test.service": `[Unit]
Description=Boot test
After=mmrun.target
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
Environment=` + insideEnv + `=1 TMPDIR=/tmp
WorkingDirectory=/tmp
TimeoutStartSec=` + limit + `
ExecStart=/bin/sh -c '/usr/bin/mmgen-boot-test -test.v -test.run "^TestInside" -latency ` + fmt.Sprint(posts) + ` >/boot-test.out 2>&1; journalctl -b --no-pager >/boot-test.journal; sync'
`,
	}
}

// timingLimit is how long the timing of posts may take.
func timingLimit(posts int) time.Duration { return time.Duration(posts) * 2 * latencyPause }

// makeSite makes the site, with entries waiting in out and in retry.
func makeSite(t *testing.T, root string) {
	t.Helper()
	dir := filepath.Join(root, varPrefix)
	site, err := demosite.Make(dir, demosite.Members, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, waiting := range []string{"out", "retry"} {
		q, err := site.Queue(waiting)
		if err != nil {
			t.Fatal(err)
		}
		number := map[string]int{"out": bootOut, "retry": bootRetry}[waiting]
		if err := site.PutOut(q, number, demosite.Members); err != nil {
			t.Fatal(err)
		}
	}
	// As on sites that moved a queue to another disk.
	if err := os.Rename(filepath.Join(dir, "qfiles/in"), filepath.Join(dir, "moved-in")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(varPrefix, "moved-in"), filepath.Join(dir, "qfiles/in")); err != nil {
		t.Fatal(err)
	}
	run(t, "chroot", root, "chown", "-R", "list:list", varPrefix)
	lines := site.Settings(sinkPort)
	text := "from Defaults import *\nMAILMAN_USER = 'list'\nMAILMAN_GROUP = 'list'\n" + strings.Join(lines, "\n") + "\n"
	write(t, filepath.Join(root, mmCfg), strings.ReplaceAll(text, dir, varPrefix))
	write(t, filepath.Join(root, "/etc/mailman/mmgen.ini"), "[units]\njobs = yes\n[jobs]\ncull_bad_shunt = minutely\ngate_news = no\n")
}

// boot runs the system until it powers off and returns what the inner tests
// printed.
func boot(t *testing.T, root string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), bootLimit+timingLimit(*latencyPosts))
	defer cancel()
	nspawn := exec.CommandContext(ctx, "systemd-nspawn", "--directory="+root, "--boot", "--register=no",
		"--keep-unit", "--private-network", "--machine=mmgen-boot", "--console=pipe")
	nspawn.Env = append(os.Environ(), "SYSTEMD_LOG_TARGET=console")
	if *lowerRoot != "/" {
		nspawn.Env = append(nspawn.Env, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1") // 258 and later boot with no other
	}
	console, err := nspawn.CombinedOutput()
	out, readErr := os.ReadFile(filepath.Join(root, "boot-test.out"))
	if readErr != nil {
		t.Fatalf("the booted system left no result (%v, %v); its console:\n%s", err, readErr, console)
	}
	journal, _ := os.ReadFile(filepath.Join(root, "boot-test.journal"))
	if t.Failed() || strings.Contains(string(out), "--- FAIL") {
		t.Logf("journal of the booted system:\n%s", journal)
	}
	return string(out)
}

func build(t *testing.T, pkg, into string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(into), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-tags", "urfave_cli_no_docs", "-ldflags", "-s -w", "-o", into, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", pkg, err, out)
	}
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
