// SPDX-License-Identifier: GPL-2.0-or-later

// Package boot boots a real systemd with mmgen and mmrun installed and looks
// at what happens to mail.
//
// A test lays an overlay over the machine's own root file system, puts the
// built binaries, a site and the test's own binary into it, and boots it by
// systemd-nspawn, without a network (machine_test.go). A unit in there runs the
// same binary again, which then does the inner tests (inside_test.go), and powers
// off. What the inner tests printed comes out as a file.
//
// The root file system of another release, with another systemd, will do as
// well as the machine's own, for instance one that mmdebstrap made:
//
//	mmdebstrap --variant=minbase --include=systemd,systemd-sysv,dbus trixie DIR
//	CGO_ENABLED=0 go test ./test/boot -run TestBoot -v -args -root DIR
package boot

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/test/demosite"
)

const (
	insideEnv = "MMGEN_BOOT_INSIDE" // set where this binary runs in the booted system
	varPrefix = "/var/lib/mailman"
	mmCfg     = "/etc/mailman/mm_cfg.py"
	generator = "/usr/lib/systemd/system-generators/mmgen"
	sinkPort  = 2525
	bootLimit = 8 * time.Minute // with no posts timed
)

func TestBoot(t *testing.T) {
	m := newMachine(t)
	t.Parallel()
	install(t, m)
	m.boot(t, "^TestInside(Latency)?$", bootLimit+timingLimit(*latencyPosts), fmt.Sprint("-latency ", *latencyPosts))
}

// install puts binaries and site into the machine.
func install(t *testing.T, m machine) {
	t.Helper()
	build(t, "mmgen/cmd/mmgen", m.path(generator))
	build(t, "mmgen/cmd/mmrun", m.path("usr/bin/mmrun"))
	build(t, "mmgen/cmd/mailman", m.path("usr/lib/mmgen/mailman"))
	build(t, "mmgen/test/boot/sink", m.path("usr/bin/mmgen-boot-sink"))
	m.link(t, generator, "usr/bin/mmgen")
	if unmerged(m) {
		m.link(t, generator, "lib/systemd/system-generators/mmgen")
	}
	installSite(t, m)
}

// installSite puts a site into the machine, with a stand-in for Mailman's service, which is
// not started, and a mail server.
func installSite(t *testing.T, m machine) {
	t.Helper()
	makeSite(t, m.root)
	for path, text := range mailman {
		m.write(t, path, text)
	}
	recordPython(t, m)
	m.start(t, "mmgen-boot-sink.service", `[Unit]
Description=SMTP sink of the boot test, which takes its time as a mail server does
[Service]
Type=notify
ExecStartPre=/bin/sleep 3
ExecStart=/usr/bin/mmgen-boot-sink -listen 127.0.0.1:2525 -log /run/sink.log
`)
	// The sink is this system's mail server.
	m.link(t, "mmgen-boot-sink.service", "etc/systemd/system/postfix.service")
}

// pythonCalled is where an interpreter notes that it was called: all units may write there.
const pythonCalled = varPrefix + "/logs/python-was-called"

// recordPython has all names of Python 2 in the machine, and Mailman's qrunner, only note
// that somebody called them.
func recordPython(t *testing.T, m machine) {
	t.Helper()
	for _, name := range []string{"usr/bin/python2", "usr/bin/python2.7", "usr/lib/mailman/bin/qrunner"} {
		if err := os.RemoveAll(m.path(name)); err != nil { // it may be a link that leads out of the machine
			t.Fatal(err)
		}
		m.write(t, name, "#!/bin/sh\necho \"$0 $*\" >>"+pythonCalled+"\nexit 1\n")
		run(t, "chmod", "755", m.path(name))
	}
}

// unmerged tells whether /lib is not /usr/lib, as on Debian 11 and older that were
// upgraded often. systemd looks for generators in /lib only then.
func unmerged(m machine) bool {
	lib, err := os.Lstat(m.path("lib"))
	return err == nil && lib.IsDir()
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
