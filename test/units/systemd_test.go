// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mmgen/generator"
	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/units"
)

// analyze finds systemd-analyze and the version of the installed systemd.
func analyze(t *testing.T, minimum int) (program string, version int) {
	t.Helper()
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here")
	}
	version = generator.SystemdVersion("")
	if version < minimum {
		t.Skipf("the installed systemd is %d; this needs %d", version, minimum)
	}
	return program, version
}

// sites are settings whose units are shown to systemd.
var sites = []struct {
	name     string
	settings func() *mmcfg.Settings
}{
	{"stock", mmcfg.Stock},
	{"odd names", func() *mmcfg.Settings {
		return mmcfg.Stock().With("INQUEUE_DIR", `/srv/a b"c\d%n:e'f/in`).With("OUTQUEUE_DIR", "/srv/{1}[2]*?/out").With("LOG_DIR", "/srv/100% $HOME/log")
	}},
	{"programs", func() *mmcfg.Settings {
		return mmcfg.Stock().With("DELIVERY_MODULE", "Sendmail").With("PUBLIC_EXTERNAL_ARCHIVER", "/usr/bin/x %(listname)s\nExecStart=/x").
			With("BLOCK_SPAMHAUS_LISTED_DBL_SUBSCRIBE", true).With("GLOBAL_PIPELINE", pyvalue.Strings("OurOwn"))
	}},
	{"in a home directory", func() *mmcfg.Settings { return mmcfg.Stock().With("VAR_PREFIX", "/home/mailman") }},
}

// harmless are lines of `systemd-analyze verify` that say what the testing
// machine lacks: the programs.
var harmless = regexp.MustCompile(`[Cc]ommand .*(mmrun|mmgen) is not executable|^$`)

func TestVerify(t *testing.T) {
	program, version := analyze(t, units.Oldest)
	for _, site := range sites {
		dir := t.TempDir()
		set := plan(t, version, site.settings(), "yes")
		if err := generator.Write(dir, set); err != nil {
			t.Fatal(err)
		}
		args := []string{"verify", "--man=no"}
		for _, u := range set.Units {
			args = append(args, filepath.Join(dir, u.Name))
		}
		cmd := exec.Command(program, args...)
		cmd.Env = append(cmd.Environ(), "SYSTEMD_UNIT_PATH="+dir+":", "SYSTEMD_LOG_LEVEL=info")
		out, _ := cmd.CombinedOutput() // the status is 1 for a missing program too
		for _, line := range strings.Split(string(out), "\n") {
			if !harmless.MatchString(line) && strings.Contains(line, "mmrun") {
				t.Errorf("%s: %s", site.name, line)
			}
		}
	}
}

// TestVerifyFinds: the check above does see a fault.
func TestVerifyFinds(t *testing.T) {
	program, version := analyze(t, units.Oldest)
	dir := t.TempDir()
	set := plan(t, version, mmcfg.Stock(), "yes")
	for _, u := range set.Units {
		if u.Name == "mmrun-in.service" {
			u.Options[len(u.Options)-1].Name = "ProcSubsets"
		}
	}
	if err := generator.Write(dir, set); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "verify", "--man=no", filepath.Join(dir, "mmrun-in.service"))
	cmd.Env = append(cmd.Environ(), "SYSTEMD_UNIT_PATH="+dir+":")
	if out, _ := cmd.CombinedOutput(); !strings.Contains(string(out), "ProcSubsets") {
		t.Errorf("systemd-analyze says nothing of an unknown key:\n%s", out)
	}
}

// TestExposure: of a stock site, with Python or without. 1.1 with network and 0.2 without were reached on systemd 252.
func TestExposure(t *testing.T) {
	program, version := analyze(t, 252) // `security --offline` came with 250, and looks at all lines since 252
	dir := t.TempDir()
	set := plan(t, version, mmcfg.Stock(), "yes")
	if err := generator.Write(dir, set); err != nil {
		t.Fatal(err)
	}
	level := regexp.MustCompile(`Overall exposure level for .*: ([0-9.]+)`)
	for _, u := range set.Units {
		if !strings.HasSuffix(u.Name, ".service") {
			continue
		}
		limit := 1.1
		if u.Value("Service", "PrivateNetwork") != nil {
			limit = 0.2
		}
		out, err := exec.Command(program, "security", "--offline=true", "--no-pager", filepath.Join(dir, u.Name)).CombinedOutput()
		found := level.FindSubmatch(out)
		if found == nil {
			t.Fatalf("%s: %v: %s", u.Name, err, out)
		}
		if got, _ := strconv.ParseFloat(string(found[1]), 64); got > limit {
			t.Errorf("%s is exposed %.1f, more than %.1f:\n%s", u.Name, got, limit, out)
		}
	}
}
