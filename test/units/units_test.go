// SPDX-License-Identifier: GPL-2.0-or-later

// Package units holds what mmgen emits for a stock site, once for each systemd
// version that made a difference: the folders 239, 247, 252 and 257 have the
// units as files, and their links in the file LINKS. The folders 239-jobs and so on have
// those of the day's jobs, which are added with jobs = yes, 239-awaiting and so on those of
// a site that was booted with settings that can't be read. After a change,
//
//	go test ./test/units -update
//
// writes them anew; git diff then shows what the change does to a site.
package units

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator"
	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/units"
)

var update = flag.Bool("update", false, "write the golden trees anew")

// plan makes the units of a site, under some systemd, with or without the day's jobs.
func plan(t *testing.T, version int, settings *mmcfg.Settings, jobs string) units.Set {
	t.Helper()
	site := generator.Site{
		Source: "/etc/mailman/mm_cfg.py",
		Units:  generator.UnitsSection{Jobs: generator.UnitsValue{Text: jobs, Where: "/etc/mailman/mmgen.ini:2"}},
		JobTimes: map[string]generator.UnitsValue{
			"bumpdigests": {Text: map[string]string{"yes": "yearly", "no": "no"}[jobs], Where: "/etc/mailman/mmgen.ini:4"},
		},
		Setting: func(name string) (pyvalue.Value, string, error) {
			v, _ := settings.Value(name)
			return v, "", nil
		},
	}
	set, problems := generator.Plan(site, generator.Host{
		Version: version,
		Mmgen:   "/usr/lib/systemd/system-generators/mmgen",
		Python:  func(string) bool { return true },
	})
	if len(problems) > 0 {
		t.Fatalf("a stock site has problems: %v", problems)
	}
	return set
}

var versions = []int{239, 247, 252, 257}

func TestGolden(t *testing.T) {
	for _, version := range versions {
		set := plan(t, version, mmcfg.Stock(), "no")
		compare(t, fmt.Sprint(version), set)
	}
}

// TestGoldenJobs: with the day's jobs all the other units are as without.
func TestGoldenJobs(t *testing.T) {
	for _, version := range versions {
		added := plan(t, version, mmcfg.Stock(), "yes")
		for _, u := range plan(t, version, mmcfg.Stock(), "no").Units {
			added.Units = slices.DeleteFunc(added.Units, func(other units.Unit) bool { return other.Text() == u.Text() })
		}
		added.Links = slices.DeleteFunc(added.Links, func(l units.Link) bool { return !strings.Contains(l.Name, "-job-") })
		compare(t, fmt.Sprintf("%d-jobs", version), added)
	}
}

// TestGoldenAwaiting: those after a boot with settings that can't be read.
func TestGoldenAwaiting(t *testing.T) {
	for _, version := range versions {
		set := generator.PlanWithoutSettings(generator.Site{Source: "/etc/mailman/mm_cfg.py", Config: "/etc/mailman/mmgen.ini"},
			generator.Host{Version: version, Mmgen: "/usr/lib/systemd/system-generators/mmgen"})
		compare(t, fmt.Sprintf("%d-awaiting", version), units.Awaiting(set, generator.KeptUnits))
	}
}

// compare compares units with those in a folder.
func compare(t *testing.T, dir string, set units.Set) {
	t.Helper()
	got := map[string]string{"LINKS": listing(set)}
	for _, u := range set.Units {
		got[u.Name] = u.Text()
	}
	if *update {
		writeTree(t, dir, got)
	}
	if diff := cmp.Diff(readTree(t, dir), got); diff != "" {
		t.Errorf("%s (-folder +now):\n%s", dir, diff)
	}
}

func listing(set units.Set) string {
	var b strings.Builder
	for _, l := range set.Links {
		fmt.Fprintf(&b, "%s -> %s\n", l.Name, l.Target)
	}
	return b.String()
}

func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	tree := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		tree[f.Name()] = string(text)
	}
	return tree
}

func writeTree(t *testing.T, dir string, tree map[string]string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range tree {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
