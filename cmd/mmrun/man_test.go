// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"mmgen/runner"
)

// TestManPage: the page is as mdoc(7) wants it, says each flag, each command
// and each exit status.
func TestManPage(t *testing.T) {
	text, err := os.ReadFile("mmrun.8")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	app := newApp(io.Discard, console{w: io.Discard})
	for _, flag := range app.Flags {
		if name := flag.Names()[0]; !strings.Contains(page, "Fl Fl "+name) {
			t.Errorf("the page says nothing of --%s", name)
		}
		for _, short := range flag.Names()[1:] {
			if !strings.Contains(page, "Fl "+short) {
				t.Errorf("the page says nothing of -%s", short)
			}
		}
	}
	for _, command := range app.Commands {
		if !strings.Contains(page, "\n.Cm "+command.Name) {
			t.Errorf("the page says nothing of the command %s", command.Name)
		}
	}
	for _, status := range []int{runner.ExitDrained, runner.ExitUsage, runner.ExitIO, runner.ExitWaiting, runner.ExitSettings} {
		if !strings.Contains(page, "\n.It "+strconv.Itoa(status)+"\n") {
			t.Errorf("the page says nothing of exit status %d", status)
		}
	}
	lint(t, "mmrun.8")
}

// lint has mandoc, or else man, find fault with a page.
func lint(t *testing.T, page string) {
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
