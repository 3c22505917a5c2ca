// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
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

// storedCookies are the cookies in a list's pending.pck, those of disabled members last and
// in the order of the members: in which order members are looked at is not to be the same.
func storedCookies(t *testing.T, w *sitetest.World, list string) (cookies []string) {
	t.Helper()
	disabled := map[string]string{}
	for key, v := range storedPending(t, w, list).All() {
		if s, _ := pyvalue.AsString(key); len(s) == 40 {
			cookies = append(cookies, s)
			if record := pyvalue.Items(v); len(record) == 3 && record[0] == pyvalue.Str(pending.ReEnable) {
				disabled[s], _ = pyvalue.AsString(record[2])
			}
		}
	}
	slices.SortFunc(cookies, func(a, b string) int {
		return cmp.Or(cmp.Compare(disabled[a], disabled[b]), cmp.Compare(a, b))
	})
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
func state(t *testing.T, w *sitetest.World, cookies []string) string {
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
	lines = slices.DeleteFunc(lines, queuedBounces.MatchString)
	for i, line := range lines {
		line = badPattern.ReplaceAllString(serial.ReplaceAllString(line, "<mailman.N."), "$1 WHY")
		line = brokenCookie.ReplaceAllStringFunc(line, func(broken string) string { return joined(broken, cookies) })
		line = anyCookie.ReplaceAllStringFunc(line, func(cookie string) string { return numbered(cookie, cookies) })
		lines[i] = members.ReplaceAllStringFunc(line, sortedMembers)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// serial is how message ids of Mailman's own begin: the first number counts them within
// a process.
var serial = regexp.MustCompile(`<mailman\.\d+\.`)

// badPattern is a line of the log whose last words are the regular expression library's.
var badPattern = regexp.MustCompile(`(has bad regexp "[^"\n]*":).*`)

// queuedBounces is a line that counts bounces, which Mailman writes each time, and mmrun
// where they wait.
var queuedBounces = regexp.MustCompile(`processing \d+ queued bounces`)

var anyCookie = regexp.MustCompile(`\b[0-9a-f]{40}\b`)

// brokenCookie matches a cookie in a quoted-printable text that goes on in the next line.
var brokenCookie = regexp.MustCompile(`\b[0-9a-f]+=\\n[0-9a-f]+\b`)

// joined is such a cookie by its number.
func joined(broken string, cookies []string) string {
	head, tail, _ := strings.Cut(broken, `=\n`)
	if n := slices.Index(cookies, head+tail); n >= 0 {
		return fmt.Sprint("COOKIE ", n, " broken after ", len(head))
	}
	return broken
}

// numbered is a cookie by its number among all that were made. Which of two members has
// which of two cookies depends on the order in which they are looked at.
func numbered(cookie string, cookies []string) string {
	if n := slices.Index(cookies, cookie); n >= 0 {
		return fmt.Sprint("COOKIE ", n)
	}
	return cookie
}

// members are the members that the command who lists. Python lists them by the places in
// its hash table, which change with each save and load where two would have the same.
var members = regexp.MustCompile(`(\\n {8}[^\\ ]+@[^\\ ]+( \([^\\]*\))?)+`)

func sortedMembers(text string) string {
	const sep = `\n        `
	lines := strings.Split(strings.TrimPrefix(text, sep), sep)
	slices.Sort(lines)
	return sep + strings.Join(lines, sep)
}

func show(t *testing.T, path, name string) (lines []string) {
	t.Helper()
	switch {
	case strings.HasSuffix(name, ".last"), strings.HasPrefix(name, "locks/"):
		return nil
	case strings.HasPrefix(name, "qfiles/") && strings.HasSuffix(name, ".pck"):
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
	case filepath.Base(name) == "pending.pck":
		return showPending(name, load(t, path)[0].(*pyvalue.Dict))
	case strings.HasSuffix(name, ".gz"):
		return []string{fmt.Sprint(name, " ", compressed(t, path))}
	case !strings.HasSuffix(name, ".pck"):
		return []string{name + " " + string(sitetest.ReadFile(t, path))}
	}
	line := name
	for _, v := range load(t, path) {
		line += " " + sitetest.Repr(v)
	}
	return []string{line}
}

// compressed is what a file holds that gzip(1) reads, and the file's mode.
func compressed(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("nothing")
	if info.Size() > 0 {
		zip, err := gzip.NewReader(bytes.NewReader(sitetest.ReadFile(t, path)))
		if err != nil {
			t.Fatal(err)
		}
		if text, err = io.ReadAll(zip); err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprintf("%v %s", info.Mode(), text)
}

// showPending has a line for each cookie, and one for when it expires.
func showPending(name string, db *pyvalue.Dict) (lines []string) {
	for key, v := range db.All() {
		dict, ok := v.(*pyvalue.Dict)
		if !ok {
			lines = append(lines, fmt.Sprint(name, " ", pyvalue.Repr(key), " ", sitetest.Repr(v)))
			continue
		}
		for cookie, expiry := range dict.All() {
			lines = append(lines, fmt.Sprint(name, " ", pyvalue.Repr(key), " ", pyvalue.Repr(cookie), " ", sitetest.Repr(expiry)))
		}
	}
	return lines
}
