// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
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
	lint, args := "mandoc", []string{"-Tlint", "-Wwarning", "mmgen.8"}
	if _, err := exec.LookPath(lint); err != nil {
		lint, args = "man", []string{"--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", "mmgen.8"}
	}
	if _, err := exec.LookPath(lint); err != nil {
		t.Skip("neither mandoc nor man is here to check the page")
	}
	cmd := exec.Command(lint, args...)
	var faults strings.Builder
	cmd.Stderr = &faults
	out, err := cmd.Output()
	if lint == "mandoc" {
		faults.Write(out)
	}
	if err != nil || faults.Len() > 0 {
		t.Errorf("%s: %v\n%s", lint, err, faults.String())
	}
}
