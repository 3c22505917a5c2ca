// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// installed is a Mailman and the Python that runs it.
type installed struct{ dir, python string }

func findInstalled(t *testing.T) installed {
	t.Helper()
	dir := os.Getenv("MMRUN_TEST_MAILMAN")
	if dir == "" {
		t.Skip("$MMRUN_TEST_MAILMAN names no installed Mailman 2.1")
	}
	python := os.Getenv("PYTHON2")
	if python == "" {
		python = "python2.7"
	}
	path, err := exec.LookPath(python)
	if err != nil {
		t.Skipf("no Python 2.7: %v", err)
	}
	return installed{dir, path}
}

// shared are the settings that say where things are.
var shared = []string{
	"LIST_DATA_DIR", "LOCK_DIR", "LOG_DIR", "DATA_DIR", "SPAM_DIR", "PUBLIC_ARCHIVE_FILE_DIR", "PRIVATE_ARCHIVE_FILE_DIR",
	"QUEUE_DIR", "INQUEUE_DIR", "OUTQUEUE_DIR", "VIRGINQUEUE_DIR", "TEMPLATE_DIR", "MESSAGES_DIR",
	"DEFAULT_EMAIL_HOST", "DEFAULT_URL_HOST", "SITE_PW_FILE", "LISTCREATOR_PW_FILE",
}

// languages are those that the lists and people here speak.
var languages = []string{"en", "de", "fr", "ja", "ru"}

// world makes a site with Mailman's letters and catalogues, and two lists with some
// attributes other than a new list's.
func (in installed) world(t *testing.T, attrs map[string]pyvalue.Value) *sitetest.World {
	t.Helper()
	w := sitetest.New(t)
	w.Set("TEMPLATE_DIR", filepath.Join(in.dir, "templates"))
	w.Set("MESSAGES_DIR", filepath.Join(in.dir, "messages"))
	w.Set("SPAM_DIR", w.Path("spam"))
	w.Set("SITE_PW_FILE", w.Path("data/adm.pw"))
	w.Set("LISTCREATOR_PW_FILE", w.Path("data/creator.pw"))
	for _, dir := range []string{"spam", "logs"} {
		if err := os.MkdirAll(w.Path(dir), 0o770); err != nil {
			t.Fatal(err)
		}
	}
	attrs = maps.Clone(attrs)
	if attrs == nil {
		attrs = make(map[string]pyvalue.Value)
	}
	attrs["available_languages"] = pyvalue.Strings(languages...)
	attrs["password"] = pyvalue.Str("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8") // SHA-1 of `password`
	w.AddList(t, "test", attrs)
	attrs["real_name"] = pyvalue.Str("Other")
	w.AddList(t, "other", attrs)
	attrs["real_name"] = pyvalue.Str("Mailman")
	w.AddList(t, "mailman", attrs)
	for _, list := range []string{"test", "other", "mailman"} { // a list that is saved has the link of its archive
		w.Change(t, list)
		w.Commit(t)
	}
	return w
}

// answer is what play.py says.
type answer struct {
	Results []string `json:"results"`
	Cookies []string `json:"cookies"`
}

// play plays steps with the installed Mailman.
func (in installed) play(t *testing.T, w *sitetest.World, steps []step, cookies []string) (a answer) {
	t.Helper()
	if cookies == nil {
		cookies = []string{}
	}
	in.run(t, w, "play.py", map[string]any{"steps": encodedSteps(steps), "cookies": cookies}, &a)
	return a
}

// run has a script of testdata do a job with the installed Mailman, and reads what it
// answers.
func (in installed) run(t *testing.T, w *sitetest.World, script string, job map[string]any, answer any) {
	t.Helper()
	settings := map[string]any{}
	for _, name := range slices.Concat(shared, siteSettingNames, jobSettings) {
		v, _ := w.Settings.Value(name)
		settings[name] = encoded(v)
	}
	job["mailman"], job["settings"], job["clock"] = in.dir, settings, pickle.Seconds(w.Clock)
	stdin, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs("testdata/" + script)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(in.python, "-B", path)
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.Env = append(os.Environ(), "TZ=UTC")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, stderr.String())
	}
	if err := json.Unmarshal(stdout.Bytes(), answer); err != nil {
		t.Fatalf("%s: %v\n%s%s", script, err, stdout.String(), stderr.String())
	}
}

// encoded is a value as play.py reads it.
func encoded(v any) any {
	switch v := v.(type) {
	case string:
		return latin1(v)
	case pyvalue.Str:
		return latin1(string(v))
	case pyvalue.Unicode:
		return map[string]string{"u": string(v)}
	case *pyvalue.List:
		items := []any{}
		for _, item := range v.Items {
			items = append(items, encoded(item))
		}
		return items
	}
	return v
}

// latin1 is bytes, each as the character of its number.
func latin1(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return s
	}
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

func encodedSteps(steps []step) []map[string]any {
	all := []map[string]any{}
	for _, s := range steps {
		m := map[string]any{}
		for key, v := range s {
			if sub, ok := v.(step); ok {
				m[key] = encodedSteps([]step{sub})[0]
			} else {
				m[key] = encoded(v)
			}
		}
		all = append(all, m)
	}
	return all
}
