// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"errors"
	"path"
	"strings"
)

// pythonRoots are the directories that may have one of Python 2's library and installed
// packages for each version (site.py).
var pythonRoots = [...]string{"/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64", "/usr/lib/pymodules"}

// moduleSuffixes are the names under which Python finds a module.
var moduleSuffixes = [...]string{"", ".py", ".pyc", ".pyo", ".so", "module.so"}

// installed says whether a module that is not Mailman's lies in one of the directories where
// Mailman's Python looks: beside the package, in its pythonlib, or in Python's own. The error
// says why that can't be known.
func (l *loader) installed(name string) (bool, error) {
	dirs, err := l.pythonDirs()
	if err != nil {
		return false, err
	}
	for _, dir := range dirs {
		for _, suffix := range moduleSuffixes {
			if l.tree.Exists(path.Join(dir, name+suffix)) {
				return true, nil
			}
		}
	}
	return false, nil
}

// pythonDirs are the directories where Mailman's Python looks for modules
// (bin/paths.py puts Mailman's own in front).
func (l *loader) pythonDirs() ([]string, error) {
	var dirs []string
	if l.at.pkg != "" {
		prefix := path.Dir(l.at.pkg)
		dirs = append(dirs, prefix, path.Join(prefix, "pythonlib"), path.Join(prefix, "bin"))
	}
	for _, root := range pythonRoots {
		versions, err := l.tree.Names(root)
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			if !strings.HasPrefix(v, "python2") {
				continue
			}
			lib := path.Join(root, v)
			dirs = append(dirs, lib, path.Join(lib, "lib-dynload"))
			for _, site := range [...]string{"site-packages", "dist-packages"} {
				more, err := l.siteDirs(path.Join(lib, site))
				if err != nil {
					return nil, err
				}
				dirs = append(dirs, more...)
			}
		}
	}
	return dirs, nil
}

// siteDirs are a directory of installed packages, and those that its .pth files name.
func (l *loader) siteDirs(dir string) ([]string, error) {
	names, err := l.tree.Names(dir)
	if err != nil {
		return nil, err
	}
	dirs := []string{dir}
	for _, name := range names {
		if !strings.HasSuffix(name, ".pth") {
			continue
		}
		text, err := l.tree.Read(path.Join(dir, name))
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			switch {
			case line == "" || line[0] == '#' || strings.HasPrefix(line, "import"):
			case strings.HasSuffix(line, ".egg"):
				return nil, errors.New(path.Join(dir, name) + " names an archive of modules")
			case path.IsAbs(line):
				dirs = append(dirs, line)
			default:
				dirs = append(dirs, path.Join(dir, line))
			}
		}
	}
	return dirs, nil
}
