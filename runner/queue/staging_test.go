// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mmgen/runner/message"
)

// TestStaging: what is kept back is on the disk, in no queue, and appears, or
// goes, as a whole.
func TestStaging(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(*Staging) error
		want []string // extensions
	}{
		{"committed", (*Staging).Commit, []string{".pck", ".pck"}},
		{"dropped", func(s *Staging) error { s.Drop(); return nil }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var staging Staging
			dir := filepath.Join(t.TempDir(), "out")
			q, err := Open(dir, Options{Staging: &staging})
			if err != nil {
				t.Fatal(err)
			}
			staging.Begin()
			for _, text := range []string{"a", "b"} {
				if _, err := q.Put(message.Parse("Subject: "+text+"\n\n"), NewMetadata()); err != nil {
					t.Fatal(err)
				}
			}
			if got := extensions(t, dir); !slices.Equal(got, []string{".tmp", ".tmp"}) {
				t.Fatalf("while it is staged there is %v", got)
			}
			if err := test.end(&staging); err != nil {
				t.Fatal(err)
			}
			if got := extensions(t, dir); !slices.Equal(got, test.want) {
				t.Fatalf("then there is %v, want %v", got, test.want)
			}
			if _, err := q.Put(message.Parse("Subject: c\n\n"), NewMetadata()); err != nil {
				t.Fatal(err)
			}
			if got, want := extensions(t, dir), append(slices.Clone(test.want), ".pck"); !slices.Equal(got, want) {
				t.Errorf("what came afterwards is kept back: %v", got)
			}
		})
	}
}

func extensions(t *testing.T, dir string) []string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, file := range files {
		found = append(found, file.Name()[strings.LastIndexByte(file.Name(), '.'):])
	}
	return found
}
