// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pending"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// storedCookies are the cookies in a list's pending.pck.
func storedCookies(t *testing.T, w *sitetest.World, list string) (cookies []string) {
	t.Helper()
	for key := range storedPending(t, w, list).All() {
		if s, _ := pyvalue.AsString(key); len(s) == 40 {
			cookies = append(cookies, s)
		}
	}
	slices.Sort(cookies)
	return cookies
}

// storedProbes are those of probes that are out.
func storedProbes(t *testing.T, w *sitetest.World, list string) (cookies []string) {
	t.Helper()
	for key, v := range storedPending(t, w, list).All() {
		cookie, _ := pyvalue.AsString(key)
		if record, ok := v.(*pyvalue.Tuple); ok && len(record.Items) > 0 && record.Items[0] == pyvalue.Str(pending.ProbeBounce) {
			cookies = append(cookies, cookie)
		}
	}
	return cookies
}

// storedPending is what a list's pending.pck holds.
func storedPending(t *testing.T, w *sitetest.World, list string) *pyvalue.Dict {
	t.Helper()
	path := w.Path("lists/" + list + "/pending.pck")
	if _, err := os.Stat(path); err != nil {
		return new(pyvalue.Dict)
	}
	db, ok := load(t, path)[0].(*pyvalue.Dict)
	if !ok {
		t.Fatalf("%s holds no dictionary", path)
	}
	return db
}

// load is all pickles of a file.
func load(t *testing.T, path string) (values []pyvalue.Value) {
	t.Helper()
	data := sitetest.ReadFile(t, path)
	for len(data) > 0 {
		v, rest, err := pickle.Load(data)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		values, data = append(values, v), rest
	}
	return values
}

// state is all that lies in the tree of a site, as text: a line for each thing. Queue
// entries are without their names, which are made of the time and what is in them.
func state(t *testing.T, w *sitetest.World) string {
	t.Helper()
	var lines []string
	err := filepath.WalkDir(w.Var, func(path string, file os.DirEntry, err error) error {
		if err != nil || file.IsDir() {
			return err
		}
		name := strings.TrimPrefix(path, w.Var+"/")
		if file.Type()&os.ModeSymlink != 0 {
			lines = append(lines, name+" is a link")
			return nil
		}
		lines = append(lines, show(t, path, name)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range lines {
		lines[i] = badPattern.ReplaceAllString(serial.ReplaceAllString(line, "<mailman.N."), "$1 WHY")
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// serial is how message ids of Mailman's own begin: the first number counts them within
// a process.
var serial = regexp.MustCompile(`<mailman\.\d+\.`)

// badPattern is a line of the log whose last words are the regular expression library's.
var badPattern = regexp.MustCompile(`(has bad regexp "[^"\n]*":).*`)

func show(t *testing.T, path, name string) (lines []string) {
	t.Helper()
	switch {
	case strings.HasSuffix(name, ".last"), strings.HasPrefix(name, "locks/"):
		return nil
	case strings.HasPrefix(name, "qfiles/"):
		name = filepath.Dir(name)
	case strings.HasPrefix(name, "lists/") && filepath.Base(name) == "config.pck":
		for key, v := range load(t, path)[0].(*pyvalue.Dict).All() {
			lines = append(lines, fmt.Sprint(name, " ", pyvalue.Repr(key), " ", sitetest.Repr(v)))
		}
		return lines
	case strings.HasPrefix(name, "logs/"):
		// A change of address on all lists begins with another list here than there.
		for line := range strings.Lines(string(sitetest.ReadFile(t, path))) {
			lines = append(lines, name+" "+line)
		}
		return lines
	case !strings.HasSuffix(name, ".pck"):
		return []string{name + " " + string(sitetest.ReadFile(t, path))}
	}
	line := name
	for _, v := range load(t, path) {
		line += " " + sitetest.Repr(v)
	}
	return []string{line}
}
