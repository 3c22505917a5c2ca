// SPDX-License-Identifier: GPL-2.0-or-later

package shadowfs_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/runner/safeio"
	"mmgen/runner/safeio/shadowfs"
)

// world is a directory with files, and a shadow of it.
func world(t *testing.T, files map[string]string) (fsys *shadowfs.FS, path func(string) string) {
	t.Helper()
	root := t.TempDir()
	path = func(name string) string { return filepath.Join(root, name) }
	for name, content := range files {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path(name)), 0o750), os.WriteFile(path(name), []byte(content), 0o640)); err != nil {
			t.Fatal(err)
		}
	}
	shadow := filepath.Join(t.TempDir(), "shadow")
	t.Cleanup(func() { // whatever a test does, what is below stays as it was
		for name, content := range files {
			if got, err := os.ReadFile(path(name)); err != nil || string(got) != content {
				t.Errorf("below, %s holds %q, %v", name, got, err)
			}
		}
	})
	return shadowfs.New(safeio.OS, shadow), path
}

func read(t *testing.T, fsys safeio.FS, name string) string {
	t.Helper()
	data, err := safeio.ReadFile(fsys, name, 1<<30)
	if errors.Is(err, fs.ErrNotExist) {
		return "(none)"
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, fsys safeio.FS, name string, flag int, content string) {
	t.Helper()
	f, err := fsys.OpenFile(name, flag, 0o600)
	if err == nil {
		_, err = f.Write([]byte(content))
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, fsys safeio.FS, dir string) (names []string) {
	t.Helper()
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names
}

// What was done is what is read, and the changes are told.
func TestChanges(t *testing.T) {
	fsys, path := world(t, map[string]string{"d/kept": "k", "d/changed": "c", "d/grown": "g", "d/removed": "r", "d/old": "o", "d/replaced": "p"})
	write(t, fsys, path("d/changed"), os.O_WRONLY|os.O_TRUNC, "new")
	write(t, fsys, path("d/grown"), os.O_WRONLY|os.O_APPEND, "rown")
	write(t, fsys, path("d/made"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, "m")
	for _, err := range []error{
		fsys.Remove(path("d/removed")),
		fsys.Rename(path("d/old"), path("d/renamed")),
		fsys.Rename(path("d/made"), path("d/replaced")),
		fsys.Mkdir(path("d/sub"), 0o770),
		fsys.Symlink("target", path("d/sub/link")),
		fsys.Link(path("d/kept"), path("d/sub/linked")),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	for name, want := range map[string]string{
		"kept": "k", "changed": "new", "grown": "grown", "removed": "(none)", "old": "(none)", "renamed": "o", "made": "(none)",
		"replaced": "m", "sub/linked": "k",
	} {
		if got := read(t, fsys, path("d/"+name)); got != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	if got, want := names(t, fsys, path("d")), []string{"changed", "grown", "kept", "renamed", "replaced", "sub"}; !slices.Equal(got, want) {
		t.Errorf("the directory has %q, want %q", got, want)
	}
	changes, err := fsys.Changes()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]shadowfs.Change{
		path("d/changed"): shadowfs.Changed, path("d/grown"): shadowfs.Changed, path("d/removed"): shadowfs.Removed,
		path("d/old"): shadowfs.Removed, path("d/renamed"): shadowfs.Made, path("d/replaced"): shadowfs.Changed,
		path("d/sub/link"): shadowfs.Made, path("d/sub/linked"): shadowfs.Made,
	}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// The errors are those of a file system, with the paths that the caller knows.
func TestErrors(t *testing.T) {
	fsys, path := world(t, map[string]string{"d/file": "x"})
	if err := fsys.Remove(path("d/file")); err != nil {
		t.Fatal(err)
	}
	write(t, fsys, path("d/there"), os.O_WRONLY|os.O_CREATE, "y")
	open := func(name string, flag int) error {
		_, err := fsys.OpenFile(path(name), flag, 0o600)
		return err
	}
	for name, tt := range map[string]struct {
		err  error
		want error
	}{
		"reading what is removed":     {open("d/file", os.O_RDONLY), fs.ErrNotExist},
		"writing what is removed":     {open("d/file", os.O_WRONLY), fs.ErrNotExist},
		"making what is there":        {open("d/there", os.O_WRONLY|os.O_CREATE|os.O_EXCL), fs.ErrExist},
		"making without a directory":  {open("no/file", os.O_WRONLY|os.O_CREATE), fs.ErrNotExist},
		"removing twice":              {fsys.Remove(path("d/file")), fs.ErrNotExist},
		"removing a directory":        {fsys.Remove(path("d")), syscall.ENOTEMPTY},
		"unlinking a directory":       {fsys.Unlink(path("d")), syscall.ENOTEMPTY},
		"a directory over another":    {fsys.Mkdir(path("d"), 0o700), fs.ErrExist},
		"a link over a file":          {fsys.Link(path("d/there"), path("d/there")), fs.ErrExist},
		"a symbolic link over a file": {fsys.Symlink("x", path("d/there")), fs.ErrExist},
		"renaming over a file":        {fsys.RenameNew(path("d/there"), path("d/there")), fs.ErrExist},
		"renaming what is not there":  {fsys.Rename(path("d/file"), path("d/x")), fs.ErrNotExist},
	} {
		if !errors.Is(tt.err, tt.want) {
			t.Errorf("%s: %v, want %v", name, tt.err, tt.want)
		}
		if at := (*fs.PathError)(nil); errors.As(tt.err, &at) && !strings.HasPrefix(at.Path, path("")) {
			t.Errorf("%s: the error names %s", name, at.Path)
		}
	}
}

// A directory that is made to look empty is, for all but what comes there later.
func TestEmpty(t *testing.T) {
	fsys, path := world(t, map[string]string{"q/a": "a", "q/b": "b"})
	if err := fsys.Empty(path("q")); err != nil {
		t.Fatal(err)
	}
	write(t, fsys, path("q/b"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, "mine")
	if got := names(t, fsys, path("q")); !slices.Equal(got, []string{"b"}) {
		t.Errorf("the directory has %q", got)
	}
	if a, b := read(t, fsys, path("q/a")), read(t, fsys, path("q/b")); a != "(none)" || b != "mine" {
		t.Errorf("a holds %q, b %q", a, b)
	}
	changes, err := fsys.Changes()
	if want := map[string]shadowfs.Change{path("q/b"): shadowfs.Made}; err != nil || !cmp.Equal(changes, want) {
		t.Errorf("changes: %v, %v", changes, err)
	}
}

// Of a large file that grows only the end is copied; where it ends is right.
func TestLargeFile(t *testing.T) {
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	fsys, path := world(t, map[string]string{"mbox": string(large)})
	write(t, fsys, path("mbox"), os.O_WRONLY|os.O_APPEND, "more")
	info, err := fsys.Stat(path("mbox"))
	if err != nil || info.Size() != int64(len(large))+4 {
		t.Fatalf("%v, %v", info, err)
	}
	f, err := fsys.OpenFile(path("mbox"), os.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	end := make([]byte, 8)
	if _, err := f.ReadAt(end, info.Size()-8); err != nil || string(end) != "cdefmore" {
		t.Errorf("it ends in %q, %v", end, err)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Blocks*512 > 4<<20 {
		t.Errorf("%d bytes were copied", stat.Blocks*512)
	}
}
