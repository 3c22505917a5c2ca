// SPDX-License-Identifier: GPL-2.0-or-later

// Package manpage has the machine's tools find fault with a manual page in mdoc(7).
package manpage

import (
	"os/exec"
	"strings"
	"testing"
)

// Lint has mandoc, or else man, find fault with a page.
func Lint(t *testing.T, page string) {
	t.Helper()
	tool, args := "mandoc", []string{"-Tlint", "-Wwarning", page}
	if _, err := exec.LookPath(tool); err != nil {
		tool, args = "man", []string{"--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page}
	}
	if _, err := exec.LookPath(tool); err != nil {
		t.Skip("neither mandoc nor man is here to check the page")
	}
	cmd := exec.Command(tool, args...)
	var faults strings.Builder
	cmd.Stderr = &faults
	out, err := cmd.Output()
	if tool == "mandoc" {
		faults.Write(out)
	}
	if err != nil || faults.Len() > 0 {
		t.Errorf("%s: %v\n%s", tool, err, faults.String())
	}
}
