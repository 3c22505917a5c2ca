// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// newerPackage is the package again, with a higher version.
const newerPackage = "/root/newer.deb"

// TestPackage installs, upgrades, removes and purges the .deb on a site whose Mailman has
// its own runners.
func TestPackage(t *testing.T) {
	m := newMachine(t)
	if _, err := os.Stat(m.path("usr/bin/dpkg")); err != nil {
		t.Skip("the system below -root has no dpkg")
	}
	t.Parallel()
	build(t, "mmgen/test/boot/sink", m.path("usr/bin/mmgen-boot-sink"))
	installSite(t, m)
	m.link(t, "/etc/systemd/system/mailman.service", "etc/systemd/system/multi-user.target.wants/mailman.service")
	givePackage(t, m, "*.deb", packageFile)
	m.chroot(t, "sh", "-c", "dpkg-deb -R "+packageFile+" /root/newer && sed -i '/^Version:/s/$/.1/' /root/newer/DEBIAN/control && dpkg-deb -Znone -b /root/newer "+newerPackage)
	m.boot(t, "^TestPackageInside$", bootLimit)
}

// TestRPM installs, upgrades and removes the .rpm in a machine that is not booted, as an
// installer of systems does.
func TestRPM(t *testing.T) {
	if _, err := exec.LookPath("rpm"); err != nil {
		t.Skip("no rpm here; on Debian: apt-get install rpm")
	}
	m := newMachine(t)
	t.Parallel()
	givePackage(t, m, "*.rpm", "/root/mmgen.rpm")
	rpm := func(args ...string) { run(t, "rpm", append([]string{"--root", m.root, "--nodeps"}, args...)...) }
	run(t, "rpm", "--root", m.root, "--initdb")
	rpm("-i", m.path("/root/mmgen.rpm"))
	linksTo(t, m.path(maskFile), "/dev/null")
	for _, file := range []string{generator, "/usr/bin/mmrun", "/usr/lib/mmgen/mailman", "/usr/share/man/man8/mmrun.8.gz", "/usr/share/zsh/site-functions/_mmrun"} {
		if _, err := os.Stat(m.path(file)); err != nil {
			t.Error(err)
		}
	}
	if unmerged(m) {
		linksTo(t, m.path("/lib/systemd/system-generators/mmgen"), generator)
	}
	os.Remove(m.path(maskFile)) // as mmgen switch oneshot does
	rpm("-U", "--force", m.path("/root/mmgen.rpm"))
	isGone(t, m.path(maskFile))
	rpm("-e", "mmgen")
	for _, file := range []string{maskFile, generator, "/usr/bin/mmrun", "/usr/lib/mmgen/mailman", "/usr/bin/mmgen", "/lib/systemd/system-generators/mmgen"} {
		isGone(t, m.path(file))
	}
}

// maskFile is what keeps systemd from running the generator.
const maskFile = "/etc/systemd/system-generators/mmgen"

// givePackage copies a package into the machine.
func givePackage(t *testing.T, m machine, pattern, into string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(packages(t), pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("packages made: %q, %v", found, err)
	}
	run(t, "cp", found[0], m.path(into))
}

func linksTo(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.Readlink(path); got != want {
		t.Errorf("%s leads to %q (%v), want %s", path, got, err, want)
	}
}

func isGone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("%s is still there (%v)", path, err)
	}
}

// Numbers of the posts of this file; see inside_test.go.
const packaged = 50000

// TestPackageInside runs in the machine of TestPackage, in this order.
func TestPackageInside(t *testing.T) {
	if os.Getenv(insideEnv) == "" {
		t.Skip("runs in the booted system only; see TestPackage")
	}
	for _, step := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"installed, it changes nothing", func(t *testing.T) {
			become(t, "mailman.service", "active")
			output(t, "dpkg", "-i", packageFile)
			noUnits(t)
			has(t, "mailman.service", "loaded active enabled")
		}},
		{"its programs know its version", sameVersion},
		{"switched, it moves mail", func(t *testing.T) {
			output(t, "mmgen", "switch", "oneshot")
			post(t, packaged, 1)
			expectPosts(t, packaged, 1)
		}},
		{"upgraded, it goes on", func(t *testing.T) {
			output(t, "dpkg", "-i", newerPackage)
			has(t, "mmrun.target", "loaded active generated")
			post(t, packaged+1, 1)
			expectPosts(t, packaged, 2)
			pathsAreAlive(t)
		}},
		{"removed, its units are gone", func(t *testing.T) {
			if said := output(t, "sh", "-c", "dpkg -r mmgen 2>&1"); !strings.Contains(said, "nobody moves the site's mail now") {
				t.Errorf("dpkg says\n%s", said)
			}
			noUnits(t)
			linksTo(t, maskFile, "/dev/null")
			post(t, packaged+2, 1) // waits
		}},
		{"installed again, it changes nothing", func(t *testing.T) {
			output(t, "dpkg", "-i", packageFile)
			noUnits(t)
			output(t, "mmgen", "switch", "oneshot")
			expectPosts(t, packaged, 3)
		}},
		{"purged, it leaves nothing", func(t *testing.T) {
			become(t, "mmrun-archive.service", "inactive")
			output(t, "mmgen", "switch", "resident")
			files := strings.Fields(output(t, "dpkg", "-L", "mmgen"))
			output(t, "dpkg", "-P", "mmgen")
			noUnits(t)
			for _, file := range append(files, maskFile, "/lib/systemd/system-generators/mmgen") {
				if info, err := os.Lstat(file); err == nil && !info.IsDir() {
					t.Errorf("%s is still there", file)
				}
			}
			has(t, "mailman.service", "loaded active enabled")
		}},
	} {
		if !t.Run(step.name, step.run) {
			break // what comes next needs it
		}
	}
}

// noUnits: neither now nor after a daemon-reload is there a unit of ours.
func noUnits(t *testing.T) {
	t.Helper()
	systemctl(t, "daemon-reload")
	if units, _ := filepath.Glob("/run/systemd/generator*/mmrun*"); len(units) > 0 {
		t.Errorf("there are units: %q", units)
	}
	if running := processes(t); running != "" {
		t.Errorf("these run: %s", running)
	}
}

// sameVersion: mmgen --version and mmrun --version have the package's version, which has
// its commit.
func sameVersion(t *testing.T) {
	version := strings.TrimSpace(output(t, "dpkg-query", "-W", "-f", "${Version}", "mmgen"))
	for _, program := range []string{"mmgen", "mmrun"} {
		if got := output(t, program, "--version"); !strings.Contains(got, " "+version+",") {
			t.Errorf("%s --version says %q, the package's version is %s", program, got, version)
		}
	}
}

// expectPosts waits until so many posts came to all members.
func expectPosts(t *testing.T, first, count int) {
	t.Helper()
	expectSubjects(t, delivery, prefixed(first, count)...)
}
