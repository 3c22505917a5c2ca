// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"mmgen/generator/rootfs"
)

// Host has the facts about the machine that the units depend on.
type Host struct {
	Version int // systemd's; 0: not known
	Mounts  Mounts
	Image   bool                   // it is not running: files may be in other parts of it, or still to come
	Names   []string               // the names and addresses by which it knows itself
	Mmgen   string                 // path of mmgen, for the unit that checks the settings
	Python  func(path string) bool // whether there is a Python 2 at a path
}

// usualPlace is the path at which systemd finds mmgen.
const usualPlace = "/usr/lib/systemd/system-generators/mmgen"

// Look reads what the machine below root is like. A machine that is not running
// ("" and "/" are this one) has no mounts but those of its fstab.
func Look(root string) Host {
	h := Host{Version: SystemdVersion(root), Mmgen: usualPlace, Names: ownNames(root)}
	h.Mounts = readMounts(filepath.Join(root, "/etc/fstab"), ParseFstab)
	h.Mounts = append(h.Mounts, mountUnits(filepath.Join(root, "/etc/systemd/system"))...)
	h.Python = func(path string) bool { return isPython2(root, path) }
	if h.Image = root != "" && filepath.Clean(root) != "/"; h.Image {
		return h
	}
	// A generator's own view is not the machine's: from systemd 253 on it runs
	// in a mount namespace.
	running := readMounts("/proc/1/mountinfo", ParseMountinfo)
	if running == nil {
		running = readMounts("/proc/self/mountinfo", ParseMountinfo)
	}
	h.Mounts = append(h.Mounts, running...)
	if self, err := os.Executable(); err == nil && filepath.Base(filepath.Dir(self)) == "system-generators" {
		h.Mmgen = self
	}
	return h
}

func readMounts(name string, parse func(io.Reader) Mounts) Mounts {
	f, err := rootfs.OpenRegular(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	return parse(f)
}

// mountUnits reads the mount units that an administrator wrote by hand.
func mountUnits(dir string) Mounts {
	entries, _ := os.ReadDir(dir)
	var mounts Mounts
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".mount") {
			continue
		}
		if f, err := rootfs.OpenRegular(filepath.Join(dir, e.Name())); err == nil {
			if m, ok := ParseMountUnit(f); ok {
				mounts = append(mounts, m)
			}
			_ = f.Close()
		}
	}
	return mounts
}

// isPython2 looks only where a generator may. /usr/bin/python is Python 3 on
// some hosts, as the end of its links says.
func isPython2(root, path string) bool {
	for _, place := range []string{"/usr", "/bin", "/opt"} {
		if below(path, place) {
			files := rootfs.New(root)
			real, err := files.Resolve(path)
			return err == nil && files.Exists(real) && !strings.Contains(filepath.Base(real), "python3")
		}
	}
	return path != "" // a file elsewhere can't be seen now, but may be there later
}
