// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"mmgen/generator/mmcfg/stock"
	"mmgen/generator/rootfs"
)

// found is where a site's Python files are.
type found struct {
	layout *stock.Layout
	// pkg is the directory of Mailman's package, in which `import` looks; "" if it does not
	// exist.
	pkg      string
	defaults bool // pkg has Defaults.py

	mmCfg  string // mm_cfg.py, links resolved; "" for none
	link   string // the link that leads to mmCfg if that does not exist; else ""
	source string // the value of __file__ in it
	text   []byte
}

// discover finds the site below a root. given is the value of --mm-cfg, "" if there is none.
func discover(t *rootfs.Tree, given string) (*found, error) {
	if given != "" {
		return discoverGiven(t, given)
	}
	for _, l := range stock.Layouts {
		for _, p := range places(l) {
			if t.Exists(p) {
				return discoverAt(t, layoutOf(t, p), p)
			}
		}
	}
	for _, l := range stock.Layouts {
		for _, p := range places(l) {
			if err := danglingAny(t, []string{p}); err != nil {
				target, _ := t.Resolve(p)
				return &found{mmCfg: target, link: p}, err
			}
		}
	}
	// There is no mm_cfg.py. Defaults.py will do, though Mailman itself needs both.
	for _, l := range stock.Layouts {
		for _, dir := range l.Packages {
			if t.Exists(path.Join(dir, "Defaults.py")) {
				return &found{layout: layoutOf(t, path.Join(dir, "mm_cfg.py")), pkg: dir, defaults: true}, nil
			}
		}
	}
	return nil, nil
}

// danglingAny is the error of the first path that is a link to nowhere: somebody put the link
// there for the site's settings, so that stock ones would be wrong.
func danglingAny(t *rootfs.Tree, paths []string) error {
	for _, p := range paths {
		if target, ok := t.Dangling(p); ok {
			return Errors{{File: p, Reason: fmt.Sprintf("can't be read: it is a link to %s, which does not exist; put the file there, or remove the link", target)}}
		}
	}
	return nil
}

// places are the paths that mm_cfg.py may have: in the package directory, from which Python
// imports it, and elsewhere.
func places(l *stock.Layout) []string {
	var out []string
	for _, dir := range l.Packages {
		out = append(out, path.Join(dir, "mm_cfg.py"))
	}
	return append(out, l.MMCfg...)
}

// layoutOf is the first layout with mm_cfg.py at p that has an existing mark, or no marks at
// all; Plain if there is none.
func layoutOf(t *rootfs.Tree, p string) *stock.Layout {
	for _, l := range stock.Layouts {
		for _, place := range places(l) {
			if place == p && (len(l.Marks) == 0 || slices.ContainsFunc(l.Marks, t.Exists)) {
				return l
			}
		}
	}
	return stock.Plain
}

// discoverAt finds the site whose mm_cfg.py lies in a place of the tree.
func discoverAt(t *rootfs.Tree, l *stock.Layout, p string) (*found, error) {
	real, err := t.Resolve(p)
	if err != nil {
		return nil, err
	}
	f := &found{layout: l, mmCfg: real, source: p}
	if f.text, err = t.Read(p); err != nil {
		return f, unreadable(real, err)
	}
	return f, f.findPackage(t, l == stock.Plain)
}

// discoverGiven finds the site whose mm_cfg.py a flag names.
func discoverGiven(t *rootfs.Tree, given string) (*found, error) {
	text, shown, err := t.Given(given)
	if err != nil {
		return nil, unreadable(shown, err)
	}
	real, err := t.Resolve(shown)
	if err != nil {
		real = shown
	}
	f := &found{layout: layoutOf(t, shown), mmCfg: real, source: shown, text: text}
	if err := f.findPackage(t, true); err != nil {
		return f, err
	}
	if f.layout == stock.Plain && f.pkg != "" {
		f.layout = layoutOf(t, path.Join(f.pkg, "mm_cfg.py"))
	}
	return f, nil
}

// findPackage takes the first directory with a Defaults.py: beside mm_cfg.py, beside what
// it links to, or in the place of its layout, or of any. A Defaults.py that is a link to
// nowhere is an error, as it is for Python.
func (f *found) findPackage(t *rootfs.Tree, anyLayout bool) error {
	dirs := []string{path.Dir(f.source), path.Dir(f.mmCfg)}
	for _, l := range stock.Layouts {
		if anyLayout || l == f.layout {
			dirs = append(dirs, l.Packages...)
		}
	}
	var files []string
	for _, dir := range dirs {
		file := path.Join(dir, "Defaults.py")
		if t.Exists(file) {
			f.pkg, f.defaults = dir, true
			return nil
		}
		files = append(files, file)
	}
	return danglingAny(t, files)
}

// unreadable is the error of a settings file that can't be read.
func unreadable(file string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return Errors{{File: file, Reason: fmt.Sprintf("can't be read: %v", err)}}
}
