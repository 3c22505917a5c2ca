// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree is what lies in a directory: text by name, links with an arrow.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		if d.Type() == fs.ModeSymlink {
			target, err := os.Readlink(path)
			found[name] = "-> " + target
			return err
		}
		text, err := os.ReadFile(path)
		found[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWriteTwiceAndAtOnce(t *testing.T) {
	set, _ := Plan(testSite(nil), testHost)
	dir := t.TempDir()
	if err := Write(dir, set); err != nil {
		t.Fatal(err)
	}
	once := tree(t, dir)
	if len(once) != len(set.Units)+len(set.Links) {
		t.Errorf("%d files and links for %d units and %d links", len(once), len(set.Units), len(set.Links))
	}
	for name, content := range once {
		if target, isLink := strings.CutPrefix(content, "-> "); isLink {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Errorf("%s leads nowhere (%s): %v", name, target, err)
			}
		}
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := Write(dir, set); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if diff := cmp.Diff(once, tree(t, dir)); diff != "" {
		t.Errorf("after eight runs at once (-before +after):\n%s", diff)
	}
}

// TestWriteMends: what stands in the way is replaced, the rest is left alone.
func TestWriteMends(t *testing.T) {
	set, _ := Plan(testSite(nil), testHost)
	dir := t.TempDir()
	for name, text := range map[string]string{"mmrun.target": "torn", "foreign.service": "theirs"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeLink(filepath.Join(dir, "multi-user.target.wants/mmrun.target"), "/dev/null"); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, set); err != nil {
		t.Fatal(err)
	}
	got := tree(t, dir)
	target, _ := set.Unit("mmrun.target")
	for name, want := range map[string]string{
		"mmrun.target": target.Text(), "foreign.service": "theirs", "multi-user.target.wants/mmrun.target": "-> ../mmrun.target",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "mmrun.target")); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mmrun.target: %v, %v", info.Mode(), err)
	}
}

// TestWriteGoesOn: one unit that can't be written does not keep the others away.
func TestWriteGoesOn(t *testing.T) {
	set, _ := Plan(testSite(nil), testHost)
	dir := t.TempDir()
	for _, name := range []string{"mmrun-in.path/x", "mmrun-sweep.target.wants/mmrun-in.path/x"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err := Write(dir, set)
	if err == nil || !strings.Contains(err.Error(), "writing the unit mmrun-in.path") || !strings.Contains(err.Error(), "linking mmrun-sweep.target.wants/mmrun-in.path") {
		t.Errorf("Write: %v", err)
	}
	if got := len(tree(t, dir)); got != len(set.Units)+len(set.Links)-2 {
		t.Errorf("%d of %d files are there", got, len(set.Units)+len(set.Links))
	}
}

func TestPrint(t *testing.T) {
	set, _ := Plan(testSite(nil), testHost)
	var out bytes.Buffer
	if err := Print(&out, set); err != nil {
		t.Fatal(err)
	}
	for _, u := range set.Units {
		if !strings.Contains(out.String(), "# /run/systemd/generator/"+u.Name+"\n"+u.Text()) {
			t.Errorf("%s is not shown", u.Name)
		}
	}
	if !strings.Contains(out.String(), "\n# link: multi-user.target.wants/mmrun.target -> ../mmrun.target\n") {
		t.Error("the links are not shown")
	}
}

func TestLog(t *testing.T) {
	device := filepath.Join(t.TempDir(), "kmsg")
	var stderr bytes.Buffer
	OpenKernelLog(device, &stderr).Print(Error, "no device")
	if _, err := os.Stat(device); err == nil {
		t.Error("the device was created")
	}
	if got := stderr.String(); got != "mmgen: no device\n" {
		t.Errorf("stderr has %q", got)
	}
	if err := syscall.Mkfifo(device, 0o600); err != nil {
		t.Fatal(err)
	}
	stderr.Reset()
	OpenKernelLog(device, &stderr).Print(Error, "a pipe")
	if got := stderr.String(); got != "mmgen: a pipe\n" {
		t.Errorf("with a pipe in its place stderr has %q", got)
	}
	if err := errors.Join(os.Remove(device), os.WriteFile(device, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	log := OpenKernelLog(device, &stderr)
	log.Print(Warning, "two\nlines "+strings.Repeat("x", 2000))
	got, _ := os.ReadFile(device)
	if want := "<4>mmgen: two lines xxx"; !strings.HasPrefix(string(got), want) || len(got) > 1000 || strings.Count(string(got), "\n") != 1 {
		t.Errorf("the kernel's log has %q", got)
	}
}
