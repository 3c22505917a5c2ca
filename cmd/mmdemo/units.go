// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// unitDir is a folder into which mmgen has written its units and their links.
type unitDir struct {
	dir, site string // site is the var tree, which paths are shown without
}

// tree is the units below mmrun.target, a line each: what starts what, and when.
func (u unitDir) tree() ([]string, error) {
	names, err := u.wants("mmrun.target")
	if err != nil {
		return nil, err
	}
	lines := []string{"mmrun.target"}
	for i, name := range names {
		branch := "├─"
		if i == len(names)-1 {
			branch = "└─"
		}
		about, err := u.about(name, names)
		if err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprintf("%s %-22s  %s", branch, name, about))
	}
	return lines, nil
}

// about says when a unit does something, and what it starts. siblings are the
// units of the target.
func (u unitDir) about(name string, siblings []string) (string, error) {
	text, err := os.ReadFile(filepath.Join(u.dir, name))
	if err != nil {
		return "", err
	}
	starts := setting(text, "Unit")
	if starts == "" {
		starts = strings.TrimSuffix(name, filepath.Ext(name)) + ".service"
	}
	switch filepath.Ext(name) {
	case ".path":
		watched := filepath.Base(setting(text, "PathChanged")) // the settings file, beside the site
		if entries := setting(text, "PathExistsGlob"); entries != "" {
			watched = filepath.Dir(entries) + "/*"
		}
		return fmt.Sprintf("%-17s → %s", strings.TrimPrefix(watched, u.site+"/"), starts), nil
	case ".timer":
		others, err := u.unwatched(starts, siblings)
		return fmt.Sprintf("every %-11s → all, and %s", setting(text, "OnUnitInactiveSec"), strings.Join(others, ", ")), err
	}
	return setting(text, "Description"), nil
}

// unwatched are the services that a target wants and that no path unit among
// the siblings starts.
func (u unitDir) unwatched(target string, siblings []string) ([]string, error) {
	names, err := u.wants(target)
	return slices.DeleteFunc(names, func(name string) bool {
		queue, isService := strings.CutSuffix(name, ".service")
		return !isService || slices.Contains(siblings, queue+".path")
	}), err
}

// wants are the units that a target wants, in order.
func (u unitDir) wants(target string) ([]string, error) {
	links, err := os.ReadDir(filepath.Join(u.dir, target+".wants"))
	var names []string
	for _, link := range links {
		names = append(names, link.Name())
	}
	// The units of the queues first, then what is there once.
	slices.SortStableFunc(names, func(a, b string) int {
		return strings.Compare(filepath.Ext(a), filepath.Ext(b))
	})
	return names, err
}

// setting is the last value of a key in a unit; "" where there is none.
func setting(unit []byte, key string) (value string) {
	for line := range bytes.Lines(unit) {
		if v, ok := strings.CutPrefix(string(bytes.TrimSpace(line)), key+"="); ok {
			value = v
		}
	}
	return value
}
