// SPDX-License-Identifier: GPL-2.0-or-later

package arrows_test

import (
	"fmt"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"
)

// fileLayers are the files of packages whose concepts stand above each other, from the
// top down. A file uses what files of lower layers declare (types, functions, methods,
// fields) and what it declares itself. Those of one layer do not know each other. A
// star stands for all files that are not named.
var fileLayers = map[string][][]string{
	"mmgen/runner": {
		{"runner.go"},
		{"slot.go"},
		{"worker.go", "strays.go"},
		{"ends.go", "asker.go"},
		{"mover.go"},
		{"batch.go", "lists.go", "options.go"},
		{"ending.go", "remaining.go", "report.go", "journal.go", "locks.go", "linger.go"},
		{"spec.go", "exit.go", "disk.go", "memory.go", "guarded.go"},
	},
	"mmgen/runner/job": {
		{"archive.go", "outgoing.go"},
		{"*"}, // a queue each, and DELIVERY_MODULE
		{"job.go"},
		{"python.go"},
		{"installed.go", "verdict.go"},
	},
}

func TestFilesUseEachOtherDownwards(t *testing.T) {
	for _, pkg := range loadLayered(t) {
		for _, path := range pkg.GoFiles {
			if file := filepath.Base(path); fileLayer(fileLayers[pkg.PkgPath], file) < 0 {
				t.Errorf("%s of %s has no layer; give it one", file, pkg.PkgPath)
			}
		}
		for _, arrow := range arrowsUp(pkg, fileLayers[pkg.PkgPath]) {
			t.Error(arrow)
		}
	}
}

// TestArrowsUpAreSeen: with the layers upside down arrows point up everywhere.
func TestArrowsUpAreSeen(t *testing.T) {
	for _, pkg := range loadLayered(t) {
		layers := slices.Clone(fileLayers[pkg.PkgPath])
		slices.Reverse(layers)
		if n := len(arrowsUp(pkg, layers)); n < len(layers) {
			t.Errorf("%s: only %d arrows up are seen among %d layers", pkg.PkgPath, n, len(layers))
		}
	}
}

// loadLayered loads the packages whose files have layers.
func loadLayered(t *testing.T) []*packages.Package {
	t.Helper()
	const need = packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes |
		packages.NeedTypesInfo | packages.NeedImports | packages.NeedExportFile
	loaded, err := packages.Load(&packages.Config{Mode: need}, slices.Sorted(maps.Keys(fileLayers))...)
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range loaded {
		if len(pkg.Errors) > 0 || len(pkg.Syntax) < 5 {
			t.Fatalf("%s: %d files, %v", pkg.PkgPath, len(pkg.Syntax), pkg.Errors)
		}
	}
	return loaded
}

// arrowsUp says where a file of a package uses what a file of its own or a higher
// layer declares.
func arrowsUp(pkg *packages.Package, layers [][]string) (arrows []string) {
	fileOf := func(pos token.Pos) string { return filepath.Base(pkg.Fset.Position(pos).Filename) }
	for ident, object := range pkg.TypesInfo.Uses {
		if object.Pkg() != pkg.Types {
			continue
		}
		from, to := fileOf(ident.Pos()), fileOf(object.Pos())
		if from != to && fileLayer(layers, to) <= fileLayer(layers, from) {
			arrows = append(arrows, fmt.Sprintf("%s: %s, of %s, is not below it", pkg.Fset.Position(ident.Pos()), ident.Name, to))
		}
	}
	slices.Sort(arrows)
	return arrows
}

// fileLayer counts layers from the top.
func fileLayer(layers [][]string, file string) int {
	for _, name := range []string{file, "*"} {
		if i := slices.IndexFunc(layers, func(files []string) bool { return slices.Contains(files, name) }); i >= 0 {
			return i
		}
	}
	return -1
}
