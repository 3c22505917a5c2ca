// SPDX-License-Identifier: GPL-2.0-or-later

package rootfs_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"mmgen/generator/rootfs"
)

// TestLinks: links stay below the root, whatever they say.
func TestLinks(t *testing.T) {
	root := t.TempDir()
	for link, target := range map[string]string{
		"absolute": "/dir", "outside": "../../../../dir", "loop": "loop", "nowhere": "/missing", "dir/up": "..",
	} {
		name := filepath.Join(root, link)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "dir/file"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	tree := rootfs.New(root)
	for _, p := range []string{"/absolute/file", "/outside/file", "/dir/up/dir/file"} {
		if real, err := tree.Resolve(p); real != "/dir/file" || err != nil {
			t.Errorf("Resolve(%s) = %s, %v", p, real, err)
		}
		if text, err := tree.Read(p); string(text) != "text" || err != nil {
			t.Errorf("Read(%s) = %q, %v", p, text, err)
		}
	}
	if _, err := tree.Resolve("/loop"); err == nil {
		t.Error("a link to itself leads somewhere")
	}
	if target, dangling := tree.Dangling("/nowhere"); !dangling || target != "/missing" {
		t.Errorf("Dangling = %q, %t", target, dangling)
	}
	if names, err := tree.Names("/absolute"); err != nil || len(names) != 2 {
		t.Errorf("Names = %v, %v", names, err)
	}
}

// TestOpenRegular: pipes, directories and devices are refused, and a pipe is not
// waited for.
func TestOpenRegular(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{pipe, dir, "/dev/zero"} {
		f, err := rootfs.OpenRegular(name)
		if err == nil {
			_ = f.Close()
			t.Errorf("%s was opened", name)
		}
	}
	if _, err := rootfs.New(dir).Read("/missing"); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
	if text, err := rootfs.New("/").Read("/dev/null"); len(text) > 0 || err != nil {
		t.Errorf("/dev/null: %q, %v", text, err)
	}
}
