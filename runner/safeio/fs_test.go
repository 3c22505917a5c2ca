// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// The three ways of a rename that does not replace must agree.
func TestRenameNew(t *testing.T) {
	ways := map[string]func(old, new string) error{
		"renameat2": OS.RenameNew,
		"hard link": linkAndRemove,
		"look":      lookAndRename,
	}
	for way, rename := range ways {
		t.Run(way, func(t *testing.T) {
			dir := t.TempDir()
			a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
			for _, name := range []string{a, b} {
				if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := rename(a, b); !errors.Is(err, fs.ErrExist) {
				t.Errorf("target exists: %v, want fs.ErrExist", err)
			}
			for _, name := range []string{a, b} {
				if data, err := os.ReadFile(name); err != nil || string(data) != name {
					t.Errorf("%s holds %q (%v)", name, data, err)
				}
			}
			c := filepath.Join(dir, "c")
			if err := rename(a, c); err != nil {
				t.Fatal(err)
			}
			if data, err := os.ReadFile(c); err != nil || string(data) != a {
				t.Errorf("target holds %q (%v)", data, err)
			}
			if _, err := os.Stat(a); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("old name is still there: %v", err)
			}
			if err := rename(a, filepath.Join(dir, "d")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("nothing to rename: %v, want fs.ErrNotExist", err)
			}
		})
	}
}
