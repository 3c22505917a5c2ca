// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFindGenerator: a mask is no generator, and the first one counts.
func TestFindGenerator(t *testing.T) {
	etc, usr := t.TempDir(), t.TempDir()
	dirs := []string{filepath.Join(etc, "nosuch"), etc, usr}
	if err := os.Symlink(os.DevNull, filepath.Join(etc, "mmgen")); err != nil {
		t.Fatal(err)
	}
	if path, err := findGenerator(dirs); err == nil || !strings.Contains(err.Error(), usr) {
		t.Errorf("where there is none it found %q, %v", path, err)
	}
	want := filepath.Join(usr, "mmgen")
	if err := os.WriteFile(want, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	if path, err := findGenerator(dirs); path != want || err != nil {
		t.Errorf("it found %q, %v; want %s", path, err, want)
	}
}
