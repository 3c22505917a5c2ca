// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"encoding/json"
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// native are the categories that are drained natively.
var native = []string{"all", "archive", "bad", "bounces", "commands", "content", "in", "news", "out", "retry", "virgin"}

var only = flag.String("case", "", "run only the golden cases whose name has this in it")

func TestGolden(t *testing.T) {
	paths, err := Find("testdata")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden cases in testdata: %v", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".zip")
		category, _, _ := strings.Cut(name, "-")
		if !slices.Contains(native, category) || !strings.Contains(name, *only) {
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
	mail, news := c.StartSMTP(t), c.StartNNTP(t)
	w := c.Lay(t, "testdata/shared.zip", mail.Port(), news.Port())
	status := w.Drain(t)
	mail.Close()
	news.Close()
	got := sent{asJSON(t, mail.Transcript()), asJSON(t, news.Transcript())}

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
func compare(t *testing.T, c *World, tree Tree, got sent, status int) {
	t.Helper()
	wantTree, wantSMTP, wantNNTP, err := c.Expected(c)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(c.ExitStatus, status) {
		t.Errorf("exit status %d, want one of %v", status, c.ExitStatus)
	}
	for _, line := range Compare(wantTree, tree) {
		t.Error(line)
	}
	for _, line := range CompareTranscripts("SMTP", wantSMTP, got.smtp, c.Options.ChunkLoose) {
		t.Error(line)
	}
	for _, line := range CompareTranscripts("NNTP", wantNNTP, got.nntp, false) {
		t.Error(line)
	}
}

// sent is what the servers of a case were sent, in the form of smtp.json and nntp.json.
type sent struct{ smtp, nntp any }

// asJSON is a transcript in its JSON form.
func asJSON(t *testing.T, transcript any) (v any) {
	t.Helper()
	data, err := json.Marshal(transcript)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
