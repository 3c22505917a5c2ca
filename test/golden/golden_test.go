// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/mmcfg"
	"mmgen/runner"
	"mmgen/runner/mmlog"
	"mmgen/runner/site"
	"mmgen/test/fakesmtp"
)

// native are the categories that are drained natively.
var native = []string{"bad", "out", "retry"}

// notYet are cases of these categories that need other queues, which are not
// native yet.
var notYet = []string{
	"bad-bak-beside-pck", "bad-bak-first", "bad-bak-second", "bad-corrupt-config", "bad-garbage-then-good",
	"bad-no-listname", "bad-other-files", "bad-queue-dir-missing",
}

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
	var script fakesmtp.Script
	if err := json.Unmarshal(c.SMTP, &script); err != nil {
		t.Fatal(err)
	}
	server := fakesmtp.Start(t, script)
	w := c.Lay(t, "testdata/shared.zip", server.Port(), 19119)
	s := w.site(t)
	status := runner.ExitStatus(drain(t, w, s))
	got := transcript(t, server)

	tree, err := Dump(w.Var)
	if err != nil {
		t.Fatal(err)
	}
	if c.Deviation == "" {
		compare(t, c, tree, got, status)
	} else if d, ok := deviations[c.Name]; ok && d.id == c.Deviation {
		d.check(t, w, tree, got, status)
	} else {
		t.Errorf("the case is of deviation %s; deviation_test.go does not say what is wanted", c.Deviation)
	}
	if t.Failed() {
		t.Logf("%s; logs:\n%s", c.Description, w.logs())
	}
}

// compare holds what came against what was recorded.
func compare(t *testing.T, c *Case, tree Tree, smtp any, status int) {
	t.Helper()
	wantTree, wantSMTP, _, err := c.Expected()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(c.ExitStatus, status) {
		t.Errorf("exit status %d, want one of %v", status, c.ExitStatus)
	}
	for _, line := range Compare(wantTree, tree) {
		t.Error(line)
	}
	for _, line := range CompareTranscripts("SMTP", wantSMTP, smtp, c.Options.ChunkLoose) {
		t.Error(line)
	}
}

// site wires the case's site with its clock, its host and its process id.
func (w *World) site(t *testing.T) *site.Site {
	t.Helper()
	found, err := mmcfg.Load(mmcfg.Options{Root: t.TempDir(), ConfigFile: w.Config})
	if err != nil {
		t.Fatal(err)
	}
	settings := found.Settings
	logs := mmlog.New(mmlog.Options{Dir: settings.Str("LOG_DIR"), PID: 4242, Now: w.Now, Stderr: io.Discard})
	t.Cleanup(func() { logs.Close() })
	var dialer net.Dialer
	return &site.Site{
		Settings: settings,
		Logs:     logs,
		Now:      w.Now,
		Random:   counter(),
		Host:     "oracle",
		Hostname: "oracle.example.com",
		PID:      4242,
		Dial:     dialer.DialContext,
	}
}

// counter makes numbers that are all different.
func counter() func() [20]byte {
	var n byte
	return func() [20]byte {
		n++
		return [20]byte{0: 7, 19: n}
	}
}

func drain(t *testing.T, w *World, s *site.Site) error {
	t.Helper()
	var specs []runner.Spec
	for _, name := range w.Runners {
		more, err := runner.ParseSpec(name)
		if err != nil {
			t.Fatal(err)
		}
		specs = append(specs, more...)
	}
	return runner.Drain(context.Background(), s, specs, runner.Options{})
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
