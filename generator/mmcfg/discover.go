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
	// pkg is the directory of Mailman's package, where `import` looks; ""
	// where it is gone.
	pkg      string
	defaults bool // pkg has Defaults.py

	mmCfg  string // mm_cfg.py, links resolved; "" for none
	link   string // leads to mmCfg, which is not there; "" in all other cases
	source string // what __file__ is in it
	text   []byte
}

// discover finds the site below a root. given is the --mm-cfg flag; "" where
// there is none.
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
	// No mm_cfg.py: then Defaults.py, which Mailman alone would not do with.
	for _, l := range stock.Layouts {
		for _, dir := range l.Packages {
			if t.Exists(path.Join(dir, "Defaults.py")) {
				return &found{layout: layoutOf(t, path.Join(dir, "mm_cfg.py")), pkg: dir, defaults: true}, nil
			}
		}
	}
	return nil, nil
}

// danglingAny is the error of the first path that is a link to nowhere: the
// site's settings are meant to be there, and stock ones are not what it wants.
func danglingAny(t *rootfs.Tree, paths []string) error {
	for _, p := range paths {
		if target, ok := t.Dangling(p); ok {
			return Errors{{File: p, Reason: fmt.Sprintf("can't be read: it is a link to %s, which does not exist; put the file there, or remove the link", target)}}
		}
	}
	return nil
}

// places are where mm_cfg.py may be: in the package directory, which is the
// one that Python imports, and elsewhere.
func places(l *stock.Layout) []string {
	var out []string
	for _, dir := range l.Packages {
		out = append(out, path.Join(dir, "mm_cfg.py"))
	}
	return append(out, l.MMCfg...)
}

// layoutOf is the layout whose mm_cfg.py is at p: of several the one of which
// a mark exists, or that has none; the plain one where that does not say.
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
