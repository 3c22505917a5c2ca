// SPDX-License-Identifier: GPL-2.0-or-later

package arrows_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// opensItself are the packages that may open files without safeio: lockfile
// looks at what it opened by itself, bounce opens only what it may lock,
// sitetest makes sites for tests, and safeio is how the others do it; shadowfs is what
// they may open files of.
var opensItself = []string{"safeio", "faultfs", "shadowfs", "lockfile", "bounce", "sitetest"}

// TestFilesAreOpenedBySafeio: a file of the site may be a pipe, and a plain
// open of one waits for ever.
func TestFilesAreOpenedBySafeio(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../../runner", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		if slices.Contains(opensItself, filepath.Base(filepath.Dir(path))) {
			return nil
		}
		seen++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, call := range plainOpens(file) {
			t.Errorf("%s calls %s: use safeio.OpenRegular or safeio.ReadFile", path, call)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("only %d files were looked at", seen)
	}
}

// plainOpens are the calls in a file that open others without a look at them.
func plainOpens(file *ast.File) []string {
	var calls []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		from, _ := f.X.(*ast.Ident)
		isOS := from != nil && from.Name == "os"
		if f.Sel.Name == "OpenFile" || isOS && slices.Contains([]string{"Open", "ReadFile", "Create", "WriteFile"}, f.Sel.Name) {
			calls = append(calls, f.Sel.Name)
		}
		return true
	})
	return calls
}
