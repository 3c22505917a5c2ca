// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"encoding/json"
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mmgen/runner"
	"mmgen/test/fakesmtp"
)

// native are the categories that are drained natively.
var native = []string{"all", "bad", "bounces", "commands", "content", "in", "out", "retry", "virgin"}

// notYet are cases of these categories that need other queues, which are not
// native yet.
var notYet = []string{"all-one-of-each", "all-post-through-news"}

// toArchive are where the cases of category all end that drain the archive
// queue too, which is not native yet: what lies there does not count.
var toArchive = []string{"archives/", "folders: archives/", "qfiles/archive"}

var only = flag.String("case", "", "run only the golden cases whose name has this in it")

func TestGolden(t *testing.T) {
	paths, err := Find("testdata")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden cases in testdata: %v", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".zip")
		category, _, _ := strings.Cut(name, "-")
		if !slices.Contains(native, category) || slices.Contains(notYet, name) || !strings.Contains(name, *only) {
			continue
		}
		t.Run(name, func(t *testing.T) { play(t, path) })
	}
}

// play drains the queues of a case and compares what is there then.
func play(t *testing.T, path string) {
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	server := c.StartSMTP(t)
	w := c.Lay(t, "testdata/shared.zip", server.Port(), 19119)
	status := w.Drain(t)
	got := transcript(t, server)

	tree, err := Dump(w.Var)
	if err != nil {
		t.Fatal(err)
	}
	switch d, ok := deviations[c.Name]; {
	case ok && (c.Deviation == d.id || c.Deviation == ""):
		d.check(t, w, tree, got, status)
	case c.Deviation == "":
		compare(t, w, tree, got, status)
	default:
		t.Errorf("the case is of deviation %s; deviation_test.go does not say what is wanted", c.Deviation)
	}
	if t.Failed() {
		t.Logf("%s; logs:\n%s", c.Description, w.logs())
	}
}

// compare holds what came against what was recorded.
func compare(t *testing.T, c *World, tree Tree, smtp any, status int) {
	t.Helper()
	wantTree, wantSMTP, _, err := c.Expected(c.Var)
	if err != nil {
		t.Fatal(err)
	}
	accepted := c.ExitStatus
	if c.Category == "all" {
		accepted = append(accepted, runner.ExitWaiting)
	}
	if !slices.Contains(accepted, status) {
		t.Errorf("exit status %d, want one of %v", status, accepted)
	}
	for _, line := range Compare(wantTree, tree) {
		skip := func(place string) bool { return strings.HasPrefix(line, place) }
		if c.Category != "all" || !slices.ContainsFunc(toArchive, skip) {
			t.Error(line)
		}
	}
	for _, line := range CompareTranscripts("SMTP", wantSMTP, smtp, c.Options.ChunkLoose) {
		t.Error(line)
	}
}

// transcript is what the server was sent, in the form of smtp.json.
func transcript(t *testing.T, server *fakesmtp.Server) any {
	t.Helper()
	server.Close()
	data, err := json.Marshal(server.Transcript())
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
