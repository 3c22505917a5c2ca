// SPDX-License-Identifier: GPL-2.0-or-later

package sitetest

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// EachArchive runs a test for each archive in a folder of testdata, which has
// this many at least. play is given its texts by name, and returns those that
// it has something to say of.
func EachArchive(t *testing.T, folder string, least int, play func(t *testing.T, part map[string]string) (got map[string]string)) {
	t.Helper()
	files, _ := filepath.Glob("testdata/" + folder + "/*.txt")
	if len(files) < least {
		t.Fatalf("only %d files in testdata/%s", len(files), folder)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			part := map[string]string{}
			for _, f := range archive.Files {
				part[f.Name] = string(f.Data)
			}
			for name, got := range play(t, part) {
				if diff := cmp.Diff(part[name], got); diff != "" {
					t.Errorf("%s (-Mailman +here):\n%s", name, diff)
				}
			}
		})
	}
}
