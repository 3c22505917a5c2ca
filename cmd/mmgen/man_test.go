// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mmgen/generator/mmcfg"
	"mmgen/test/manpage"
)

// TestManPage: the page is as mdoc(7) wants it, says each flag and every unit.
func TestManPage(t *testing.T) {
	page, err := os.ReadFile("mmgen.8")
	if err != nil {
		t.Fatal(err)
	}
	var app = (&program{}).app()
	for _, flag := range app.Flags {
		if name := flag.Names()[0]; !strings.Contains(string(page), "Fl Fl "+name) {
			t.Errorf("the page says nothing of --%s", name)
		}
	}
	for _, command := range app.Commands {
		if !strings.Contains(string(page), "\n.Cm "+command.Name) {
			t.Errorf("the page says nothing of the command %s", command.Name)
		}
	}
	manpage.Lint(t, "mmgen.8")
}

// TestINIManPage: the page says each section and each key of mmgen.ini that mmgen
// knows, as it names them itself when one is mistyped.
func TestINIManPage(t *testing.T) {
	page, err := os.ReadFile("mmgen.ini.5")
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range []string{"nosuch", "units", "smtp"} {
		words := known(t, section)
		if len(words) == 0 {
			t.Errorf("mmgen says not what it knows in [%s]", section)
		}
		for _, word := range words {
			if !strings.Contains(string(page), "Cm "+word) && !strings.Contains(string(page), " , "+word) {
				t.Errorf("the page says nothing of %s, which mmgen knows in [%s]", word, section)
			}
		}
	}
	manpage.Lint(t, "mmgen.ini.5")
}

// known are the names that mmgen proposes for an unknown key of a section, or for an
// unknown section.
func known(t *testing.T, section string) (words []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mmgen.ini")
	if err := os.WriteFile(file, []byte("["+section+"]\nunheardof = 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := mmcfg.Load(mmcfg.Options{Root: t.TempDir(), ConfigFile: file})
	if err == nil {
		t.Fatalf("[%s] takes any key", section)
	}
	_, want, _ := strings.Cut(err.Error(), "want ")
	want, _, _ = strings.Cut(want, "\n")
	for _, word := range regexp.MustCompile(`\[?[a-z_]+\]?`).FindAllString(want, -1) {
		if word != "or" && word != "and" {
			words = append(words, word)
		}
	}
	return words
}
