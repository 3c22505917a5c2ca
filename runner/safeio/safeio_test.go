// SPDX-License-Identifier: GPL-2.0-or-later

package safeio_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/runner/safeio"
	"mmgen/runner/safeio/faultfs"
)

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func mode(t *testing.T, name string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// umask sets the process's umask for one test.
func umask(t *testing.T, mask int) {
	old := syscall.Umask(mask)
	t.Cleanup(func() { syscall.Umask(old) })
}

func TestWriteFileOldOrNew(t *testing.T) {
	for _, op := range []string{"create", "chmod", "write", "sync", "close", "rename"} {
		for _, before := range []string{"", "old"} {
			t.Run(op+" fails over "+before, func(t *testing.T) {
				dir := t.TempDir()
				name := filepath.Join(dir, "config.pck")
				if before != "" {
					if err := os.WriteFile(name, []byte(before), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				err := safeio.WriteFile(faultfs.Always(op, syscall.ENOSPC), name+".tmp", name, []byte("new content"), 0o660)
				if !errors.Is(err, syscall.ENOSPC) {
					t.Fatalf("error is %v, want ENOSPC", err)
				}
				if !strings.Contains(err.Error(), name) {
					t.Errorf("error %q does not name the file", err)
				}
				if before == "" {
					if got := names(t, dir); got != "" {
						t.Errorf("left behind: %s", got)
					}
					return
				}
				if got := names(t, dir); got != "config.pck" {
					t.Errorf("directory holds %s", got)
				}
				if got := read(t, name); got != before {
					t.Errorf("file holds %q, want %q", got, before)
				}
			})
		}
	}
}

func TestWriteFile(t *testing.T) {
	umask(t, 0o077)
	name := filepath.Join(t.TempDir(), "config.pck")
	// A leftover of a process that died must not be in the way.
	if err := os.WriteFile(name+".tmp", []byte("a longer leftover than what follows"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"one", "two", ""} {
		if err := safeio.WriteFile(safeio.OS, name+".tmp", name, []byte(content), 0o660); err != nil {
			t.Fatal(err)
		}
		if got := read(t, name); got != content {
			t.Errorf("file holds %q, want %q", got, content)
		}
	}
	if got := mode(t, name); got != 0o660 {
		t.Errorf("mode is %v, want -rw-rw---- whatever the umask", got)
	}
}

func TestWriteFileFollowsNoLinkFromItsTemporaryName(t *testing.T) {
	dir := t.TempDir()
	victim, name := filepath.Join(dir, "victim"), filepath.Join(dir, "x")
	if err := os.WriteFile(victim, []byte("keep"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, name+".tmp"); err != nil {
		t.Fatal(err)
	}
	if err := safeio.WriteFile(safeio.OS, name+".tmp", name, []byte("new"), 0o660); err == nil {
		t.Error("no error")
	}
	if got := read(t, victim); got != "keep" {
		t.Errorf("victim holds %q", got)
	}
}

func TestWriteNewNeverReplaces(t *testing.T) {
	for _, there := range []string{"x.pck", "x.pck.tmp"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, there), []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, "x.pck")
		err := safeio.WriteNew(safeio.OS, name+".tmp", name, [][]byte{[]byte("new")}, 0o660)
		if !errors.Is(err, fs.ErrExist) {
			t.Errorf("with %s there: error is %v, want fs.ErrExist", there, err)
		}
		if got := names(t, dir); got != there {
			t.Errorf("with %s there: directory holds %s", there, got)
		}
		if got := read(t, filepath.Join(dir, there)); got != "old" {
			t.Errorf("%s holds %q", there, got)
		}
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "x")
	if err := os.WriteFile(name, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := safeio.ReadFile(safeio.OS, name, 5); err != nil || string(data) != "12345" {
		t.Errorf("ReadFile = %q, %v", data, err)
	}
	if _, err := safeio.ReadFile(safeio.OS, name, 4); !errors.Is(err, safeio.ErrTooBig) {
		t.Errorf("one byte too many: %v", err)
	}
	if _, err := safeio.ReadFile(faultfs.Always("read", syscall.EIO), name, 5); !errors.Is(err, syscall.EIO) {
		t.Errorf("failing disk: %v", err)
	}
}

// A file that says it is empty and is not: its end counts, not its size.
func TestReadFileOfUnknownSize(t *testing.T) {
	data, err := safeio.ReadFile(safeio.OS, "/proc/self/status", 1<<20)
	if err != nil || !strings.Contains(string(data), "Pid:") {
		t.Errorf("ReadFile = %d bytes, %v", len(data), err)
	}
	if _, err := safeio.ReadFile(safeio.OS, "/proc/self/status", 100); !errors.Is(err, safeio.ErrTooBig) {
		t.Errorf("limit of 100: %v", err)
	}
}

func TestMkdir(t *testing.T) {
	umask(t, 0o077)
	parent := filepath.Join(t.TempDir(), "qfiles")
	if err := os.Mkdir(parent, 0o770); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(parent, 0o770|fs.ModeSetgid); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(parent, "in")
	for range 2 {
		if err := safeio.Mkdir(safeio.OS, dir, 0o770); err != nil {
			t.Fatal(err)
		}
		if got, want := mode(t, dir), fs.ModeDir|fs.ModeSetgid|0o770; got != want {
			t.Errorf("mode is %v, want %v", got, want)
		}
	}
	if err := safeio.Mkdir(safeio.OS, filepath.Join(dir, "no", "parent"), 0o770); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing parent: %v", err)
	}
}

// A sandboxed service may not set the setgid bit: no chmod where the mode is right already.
func TestMkdirLeavesRightModeAlone(t *testing.T) {
	umask(t, 0o007)
	dir := filepath.Join(t.TempDir(), "in")
	if err := safeio.Mkdir(faultfs.Always("chmod", syscall.EPERM), dir, 0o770); err != nil {
		t.Error(err)
	}
}

// TestMkdirUnderASandbox: below a setgid directory, with Mailman's umask, and where a
// chmod that names the setgid bit is refused (RestrictSUIDSGID=).
func TestMkdirUnderASandbox(t *testing.T) {
	umask(t, 0o007)
	parent := filepath.Join(t.TempDir(), "archives")
	if err := os.Mkdir(parent, 0o770); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(parent, 0o770|fs.ModeSetgid); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(parent, "2026-November")
	if err := safeio.Mkdir(faultfs.Always("chmod", syscall.EPERM), dir, 0o775); err != nil {
		t.Fatal(err)
	}
	if got, want := mode(t, dir), fs.ModeDir|fs.ModeSetgid|0o775; got != want {
		t.Errorf("mode is %v, want %v", got, want)
	}
	if now := syscall.Umask(0o007); now != 0o007 {
		t.Errorf("the umask of the process has become %#o", now)
	}
}

func TestSyncDir(t *testing.T) {
	dir := t.TempDir()
	if err := safeio.SyncDir(safeio.OS, dir); err != nil {
		t.Error(err)
	}
	if err := safeio.SyncDir(faultfs.Always("sync", syscall.EIO), dir); !errors.Is(err, syscall.EIO) {
		t.Errorf("failing disk: %v", err)
	}
}

func TestExplain(t *testing.T) {
	err := &fs.PathError{Op: "write", Path: "/q/x", Err: syscall.ENOSPC}
	if got, want := safeio.Explain(err), "write /q/x: no space left on device (make room on that file system)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := safeio.Explain(errors.New("odd")); got != "odd" {
		t.Errorf("got %q", got)
	}
}
