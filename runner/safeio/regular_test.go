// SPDX-License-Identifier: GPL-2.0-or-later

package safeio_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

// odd makes a file of each kind that is not regular in dir, and returns their
// names by kind.
func odd(t *testing.T, dir string) map[string]string {
	t.Helper()
	name := func(kind string) string { return filepath.Join(dir, kind) }
	if err := unix.Mkfifo(name("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", name("socket"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	for link, to := range map[string]string{"link to pipe": "pipe", "link to device": "/dev/zero", "link to terminal": "/dev/tty"} {
		if err := os.Symlink(to, name(link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(name("directory"), 0o700); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, kind := range []string{"pipe", "socket", "directory", "link to pipe", "link to device", "link to terminal"} {
		all[kind] = name(kind)
	}
	return all
}

// within fails the test where f does not return.
func within(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s waits", what)
	}
}

func TestOpenRegularNeverWaits(t *testing.T) {
	flags := map[string]int{
		"read": os.O_RDONLY, "append": os.O_WRONLY | os.O_APPEND, "make": os.O_WRONLY | os.O_CREATE | os.O_TRUNC,
		"update": os.O_RDWR,
	}
	for kind, name := range odd(t, t.TempDir()) {
		for use, flag := range flags {
			within(t, use+" of a "+kind, func() {
				_, err := safeio.OpenRegular(safeio.OS, name, flag, 0o600)
				if !errors.Is(err, safeio.ErrNotRegular) {
					t.Errorf("%s of a %s: error %v", use, kind, err)
				} else if text := safeio.Explain(err); !strings.Contains(text, name) || !strings.Contains(text, "move it away") {
					t.Errorf("%s of a %s: %q has no name or no remedy", use, kind, text)
				}
			})
		}
	}
}

func TestOpenRegularTakesLinksAndTheNullDevice(t *testing.T) {
	dir := t.TempDir()
	file, link, null := filepath.Join(dir, "file"), filepath.Join(dir, "link"), filepath.Join(dir, "null")
	if err := errors.Join(os.WriteFile(file, []byte("text"), 0o600), os.Symlink(file, link), os.Symlink("/dev/null", null)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{file: "text", link: "text", null: ""} {
		if data, err := safeio.ReadFile(safeio.OS, name, 10); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", name, data, err)
		}
		if f, err := safeio.OpenRegular(safeio.OS, name, os.O_WRONLY|os.O_APPEND, 0); err != nil {
			t.Error(err)
		} else {
			_ = f.Close()
		}
	}
}

// All that this package does with a name it finds.
func TestNothingWaitsForAPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := odd(t, dir)["pipe"]
	uses := map[string]func() error{
		"ReadFile":  func() error { _, err := safeio.ReadFile(safeio.OS, pipe, 10); return err },
		"WriteFile": func() error { return safeio.WriteFile(safeio.OS, pipe, pipe+".new", nil, 0o600) },
		"SyncDir":   func() error { return safeio.SyncDir(safeio.OS, pipe) },
		"ReadDir":   func() error { _, err := safeio.OS.ReadDir(pipe); return err },
	}
	for name, use := range uses {
		within(t, name, func() {
			if use() == nil {
				t.Errorf("%s takes a pipe", name)
			}
		})
	}
}
