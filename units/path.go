// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// CheckPath says why a path can't stand in a unit; nil if it can.
func CheckPath(p string) error {
	switch {
	case p == "":
		return errors.New("is empty")
	case !strings.HasPrefix(p, "/"):
		return fmt.Errorf("%q is not an absolute path", p)
	case !utf8.ValidString(p):
		return fmt.Errorf("%q is not UTF-8, and systemd refuses it", p)
	case strings.ContainsFunc(p, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fmt.Errorf("%q has a control character in it, and a unit file can't hold that", p)
	case strings.HasSuffix(p, " "), strings.HasSuffix(p, `\`):
		return fmt.Errorf("%q ends in a character that systemd takes away from the end of a line", p)
	}
	return nil
}

// CheckProgram is CheckPath for a program to run; systemd is stricter with those.
func CheckProgram(p string) error {
	if err := CheckPath(p); err != nil {
		return err
	}
	if strings.ContainsAny(p, `"'\`) {
		return fmt.Errorf("%q has a quote or backslash in it, and systemd runs no such program", p)
	}
	if strings.HasSuffix(p, "/") {
		return fmt.Errorf("%q is a directory", p)
	}
	return nil
}

// CheckName says why a string can't be the name (or number) of a user or group.
func CheckName(name string) error {
	first := func(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	if name == "" {
		return errors.New("is empty")
	}
	numeric := true
	for i := 0; i < len(name); i++ {
		c := name[i]
		numeric = numeric && digit(c)
		if !first(c) && !(digit(c) && (i > 0 || numeric)) && !(i > 0 && strings.IndexByte("-.$", c) >= 0) {
			return fmt.Errorf("%q is not the name of a user or group", name)
		}
	}
	if digit(name[0]) && !numeric {
		return fmt.Errorf("%q is neither a name nor a number", name)
	}
	return nil
}

// under reports whether p is dir or lies below it; both are clean.
func under(p, dir string) bool {
	return p == dir || dir == "/" || strings.HasPrefix(p, dir+"/")
}

// NewAccess sorts directories. All of dirs are needed, wherever they are or lead to as links.
// All of more are needed too, but are taken for possible links only if they are below none of
// dirs. (A bind mount of its own for each would keep files from being renamed between them.)
// Paths that can't stand in a unit are left out.
func NewAccess(dirs, more []string) Access {
	roots := cleanPaths(dirs)
	for _, dir := range cleanPaths(more) {
		if !belowAny(dir, roots) {
			roots = append(roots, dir)
		}
	}
	roots = cleanPaths(roots)
	var a Access
	for _, dir := range roots {
		if belowAny(dir, roots) {
			a.Linked = append(a.Linked, dir)
		} else {
			a.Writable = append(a.Writable, dir)
		}
		if !slices.ContainsFunc(roots, func(d string) bool { return d != dir && under(d, dir) }) {
			a.Mounts = append(a.Mounts, dir)
		}
	}
	return a
}

func belowAny(dir string, dirs []string) bool {
	return slices.ContainsFunc(dirs, func(d string) bool { return d != dir && under(dir, d) })
}

// volatile are names of directories that are empty after each boot, with what they are
// called below /run (file-hierarchy(7); the others are links of most distributions).
var volatile = []struct{ dir, inRun string }{{"/run/", ""}, {"/var/run/", ""}, {"/var/lock/", "lock/"}}

// RuntimeDirectory is what RuntimeDirectory= calls a directory in /run, such as
// lock/mailman for /var/lock/mailman; "" for one that lies elsewhere.
func RuntimeDirectory(dir string) string {
	dir = path.Clean(dir)
	for _, v := range volatile {
		if below, found := strings.CutPrefix(dir, v.dir); found {
			return v.inRun + below
		}
	}
	return ""
}

// cleanPaths sorts paths, cleaned and once each.
func cleanPaths(paths []string) []string {
	var clean []string
	for _, p := range paths {
		if CheckPath(p) == nil {
			clean = append(clean, path.Clean(p))
		}
	}
	slices.Sort(clean)
	return slices.Compact(clean)
}
