// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRemade: a directory of locks is made again where a boot took it away, behind the
// link that Debian has as well, and nowhere else.
func TestRemade(t *testing.T) {
	run := t.TempDir()
	inRun := func(dir string) bool { return strings.HasPrefix(dir, run+"/") }
	link, relative := filepath.Join(t.TempDir(), "locks"), filepath.Join(run, "relative")
	for path, target := range map[string]string{link: filepath.Join(run, "mailman"), relative: "other"} {
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
	}
	for dir, want := range map[string]bool{
		link:                              true,
		relative:                          true,
		filepath.Join(run, "straight"):    true,
		filepath.Join(run, "no/parent"):   false,
		filepath.Join(t.TempDir(), "any"): false,
	} {
		if got := remade(dir, inRun); got != want {
			t.Errorf("remade(%s) is %v", dir, got)
		}
		info, err := os.Stat(dir)
		if (err == nil) != want {
			t.Errorf("%s: %v", dir, err)
		}
		if want && info.Mode() != os.ModeDir|os.ModeSetgid|0o775 {
			t.Errorf("%s has mode %v", dir, info.Mode())
		}
	}
}
