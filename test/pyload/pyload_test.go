// SPDX-License-Identifier: GPL-2.0-or-later

package pyload

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/test/golden"
)

const testdata = "../golden/testdata"

// TestPythonLoads plays golden cases, and has Python load what mmrun wrote.
func TestPythonLoads(t *testing.T) {
	python := findPython(t)
	var files []string
	played := 0
	for _, c := range categories {
		cases, err := golden.Find(testdata, c.name)
		if err != nil || len(cases) == 0 {
			t.Fatalf("no golden cases of category %s: %v", c.name, err)
		}
		for i := 0; i < len(cases); i += c.each {
			files = append(files, play(t, cases[i])...)
			played++
		}
	}
	if len(files) == 0 {
		t.Fatal("nothing was written")
	}
	compare(t, python, files)
	t.Logf("%d files of %d cases", len(files), played)
}

// compare has Python load files, and holds what it finds against what mmrun
// reads in them. It returns Python's values.
func compare(t *testing.T, python string, files []string) [][]any {
	t.Helper()
	var values [][]any
	for i, a := range load(t, python, files) {
		values = append(values, a.Values)
		if a.Error != "" {
			t.Errorf("%s: Python says %s", files[i], a.Error)
			continue
		}
		if diff := cmp.Diff(ours(t, files[i]), normal(a.Values)); diff != "" {
			t.Errorf("%s: mmrun wrote (-), Python has (+)\n%s", files[i], diff)
		}
	}
	return values
}

// categories are those in which mmrun writes something, and how many of their
// cases are played: each, or each second and so on.
var categories = []struct {
	name string
	each int
}{{"bad", 1}, {"out", 2}, {"retry", 1}, {"virgin", 1}, {"all", 1}, {"in", 5}, {"content", 5}}

// play drains the queues of a case and returns the pickle files that were not
// there before, or not the same.
func play(t *testing.T, path string) (written []string) {
	t.Helper()
	c, err := golden.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Options.Locked) > 0 {
		return nil // its files are those of other cases, and it has to wait
	}
	server := c.StartSMTP(t)
	defer server.Close()
	w := c.Lay(t, filepath.Join(testdata, "shared.zip"), server.Port(), 19119)
	before := pickles(t, w.Var)
	w.Drain(t)
	known := map[string]bool{}
	for _, content := range before {
		known[content] = true
	}
	for file, content := range pickles(t, w.Var) {
		if !known[content] {
			written = append(written, file)
		}
	}
	slices.Sort(written)
	return written
}

// pickles are the contents of the pickle files below a folder.
func pickles(t *testing.T, top string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !isPickle(path) {
			return err
		}
		content, err := os.ReadFile(path)
		files[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func isPickle(path string) bool {
	return slices.ContainsFunc([]string{".pck", ".pck.last", ".pck.safety", ".psv", ".bak"}, func(suffix string) bool {
		return strings.HasSuffix(path, suffix)
	})
}

// answer is what load.py says of a file.
type answer struct {
	Values []any
	Error  string
}

// load has Python load files.
func load(t *testing.T, python string, files []string) []answer {
	t.Helper()
	script, err := os.ReadFile("testdata/load.py") // so that go test knows what the result depends on
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", string(script))
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", python, err, stderr.String())
	}
	var answers []answer
	lines := bufio.NewScanner(strings.NewReader(string(out)))
	lines.Buffer(nil, 1<<30)
	for lines.Scan() {
		var a answer
		decode(t, lines.Bytes(), &a)
		answers = append(answers, a)
	}
	if len(answers) != len(files) {
		t.Fatalf("%d answers for %d files\n%s", len(answers), len(files), stderr.String())
	}
	return answers
}

// ours is what a file holds as mmrun reads it.
func ours(t *testing.T, file string) any {
	t.Helper()
	rest, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	values := []any{}
	for len(rest) > 0 {
		var v pyvalue.Value
		if v, rest, err = pickle.Load(rest); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		values = append(values, golden.Encode(v))
	}
	text, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	var decoded any
	decode(t, text, &decoded)
	return normal(decoded)
}

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
}

// normal leaves of values what counts: sets and dicts have no order, and the
// text of a message is not a part of its object.
func normal(v any) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = normal(item)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for key, value := range v {
			object[key] = normal(value)
		}
		if object["$class"] != nil {
			delete(object, "text")
		}
		for _, unordered := range []string{"$dict", "$set"} {
			if items, ok := object[unordered].([]any); ok {
				slices.SortFunc(items, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			}
		}
		return object
	}
	return v
}

// findPython finds a Python 2.7 that works.
func findPython(t *testing.T) string {
	t.Helper()
	python := os.Getenv("PYTHON2")
	if python == "" {
		var err error
		if python, err = exec.LookPath("python2.7"); err != nil {
			t.Skip("there is no python2.7 in $PATH, and $PYTHON2 does not name one")
		}
	}
	version, err := exec.Command(python, "-c", "import sys; print '%d.%d' % sys.version_info[:2]").Output()
	if err != nil || string(version) != "2.7\n" {
		t.Skipf("%s is no Python 2.7: %v %s", python, err, version)
	}
	return python
}
