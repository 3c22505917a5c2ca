// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"crypto/sha1"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/runner/admin/explain"
	"mmgen/runner/site"
)

// queueSettings are the queues that runs serve, by the names of their folders.
var queueSettings = map[string]string{
	"in": site.In, "out": site.Out, "virgin": site.Virgin, "commands": site.Commands, "bounces": site.Bounces,
	"news": site.News, "archive": site.Archive, "retry": site.Retry, "shunt": site.Shunt,
}

// Each entry of each case is explained, which touches nothing. Where the case is a single
// entry of a single queue, what Mailman left in the queues is what was foretold.
func TestExplain(t *testing.T) {
	paths, err := Find("testdata")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden cases in testdata: %v", err)
	}
	var explained, compared atomic.Int64
	t.Run("case", func(t *testing.T) {
		for _, path := range paths {
			name := strings.TrimSuffix(filepath.Base(path), ".zip")
			if !strings.Contains(name, *only) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				entries, same := explainCase(t, path)
				explained.Add(int64(entries))
				if same {
					compared.Add(1)
				}
			})
		}
	})
	if *only == "" && (explained.Load() < 400 || compared.Load() < 300) {
		t.Errorf("only %d entries were explained, and %d compared", explained.Load(), compared.Load())
	}
}

// explainCase explains the entries of a case. It tells how many there are, and whether
// what was foretold could be compared.
func explainCase(t *testing.T, path string) (entries int, compared bool) {
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	w := c.Lay(t, "testdata/shared.zip", 9, 9)
	s := w.site(t)
	before, inQueues := snapshot(t, w.Var), filesInQueues(t, w.Var)
	var last explain.Report
	for queue, setting := range queueSettings {
		files, err := filepath.Glob(filepath.Join(s.Settings.Str(setting), "*.pck"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !strings.Contains(filepath.Base(file), "+") {
				continue
			}
			r, err := explain.Explain(t.Context(), s, file)
			if err != nil {
				t.Errorf("queue %s: %v", queue, err)
			}
			last = r
			entries++
		}
	}
	if diff := cmp.Diff(before, snapshot(t, w.Var)); diff != "" {
		t.Errorf("explaining has changed the site (-before +after):\n%s", diff)
	}
	alone := entries == 1 && inQueues == 1 && len(c.Runners) == 1 && !last.Shunted && !last.Interrupted && strings.EqualFold(c.Runners[0], runnerOf(last.Queue))
	if !alone || c.Deviation != "" || c.Options.Locked != nil || len(last.Sent) > 0 {
		return entries, false
	}
	want, _, _, err := c.Expected(w)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(landed(want), foretold(last)); diff != "" {
		t.Errorf("entries by queue (-Mailman +foretold):\n%s\n%+v", diff, last)
	}
	return entries, true
}

// filesInQueues is how many files there are in all queues.
func filesInQueues(t *testing.T, root string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "qfiles", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

// runnerOf is the name of a queue's runner, as cases have it.
func runnerOf(queue string) string {
	names := map[string]string{"in": "Incoming", "out": "Outgoing", "commands": "Command", "bounces": "Bounce", "archive": "Arch"}
	if name, ok := names[queue]; ok {
		return name
	}
	return queue
}

// landed are the entries of a tree, by queue.
func landed(tree Tree) map[string]int {
	counts := map[string]int{}
	for name := range tree.Files {
		if parts := strings.Split(name, "/"); len(parts) == 3 && parts[0] == "qfiles" && strings.Contains(parts[2], "+") {
			counts[parts[1]]++
		}
	}
	return counts
}

// foretold are the entries that there are by a report, by queue.
func foretold(r explain.Report) map[string]int {
	counts := map[string]int{}
	for _, q := range r.Queued {
		counts[q.Queue]++
	}
	if r.Outcome == "stays" {
		counts[r.Queue]++
	}
	return counts
}

// snapshot is all of a tree: what each file holds, its mode and when it was changed.
func snapshot(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content := ""
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content = fmt.Sprintf("%x", sha1.Sum(data))
		}
		all[path] = fmt.Sprint(info.Mode(), info.ModTime(), content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
