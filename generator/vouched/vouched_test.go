// SPDX-License-Identifier: GPL-2.0-or-later

package vouched_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/generator/rootfs"
	"mmgen/generator/vouched"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// testLater is a time at which the files of a test are no more written to only just now.
func testLater() time.Time { return time.Now().Add(time.Minute) }

// site is a site with settings in three files.
func site(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	write(t, root+"/usr/lib/mailman/Mailman/Defaults.py", "QUEUE_DIR = '/var/q'\n")
	write(t, root+"/usr/lib/mailman/Mailman/mm_cfg.py", "from Defaults import *\nfrom more import *\n")
	write(t, root+"/usr/lib/mailman/Mailman/more.py", "MTA = None\n")
	return root
}

// keep evaluates the site's settings, and stores values that its files vouch for.
func keep(t *testing.T, root string) (file string, values map[string]string) {
	t.Helper()
	witness := new(rootfs.Witness)
	if _, err := mmcfg.Load(mmcfg.Options{Root: root, Witness: witness}); err != nil {
		t.Fatal(err)
	}
	marks, err := witness.Marks(testLater())
	if err != nil {
		t.Fatal(err)
	}
	values = map[string]string{}
	for _, name := range vouched.Names {
		values[name] = "value of \"" + name + "\"\n\xff"
	}
	file = filepath.Join(root, "kept")
	write(t, file, vouched.Text(values, marks))
	return file, values
}

func TestRead(t *testing.T) {
	file, want := keep(t, site(t))
	if got, err := vouched.Read(file); err != nil || !maps.Equal(got, want) {
		t.Errorf("got %q, %v\nwant %q", got, err, want)
	}
}

// TestStale: nothing is vouched for when a file that had a say has changed, is gone, or
// is new.
func TestStale(t *testing.T) {
	const pkg = "/usr/lib/mailman/Mailman/"
	for name, change := range map[string]func(t *testing.T, root string){
		"Defaults.py":            func(t *testing.T, root string) { write(t, root+pkg+"Defaults.py", "QUEUE_DIR = '/var/r'\n") },
		"an imported module":     func(t *testing.T, root string) { write(t, root+pkg+"more.py", "MTA = 1\n") },
		"a new INI file":         func(t *testing.T, root string) { write(t, root+"/etc/mailman/mmgen.ini", "") },
		"a new mm_cfg.py":        func(t *testing.T, root string) { write(t, root+"/etc/mailman/mm_cfg.py", "") },
		"another file by rename": func(t *testing.T, root string) { rename(t, root+pkg+"mm_cfg.py") },
		"a file that is gone":    func(t *testing.T, root string) { remove(t, root+pkg+"more.py") },
	} {
		t.Run(name, func(t *testing.T) {
			root := site(t)
			file, _ := keep(t, root)
			change(t, root)
			if values, err := vouched.Read(file); !errors.Is(err, vouched.ErrStale) {
				t.Errorf("got %q, %v", values, err)
			}
		})
	}
}

// rename replaces a file by a copy of it.
func rename(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path+".new", string(text))
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// TestNotVouched: what depends on more than files, or on one that may still be written to
// without a trace, is not vouched for.
func TestNotVouched(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		now  func() time.Time
		want string
	}{
		"environment": {"import os\nMTA = os.environ.get('X')\n", testLater, "environment"},
		"just now":    {"", time.Now, "only just now"},
	} {
		t.Run(name, func(t *testing.T) {
			root := site(t)
			write(t, root+"/usr/lib/mailman/Mailman/more.py", test.text)
			now := test.now()
			witness := new(rootfs.Witness)
			_, _ = mmcfg.Load(mmcfg.Options{Root: root, Witness: witness})
			if marks, err := witness.Marks(now); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, %v", marks, err)
			}
		})
	}
}
