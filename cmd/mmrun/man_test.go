// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"mmgen/runner"
	"mmgen/test/manpage"
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
	manpage.Lint(t, "mmrun.8")
}
