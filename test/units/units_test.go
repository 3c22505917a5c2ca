// SPDX-License-Identifier: GPL-2.0-or-later

// Package units holds what mmgen emits for a stock site, once for each systemd
// version that made a difference: the folders 239, 247, 252 and 257 have the
// units as files, and their links in the file LINKS. After a change,
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
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator"
	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/units"
)

var update = flag.Bool("update", false, "write the golden trees anew")

// plan makes the units of a stock site, under some systemd.
func plan(t *testing.T, version int, settings *mmcfg.Settings) units.Set {
	t.Helper()
	site := generator.Site{
		Source: "/etc/mailman/mm_cfg.py",
		Setting: func(name string) (pyvalue.Value, string, error) {
			v, _ := settings.Value(name)
			return v, "", nil
		},
	}
	set, problems := generator.Plan(site, generator.Host{
		Version: version,
		Mmgen:   "/usr/lib/systemd/system-generators/mmgen",
	})
	if len(problems) > 0 {
		t.Fatalf("a stock site has problems: %v", problems)
	}
	return set
}

func TestGolden(t *testing.T) {
	for _, version := range []int{239, 247, 252, 257} {
		set := plan(t, version, mmcfg.Stock())
		dir := fmt.Sprint(version)
		got := map[string]string{"LINKS": listing(set)}
		for _, u := range set.Units {
			got[u.Name] = u.Text()
		}
		if *update {
			writeTree(t, dir, got)
		}
		if diff := cmp.Diff(readTree(t, dir), got); diff != "" {
			t.Errorf("systemd %d (-folder +now):\n%s", version, diff)
		}
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
