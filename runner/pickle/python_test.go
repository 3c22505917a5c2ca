// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
)

// python2 skips the test where there is no Python 2.7.
func python2(t *testing.T) string {
	t.Helper()
	name, err := exec.LookPath("python2.7")
	if err != nil {
		t.Skip("needs Python 2.7, and there is no python2.7 in PATH")
	}
	if out, err := exec.Command(name, "-c", "import cPickle").CombinedOutput(); err != nil {
		t.Skipf("needs Python 2.7, but %s does not run: %v: %s", name, err, out)
	}
	return name
}

// What Dump writes is what Python's cPickle loads, with stand-ins for
// Mailman's classes.
func TestPythonLoadsDump(t *testing.T) {
	python := python2(t)
	dir := t.TempDir()
	var files []string
	var want strings.Builder
	save := func(name string, values []pyvalue.Value) {
		for protocol, suffix := range []string{"-0.pck", "-1.pck"} {
			var data []byte
			want.WriteString("== " + name + suffix + "\n")
			for _, v := range values {
				var err error
				if data, err = AppendDump(data, v, protocol); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				want.WriteString(tree(v))
			}
			files = append(files, filepath.Join(dir, name+suffix))
			if err := os.WriteFile(files[len(files)-1], data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, data := range sampleFiles(t) {
		values, err := loadAll(data)
		if err != nil {
			t.Fatal(err)
		}
		save(strings.TrimSuffix(name, ".pck"), values)
	}
	save("large list", []pyvalue.Value{bigList(1001)})

	cmd := exec.Command(python, append([]string{"testdata/tree.py"}, files...)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	got, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.Bytes())
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("we dumped (-), Python loaded (+):\n%s", diff)
	}
}

// The facts in testdata/opcodes.txt are facts.
func TestPythonAgreesOnOpcodes(t *testing.T) {
	python := python2(t)
	names, pickles, reprs := opcodeLines(t)
	script := "import cPickle\nfor p in [\n"
	for _, p := range pickles {
		script += pyvalue.Repr(pyvalue.Str(p)) + ",\n"
	}
	script += "]: print repr(cPickle.loads(p))\n"
	out, err := exec.Command(python, "-c", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(names) {
		t.Fatalf("%d lines for %d pickles", len(lines), len(names))
	}
	for i, name := range names {
		if lines[i] != reprs[i] {
			t.Errorf("%s: Python has %s, not %s", name, lines[i], reprs[i])
		}
	}
}
