// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/marshal"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// archiveOf is what the files of a site's archives say, by their names: dicts in an
// order that does not depend on who wrote them, and what is compressed as it was before.
func archiveOf(t *testing.T, w *sitetest.World) map[string]string {
	t.Helper()
	files := map[string]string{}
	root := w.Path("archives")
	if err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		files[name], err = contentOf(path, d)
		files[name] = strings.ReplaceAll(files[name], w.Var, "VAR")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return files
}

func contentOf(path string, d fs.DirEntry) (string, error) {
	info, err := d.Info()
	if err != nil {
		return "", err
	}
	switch {
	case d.IsDir():
		return "directory " + info.Mode().Perm().String(), nil
	case d.Type() == fs.ModeSymlink:
		return os.Readlink(path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	text, err := textIn(path, data)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return info.Mode().Perm().String() + "\n" + text, nil
}

// emptyLines are of no account in pages: Mailman adds one to an article's page each time it
// writes it again.
var emptyLines = regexp.MustCompile(`\n\s*\n`)

func textIn(path string, data []byte) (string, error) {
	switch {
	case strings.Contains(path, "/database/"):
		v, rest, err := marshal.Load(data)
		if err == nil && len(rest) > 0 {
			err = fmt.Errorf("%d bytes are left", len(rest))
		}
		return listing(v, strings.HasSuffix(path, "-article")), err
	case strings.HasSuffix(path, ".pck"):
		v, _, err := pickle.Load(data)
		return listing(v, false), err
	case strings.HasSuffix(path, ".gz"):
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return "", err
		}
		data, err = io.ReadAll(r)
		return string(data), err
	case strings.HasSuffix(path, ".html"):
		return emptyLines.ReplaceAllLiteralString(string(data), "\n"), nil
	}
	return string(data), nil
}

// listing is a value, with the items of dicts one a line and sorted; where pickled is set
// the values of the dict are pickles.
func listing(v pyvalue.Value, pickled bool) string {
	switch v := v.(type) {
	case *pyvalue.Dict:
		var lines []string
		for key, value := range v.All() {
			if pickled {
				text, _ := pyvalue.AsString(value)
				value, _, _ = pickle.Load([]byte(text))
			}
			lines = append(lines, pyvalue.Repr(key)+": "+strings.ReplaceAll(listing(value, false), "\n", "\n  "))
		}
		slices.Sort(lines)
		return "{\n  " + strings.Join(lines, "\n  ") + "\n}"
	case *pickle.Instance:
		return v.Class.String() + listing(v.State, false)
	}
	return pyvalue.Repr(v)
}
