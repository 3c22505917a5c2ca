// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// systemdDirs are the directories of systemd's own library. The last one has the machine's
// architecture in its name, on Debian.
var systemdDirs = []string{"/usr/lib/systemd", "/lib/systemd", "/usr/lib64/systemd", "/lib64/systemd", "/usr/lib/*-linux-*/systemd"}

// SystemdVersion finds the version of the installed systemd by the name of its library, since
// neither D-Bus nor systemctl may be asked at boot. It is 0 if there is no such library.
func SystemdVersion(root string) int {
	newest := 0
	for _, dir := range systemdDirs {
		for _, dir := range expandDir(root, dir) {
			entries, _ := os.ReadDir(dir)
			for _, e := range entries {
				newest = max(newest, libraryVersion(e.Name()))
			}
		}
	}
	return newest
}

// expandDir replaces *MIDDLE* in a path by the names that have MIDDLE in them. It reads the
// directory above only.
func expandDir(root, pattern string) []string {
	parent, rest, found := strings.Cut(pattern, "*")
	if !found {
		return []string{filepath.Join(root, pattern)}
	}
	middle, rest, _ := strings.Cut(rest, "*")
	entries, _ := os.ReadDir(filepath.Join(root, parent))
	var dirs []string
	for _, e := range entries {
		if strings.Contains(e.Name(), middle) {
			dirs = append(dirs, filepath.Join(root, parent, e.Name(), rest))
		}
	}
	return dirs
}

// libraryVersion reads libsystemd-shared-252.so, -252-14.el9.so, -257.3-1.fc42.so.
func libraryVersion(name string) int {
	rest, ok := strings.CutPrefix(name, "libsystemd-shared-")
	if !ok || !strings.HasSuffix(name, ".so") {
		return 0
	}
	digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
	n, _ := strconv.Atoi(digits)
	return n
}
