// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
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

// diary is a step that notes what happens to it, and what it finds then.
type diary struct {
	dir   string
	fails error
	notes []string
}

func (d *diary) Commit() error {
	d.notes = append(d.notes, "commit, "+names(d.dir))
	return d.fails
}

func (d *diary) Drop() { d.notes = append(d.notes, "drop, "+names(d.dir)) }

// names are the extensions of the files in a folder.
func names(dir string) string {
	files, _ := os.ReadDir(dir)
	var found []string
	for _, file := range files {
		found = append(found, filepath.Ext(file.Name()))
	}
	return strings.Join(found, " ")
}

// TestSteps: a step is taken when the entries are in their queues; it is
// dropped where they can't be, and where a step before it failed.
func TestSteps(t *testing.T) {
	fault := errors.New("no")
	for _, test := range []struct {
		name   string
		block  bool // the entry's name is taken
		first  error
		end    func(*Staging) error
		want   []string // of the first step, of the second
		failed bool
	}{
		{"committed", false, nil, (*Staging).Commit, []string{"commit, .pck", "commit, .pck"}, false},
		{"dropped", false, nil, func(s *Staging) error { s.Drop(); return nil }, []string{"drop, ", "drop, "}, false},
		{"entry not renamed", true, nil, (*Staging).Commit, []string{"drop, .pck .tmp", "drop, .pck .tmp"}, true},
		{"first step fails", false, fault, (*Staging).Commit, []string{"commit, .pck", "drop, .pck"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var staging Staging
			dir := filepath.Join(t.TempDir(), "out")
			q, err := Open(dir, Options{Staging: &staging})
			if err != nil {
				t.Fatal(err)
			}
			staging.Begin()
			steps := []*diary{{dir: dir, fails: test.first}, {dir: dir}}
			for i, name := range []string{"a", "b", "a", "b"} {
				_, err := staging.Step(name, func() (Step, error) { return steps[i], nil })
				if err != nil {
					t.Fatal(err)
				}
			}
			name, err := q.Put(message.Parse("\n"), NewMetadata())
			if err != nil {
				t.Fatal(err)
			}
			if test.block {
				if err := os.WriteFile(filepath.Join(dir, name+".pck"), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := test.end(&staging); (err != nil) != test.failed {
				t.Errorf("error %v", err)
			}
			if got := append(steps[0].notes, steps[1].notes...); !slices.Equal(got, test.want) {
				t.Errorf("steps: %q, want %q", got, test.want)
			}
			if staging.Begun() {
				t.Error("the staging goes on")
			}
		})
	}
}

// TestStepNotMade: a step that could not be made is asked for again.
func TestStepNotMade(t *testing.T) {
	var staging Staging
	fault := errors.New("no")
	if _, err := staging.Step("a", func() (Step, error) { return nil, fault }); !errors.Is(err, fault) {
		t.Errorf("error %v", err)
	}
	if step, err := staging.Step("a", func() (Step, error) { return &diary{}, nil }); err != nil || step == nil {
		t.Errorf("then: %v, %v", step, err)
	}
}

// TestTogether: entries that belong together are all there or none of them.
func TestTogether(t *testing.T) {
	for _, fault := range []error{nil, errors.New("no")} {
		var staging Staging
		dir := filepath.Join(t.TempDir(), "out")
		q, err := Open(dir, Options{Staging: &staging})
		if err != nil {
			t.Fatal(err)
		}
		staging.Begin()
		put := func() {
			if _, err := q.Put(message.Parse("\n"), NewMetadata()); err != nil {
				t.Fatal(err)
			}
		}
		put()
		err = staging.Together(func() error { put(); put(); return fault })
		if err != fault {
			t.Errorf("error %v, want %v", err, fault)
		}
		put()
		if err := staging.Commit(); err != nil {
			t.Fatal(err)
		}
		want := ".pck .pck .pck .pck"
		if fault != nil {
			want = ".pck .pck"
		}
		if got := names(dir); got != want {
			t.Errorf("with error %v there is %s, want %s", fault, got, want)
		}
	}
}
